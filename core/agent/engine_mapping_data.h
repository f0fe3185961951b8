#pragma once

#include <cstddef>

namespace iso::agent
{

/// resources/engines/vllm.toml, made into an array when the library is built.
extern const unsigned char kVllmToml[];
extern const std::size_t kVllmToml_bytes;

} // namespace iso::agent
