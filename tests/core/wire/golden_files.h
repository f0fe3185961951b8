#pragma once

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

namespace iso::test
{

/// "golden/v1-sample.bin" in the source tree; `kind` is "bin" or "json".
inline std::filesystem::path goldenFile(const std::string &name, const std::string &kind)
{
    return std::filesystem::path(ISOCHRONE_SOURCE_DIR) / "tests/core/wire/golden" / ("v1-" + name + "." + kind);
}

/// The whole file; empty when it cannot be read.
inline std::string contentOf(const std::filesystem::path &path)
{
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

} // namespace iso::test
