#pragma once

#include "core/sim/simulated_node.h"

#include <filesystem>
#include <fstream>

namespace iso::app
{

/// Writes a line for each sample that the hub says is stored: node, boot, number, node time, when it was sent and when
/// the hub's word came, times in nanoseconds since 1970. Used by the fleet's thread.
class StoredLog final : public sim::StoredObserver
{
public:
    static Result<std::unique_ptr<StoredLog>> create(const std::filesystem::path &file);

    void sampleStored(const NodeId &node, const BootId &boot, std::uint64_t seq, NodeTime time, HubTime sent,
                      HubTime stored) override;
    /// What was written reaches the system, so that it survives the end of this program.
    void storedMessageEnds() override;

private:
    std::ofstream m_stream;
    bool m_hasNew = false;
};

} // namespace iso::app
