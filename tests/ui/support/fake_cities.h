#pragma once

#include <array>

namespace iso::test
{

struct FakeCity {
    const char *code; ///< site name and part of the node's
    const char *name;
    const char *region;
    double latitude_deg;
    double longitude_deg;
};

inline constexpr std::array<FakeCity, 56> kFakeCities = {{
    {"osl", "Oslo, NO", "eu-north", 59.91, 10.75},          {"sto", "Stockholm, SE", "eu-north", 59.33, 18.07},
    {"hel", "Helsinki, FI", "eu-north", 60.17, 24.94},      {"cph", "Copenhagen, DK", "eu-north", 55.68, 12.57},
    {"lon", "London, GB", "eu-west", 51.51, -0.13},         {"par", "Paris, FR", "eu-west", 48.85, 2.35},
    {"dub", "Dublin, IE", "eu-west", 53.33, -6.25},         {"mad", "Madrid, ES", "eu-west", 40.42, -3.70},
    {"ber", "Berlin, DE", "eu-west", 52.52, 13.41},         {"mil", "Milan, IT", "eu-west", 45.46, 9.19},
    {"rom", "Rome, IT", "eu-west", 41.89, 12.51},           {"waw", "Warsaw, PL", "eu-west", 52.23, 21.01},
    {"nyc", "New York, US", "us-east", 40.71, -74.01},      {"was", "Washington, US", "us-east", 38.90, -77.04},
    {"atl", "Atlanta, US", "us-east", 33.75, -84.39},       {"mia", "Miami, US", "us-east", 25.77, -80.19},
    {"chi", "Chicago, US", "us-east", 41.85, -87.65},       {"tor", "Toronto, CA", "us-east", 43.70, -79.42},
    {"lax", "Los Angeles, US", "us-west", 34.05, -118.24},  {"sfo", "San Francisco, US", "us-west", 37.77, -122.42},
    {"sea", "Seattle, US", "us-west", 47.61, -122.33},      {"den", "Denver, US", "us-west", 39.74, -104.98},
    {"phx", "Phoenix, US", "us-west", 33.45, -112.07},      {"mex", "Mexico City, MX", "us-west", 19.43, -99.13},
    {"bom", "Mumbai, IN", "ap-south", 19.07, 72.88},        {"del", "Delhi, IN", "ap-south", 28.65, 77.23},
    {"blr", "Bengaluru, IN", "ap-south", 12.97, 77.59},     {"dac", "Dhaka, BD", "ap-south", 23.71, 90.41},
    {"khi", "Karachi, PK", "ap-south", 24.86, 67.01},       {"sin", "Singapore, SG", "ap-south", 1.29, 103.85},
    {"jkt", "Jakarta, ID", "ap-south", -6.21, 106.85},      {"bkk", "Bangkok, TH", "ap-south", 13.75, 100.50},
    {"tyo", "Tokyo, JP", "ap-northeast", 35.69, 139.69},    {"osa", "Osaka, JP", "ap-northeast", 34.69, 135.50},
    {"sel", "Seoul, KR", "ap-northeast", 37.57, 126.98},    {"sha", "Shanghai, CN", "ap-northeast", 31.22, 121.46},
    {"bjs", "Beijing, CN", "ap-northeast", 39.91, 116.40},  {"hkg", "Hong Kong, HK", "ap-northeast", 22.28, 114.17},
    {"tpe", "Taipei, TW", "ap-northeast", 25.05, 121.53},   {"mnl", "Manila, PH", "ap-northeast", 14.60, 120.98},
    {"sao", "São Paulo, BR", "sa-east", -23.55, -46.64},    {"rio", "Rio de Janeiro, BR", "sa-east", -22.91, -43.18},
    {"bue", "Buenos Aires, AR", "sa-east", -34.61, -58.38}, {"scl", "Santiago, CL", "sa-east", -33.46, -70.65},
    {"lim", "Lima, PE", "sa-east", -12.04, -77.03},         {"bog", "Bogotá, CO", "sa-east", 4.61, -74.08},
    {"los", "Lagos, NG", "af-south", 6.45, 3.39},           {"nbo", "Nairobi, KE", "af-south", -1.28, 36.82},
    {"jnb", "Johannesburg, ZA", "af-south", -26.20, 28.04}, {"cpt", "Cape Town, ZA", "af-south", -33.93, 18.42},
    {"cai", "Cairo, EG", "af-south", 30.06, 31.25},         {"acc", "Accra, GH", "af-south", 5.56, -0.20},
    {"syd", "Sydney, AU", "ap-south", -33.87, 151.21},      {"mel", "Melbourne, AU", "ap-south", -37.81, 144.96},
    {"ist", "Istanbul, TR", "eu-west", 41.01, 28.95},       {"dxb", "Dubai, AE", "ap-south", 25.08, 55.31},
}};

} // namespace iso::test
