# Writes INPUT as the byte array iso::places::kCitiesCsv into OUTPUT. A plain array compiles everywhere.
file(READ "${INPUT}" bytes HEX)
string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${bytes}")
string(REGEX REPLACE "(................................................................................)" "\\1\n" bytes
  "${bytes}")
file(WRITE "${OUTPUT}" "#include \"core/places/cities_data.h\"\n\nnamespace iso::places\n{\n\n"
  "const unsigned char kCitiesCsv[] = {\n${bytes}};\nconst std::size_t kCitiesCsv_bytes = sizeof(kCitiesCsv);\n\n"
  "} // namespace iso::places\n")
