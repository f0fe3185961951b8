#pragma once

#include "core/isochrone/path_model.h"
#include "core/session/io_inbox.h"
#include "core/session/key_desk.h"
#include "core/session/query_loop.h"
#include "core/session/session.h"
#include "core/session/workspace.h"
#include "core/transport/hub_loop.h"

#include <functional>
#include <nlohmann/json.hpp>
#include <string>

namespace iso::session
{

/// Answers the requests of isochronectl that come through the local endpoint (core/session/README.md lists them). Works
/// on a query thread of its own, so that a large answer holds up neither the io thread nor the console's queries.
class LocalDesk
{
public:
    LocalDesk(Session &session, KeyDesk &keyDesk, transport::HubLoop &loop, IoInbox &inbox, const WorkspacePaths &paths,
              const isochrone::Settings &isochrones, const Clock &clock);

    /// Thread: io.
    void request(const transport::PeerId &peer, std::string text);

private:
    nlohmann::json answer(const std::string &text);
    Result<nlohmann::json> handle(const nlohmann::json &request);
    Result<nlohmann::json> nodes(const nlohmann::json &request);
    Result<nlohmann::json> status();
    Result<nlohmann::json> refused();
    Result<nlohmann::json> send(const nlohmann::json &request);
    Result<nlohmann::json> commands(const nlohmann::json &request);
    Result<nlohmann::json> query(const nlohmann::json &request);
    Result<nlohmann::json> events(const nlohmann::json &request);
    Result<nlohmann::json> queryGroup(const nlohmann::json &request);
    Result<nlohmann::json> verifyLedger();
    Result<nlohmann::json> decideKey(const nlohmann::json &request);
    Result<nlohmann::json> network(const nlohmann::json &request);
    Result<nlohmann::json> acknowledge(const nlohmann::json &request);
    Result<nlohmann::json> note(const nlohmann::json &request);
    Result<nlohmann::json> rotateHubKey(const nlohmann::json &request);
    using Done = std::function<void(Status)>;
    /// Lets the io thread begin `work` and waits until it is done.
    Status onIo(std::function<void(Done)> work);

    Session &m_session;
    KeyDesk &m_keyDesk;
    transport::HubLoop &m_loop;
    IoInbox &m_inbox;
    const WorkspacePaths m_paths;
    const isochrone::Settings m_isochrones;
    const Clock &m_clock;
    QueryLoop m_queries; // last: its thread uses everything above
};

} // namespace iso::session
