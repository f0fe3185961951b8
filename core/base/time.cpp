#include "core/base/time.h"

#include <charconv>
#include <fmt/format.h>

namespace iso
{
namespace
{

using namespace std::chrono;

constexpr std::int64_t kNanosecondsPerSecond = 1'000'000'000;

/// Reads exactly `digits` decimal digits at `position`; -1 when they are not there.
int digitsAt(std::string_view text, std::size_t position, std::size_t digits)
{
    if (position + digits > text.size()) {
        return -1;
    }
    int value = 0;
    const char *begin = text.data() + position;
    const auto parsed = std::from_chars(begin, begin + digits, value);
    return parsed.ec == std::errc() && parsed.ptr == begin + digits && *begin != '-' ? value : -1;
}

bool hasSeparators(std::string_view text)
{
    return text.size() >= 20 && text[4] == '-' && text[7] == '-' && (text[10] == 'T' || text[10] == ' ') &&
           text[13] == ':' && text[16] == ':' && (text.back() == 'Z' || text.back() == 'z');
}

/// The digits between the seconds and the Z, as nanoseconds; -1 when malformed.
std::int64_t fractionOf(std::string_view text)
{
    if (text.empty()) {
        return 0;
    }
    if (text.front() != '.' || text.size() < 2 || text.size() > 10) {
        return -1;
    }
    std::int64_t value = 0;
    const auto parsed = std::from_chars(text.data() + 1, text.data() + text.size(), value);
    if (parsed.ec != std::errc() || parsed.ptr != text.data() + text.size() || value < 0) {
        return -1;
    }
    for (std::size_t i = text.size() - 1; i < 9; ++i) {
        value *= 10;
    }
    return value;
}

} // namespace

HubTime SystemClock::utcNow() const
{
    return HubTime::fromNanoseconds(duration_cast<nanoseconds>(system_clock::now().time_since_epoch()).count());
}

SteadyTime SystemClock::steadyNow() const
{
    return SteadyTime::fromNanoseconds(duration_cast<nanoseconds>(steady_clock::now().time_since_epoch()).count());
}

std::string toRfc3339(std::int64_t utc_ns)
{
    const sys_time<milliseconds> instant = floor<milliseconds>(sys_time<nanoseconds>(nanoseconds(utc_ns)));
    const sys_days day = floor<days>(instant);
    const year_month_day date(day);
    const hh_mm_ss<milliseconds> clock(instant - day);
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", static_cast<int>(date.year()),
                       static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), clock.hours().count(),
                       clock.minutes().count(), clock.seconds().count(), clock.subseconds().count());
}

Result<std::int64_t> parseUtcOrAge(std::string_view text, HubTime now)
{
    if (const Result<Duration> age = parseDuration(text)) {
        return (now - *age).toNanoseconds();
    }
    const auto malformed = [text] {
        return failure(ErrorCode::InvalidInput,
                       fmt::format("\"{}\" is not a time: write 2026-03-14T09:26:53Z, or an age such as 10m", text));
    };
    if (!hasSeparators(text)) {
        return malformed();
    }
    const int parts[] = {digitsAt(text, 0, 4),  digitsAt(text, 5, 2),  digitsAt(text, 8, 2),
                         digitsAt(text, 11, 2), digitsAt(text, 14, 2), digitsAt(text, 17, 2)};
    const std::int64_t fraction_ns = fractionOf(text.substr(19, text.size() - 20));
    for (int part : parts) {
        if (part < 0) {
            return malformed();
        }
    }
    const year_month_day date{year(parts[0]), month(static_cast<unsigned>(parts[1])),
                              day(static_cast<unsigned>(parts[2]))};
    // Nanoseconds in 64 bits end in 2262.
    if (!date.ok() || parts[0] < 1970 || parts[0] > 2261 || parts[3] > 23 || parts[4] > 59 || parts[5] > 60 ||
        fraction_ns < 0) {
        return malformed();
    }
    const auto seconds_s = sys_days(date).time_since_epoch() + hours(parts[3]) + minutes(parts[4]) + seconds(parts[5]);
    return duration_cast<seconds>(seconds_s).count() * kNanosecondsPerSecond + fraction_ns;
}

Result<Duration> parseDuration(std::string_view text)
{
    double value = 0;
    const auto parsed = std::from_chars(text.data(), text.data() + text.size(), value);
    const std::string_view unit(parsed.ptr, static_cast<std::size_t>(text.data() + text.size() - parsed.ptr));
    double unit_ns = 0;
    if (unit == "ms") {
        unit_ns = 1e6;
    } else if (unit == "s") {
        unit_ns = 1e9;
    } else if (unit == "m" || unit == "min") {
        unit_ns = 60e9;
    } else if (unit == "h") {
        unit_ns = 3600e9;
    } else if (unit == "d") {
        unit_ns = 86400e9;
    }
    // A century bounds the product well inside 64 bits; the comparison also turns away NaN.
    const double total_ns = value * unit_ns;
    if (parsed.ec != std::errc() || !(total_ns > 0 && total_ns < 3.2e18)) {
        return failure(ErrorCode::InvalidInput,
                       fmt::format("\"{}\" is not a duration: write 500ms, 10s, 5m, 2h or 3d", text));
    }
    return Duration(static_cast<std::int64_t>(total_ns));
}

std::string toShortText(Duration duration)
{
    const auto total_s = duration_cast<seconds>(duration).count();
    if (total_s < 1) {
        return fmt::format("{} ms", duration_cast<milliseconds>(duration).count());
    }
    if (total_s < 60) {
        return fmt::format("{} s", total_s);
    }
    if (total_s < 3600) {
        return fmt::format("{} min", total_s / 60);
    }
    if (total_s < 86400) {
        return fmt::format("{} h {} min", total_s / 3600, total_s / 60 % 60);
    }
    return fmt::format("{} d {} h", total_s / 86400, total_s / 3600 % 24);
}

} // namespace iso
