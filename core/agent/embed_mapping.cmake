# Writes INPUT as the byte array iso::agent::NAME into OUTPUT. A plain array compiles everywhere.
file(READ "${INPUT}" bytes HEX)
string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${bytes}")
string(REGEX REPLACE "(................................................................................)" "\\1\n" bytes
  "${bytes}")
file(WRITE "${OUTPUT}" "#include \"core/agent/engine_mapping_data.h\"\n\nnamespace iso::agent\n{\n\n"
  "const unsigned char ${NAME}[] = {\n${bytes}};\nconst std::size_t ${NAME}_bytes = sizeof(${NAME});\n\n"
  "} // namespace iso::agent\n")
