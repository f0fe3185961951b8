# Writes INPUT as the byte array iso::sim::kCitiesCsv into OUTPUT. A plain array compiles everywhere.
file(READ "${INPUT}" bytes HEX)
string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${bytes}")
string(REGEX REPLACE "(................................................................................)" "\\1\n" bytes
  "${bytes}")
file(WRITE "${OUTPUT}" "#include \"core/sim/cities_data.h\"\n\nnamespace iso::sim\n{\n\n"
  "const unsigned char kCitiesCsv[] = {\n${bytes}};\nconst std::size_t kCitiesCsv_bytes = sizeof(kCitiesCsv);\n\n"
  "} // namespace iso::sim\n")
