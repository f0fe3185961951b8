#pragma once

#include "core/session/io_inbox.h"
#include "core/session/query_loop.h"
#include "core/session/session.h"
#include "core/transport/hub_loop.h"

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>

namespace iso::session
{

/// Answers the requests of isochronectl that come through the local endpoint (core/session/README.md lists them). Works
/// on a query thread of its own, so that a large answer holds up neither the io thread nor the console's queries.
class LocalDesk
{
public:
    LocalDesk(Session &session, transport::HubLoop &loop, IoInbox &inbox, std::filesystem::path history,
              std::filesystem::path ledger, const Clock &clock, Logger &logger);

    /// Thread: io.
    void request(const transport::PeerId &peer, std::string text);

private:
    nlohmann::json answer(const std::string &text);
    Result<nlohmann::json> handle(const nlohmann::json &request);
    Result<nlohmann::json> nodes();
    Result<nlohmann::json> status();
    Result<nlohmann::json> send(const nlohmann::json &request);
    Result<nlohmann::json> commands(const nlohmann::json &request);
    Result<nlohmann::json> query(const nlohmann::json &request);
    Result<nlohmann::json> verifyLedger();

    Session &m_session;
    transport::HubLoop &m_loop;
    IoInbox &m_inbox;
    std::filesystem::path m_ledger;
    const Clock &m_clock;
    QueryLoop m_queries; // last: its thread uses everything above
};

} // namespace iso::session
