#pragma once

#include "core/node/node_port.h"
#include "core/transport/node_loop.h"

namespace iso::node
{

/// One link of a NodeLoop. Thread: the loop's.
class LinkPort final : public NodePort
{
public:
    LinkPort(transport::NodeLoop &loop, transport::LinkIndex link)
        : m_loop(loop)
        , m_link(link)
    {
    }
    bool publish(std::string_view topic, std::string_view bytes) override
    {
        return m_loop.publish(m_link, topic, bytes);
    }
    bool sendControl(std::string_view bytes) override { return m_loop.sendControl(m_link, bytes); }

private:
    transport::NodeLoop &m_loop;
    transport::LinkIndex m_link;
};

} // namespace iso::node
