#pragma once

#include <cstddef>
#include <google/protobuf/descriptor.h>
#include <optional>
#include <string>
#include <string_view>

namespace iso::wire::detail
{

/// What a walk over serialised fields finds without building a message.
struct WireScan {
    std::size_t fields = 0;
    std::optional<std::string> badText; ///< name of the first string field that is not UTF-8
};

/// Walks the fields of a serialised message and of its submessages, up to `mostFields` of them or to the first bytes
/// that are no field.
WireScan scanWire(std::string_view bytes, const google::protobuf::Descriptor &type, std::size_t mostFields);

} // namespace iso::wire::detail
