#pragma once

#include <string_view>

namespace iso::node
{

/// A node's connection to one hub.
class NodePort
{
public:
    virtual ~NodePort() = default;
    /// False when nothing was queued.
    virtual bool publish(std::string_view topic, std::string_view bytes) = 0;
    virtual bool sendControl(std::string_view bytes) = 0;
};

} // namespace iso::node
