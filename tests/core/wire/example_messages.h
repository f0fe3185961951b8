#pragma once

#include "core/wire/codec.h"

#include <vector>

namespace iso::test
{

struct ExampleMessage {
    const char *name; ///< of its golden files
    wire::Envelope envelope;
};

/// One message of each kind, with every field set to something that is not its default. The golden files of contract
/// version 1 hold exactly these.
std::vector<ExampleMessage> exampleMessages();

/// The example with this name.
wire::Envelope exampleMessage(std::string_view name);

wire::CommandBody exampleCommandBody();

} // namespace iso::test
