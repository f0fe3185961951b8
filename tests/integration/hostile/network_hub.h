#pragma once

#include "core/enrolment/join_line.h"
#include "core/transport/curve.h"
#include "tests/integration/program.h"
#include "tests/support/temp_workspace.h"

#include <QJsonObject>
#include <map>
#include <set>

namespace iso::test
{

/// What history has of one node, of all its boots.
struct StoredNumbers {
    std::map<QPair<QString, qint64>, int> counts; ///< by boot and number: how often it is there
    std::map<QString, std::set<qint64>> gaps;     ///< numbers in gap records, by boot
    std::vector<double> delays_ms;                ///< from a sample's own time to its receipt
};

/// A collector that accepts nodes from the network, on free ports of this machine.
class NetworkHub
{
public:
    /// Starts it and waits until it is proven that strangers are kept out.
    [[nodiscard]] bool start(InChild inChild = {});

    /// Waits until the key knocks, and lets it in. `more`: as after "keys approve KEY".
    [[nodiscard]] bool approve(const PublicKey &key, const QStringList &more = {}) const;
    [[nodiscard]] Outcome decide(const char *action, const PublicKey &key) const;
    /// The key as "isochronectl keys" shows it; empty when it is not there.
    [[nodiscard]] QJsonObject key(const PublicKey &key) const;
    /// How many messages were turned away for the reason.
    [[nodiscard]] qint64 refused(const QString &reason) const;
    [[nodiscard]] QJsonObject status() const { return ctl.run({QStringLiteral("status")}).json().object(); }
    /// What history has of the last hour, by node.
    [[nodiscard]] std::map<QString, StoredNumbers> stored() const;

    [[nodiscard]] double resident_MiB() const;
    [[nodiscard]] qsizetype openDescriptors() const;

    TempWorkspace folder;
    Ctl ctl{folder.file("hub")};
    std::unique_ptr<Collector> collector;
    enrolment::JoinLine join; ///< where it is on the network
    QString joinText;
};

/// Nodes of the simulator behind one key, on the network, that are seen by the hub.
class GoodNodes
{
public:
    static constexpr int kNodes = 200;
    /// Starts them and waits until all serve.
    [[nodiscard]] bool start(const NetworkHub &hub);
    /// Ends them.
    void stop();
    /// Empty when history has every number of every node once and no gap; else what is wrong. They have ended.
    [[nodiscard]] QString whatIsLost(const NetworkHub &hub) const;

private:
    std::unique_ptr<Program> m_program;
};

/// The middle and the nearly worst of some delays, for a line of a report.
QString delaysText(std::vector<double> delays_ms);

} // namespace iso::test
