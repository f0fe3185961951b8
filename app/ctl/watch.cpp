#include "app/ctl/output.h"
#include "app/ctl/owner.h"

#include <algorithm>
#include <cstdio>
#include <fmt/format.h>
#include <map>
#include <memory>
#include <thread>

namespace iso::ctl
{
using nlohmann::json;

namespace
{

constexpr Duration kRefresh = std::chrono::seconds(1);
constexpr int kSummaryEvery = 10;
/// More names than this in one line are only counted.
constexpr std::size_t kNamesShown = 5;

struct Options {
    bool isRefused = false;
    double seconds = 0;
};

/// Finds out what a refresh changed.
class NodeChanges
{
public:
    /// [{"node", "what": "link" or "service", "from", "to"}]; "from" is null for a node that was not there before.
    json update(const json &nodes)
    {
        json changes = json::array();
        for (const json &node : nodes) {
            const std::string name = node.at("node").get<std::string>();
            for (const char *what : {"link", "service"}) {
                const std::string now = node.at(what).get<std::string>();
                const auto [entry, isNew] = m_states.try_emplace({name, what}, now);
                if (isNew ? !m_isFirst : entry->second != now) {
                    changes.push_back({{"node", name},
                                       {"what", what},
                                       {"from", isNew ? json(nullptr) : json(entry->second)},
                                       {"to", now}});
                    entry->second = now;
                }
            }
        }
        m_isFirst = false;
        return changes;
    }

private:
    std::map<std::pair<std::string, std::string>, std::string> m_states;
    bool m_isFirst = true;
};

/// Finds the refusals that were not in the list before. Equal ones may follow each other, so the lists (newest first)
/// are laid on top of each other instead of looking for one.
class NewRefusals
{
public:
    /// Oldest first.
    std::vector<json> update(const json &newestFirst)
    {
        const std::vector<json> list(newestFirst.begin(), newestFirst.end());
        std::size_t added = 0;
        while (added < list.size() && !continues(list, added)) {
            ++added;
        }
        std::vector<json> fresh(list.rend() - static_cast<std::ptrdiff_t>(added), list.rend());
        m_before = list;
        return fresh;
    }

private:
    [[nodiscard]] bool continues(const std::vector<json> &list, std::size_t added) const
    {
        const std::size_t common = std::min(list.size() - added, m_before.size());
        return common > 0 && std::equal(m_before.begin(), m_before.begin() + static_cast<std::ptrdiff_t>(common),
                                        list.begin() + static_cast<std::ptrdiff_t>(added));
    }

    std::vector<json> m_before;
};

void printChanges(const std::string &time, const json &changes)
{
    std::map<std::string, std::vector<std::string>> byTransition;
    for (const json &change : changes) {
        const std::string from = change.at("from").is_null() ? "new" : change.at("from").get<std::string>();
        byTransition[fmt::format("{} {} -> {}", change.at("what").get<std::string>(), from,
                                 change.at("to").get<std::string>())]
            .push_back(change.at("node").get<std::string>());
    }
    for (const auto &[transition, nodes] : byTransition) {
        const std::vector<std::string> named(
            nodes.begin(), nodes.begin() + static_cast<std::ptrdiff_t>(std::min(nodes.size(), kNamesShown)));
        const std::string rest =
            nodes.size() > kNamesShown ? fmt::format(" and {} more", grouped(nodes.size() - kNamesShown)) : "";
        fmt::print("{}  {}: {}{}\n", time, transition, printable(CLI::detail::join(named, ", ")), rest);
    }
}

/// Watches nodes, or with --refused what is turned away.
class Watch
{
public:
    Watch(const Environment &environment, Owner &owner, bool isRefused)
        : m_environment(environment)
        , m_owner(owner)
        , m_isRefused(isRefused)
    {
    }

    Status refresh() { return m_isRefused ? refused() : nodes(); }

private:
    Status nodes()
    {
        const auto answer = m_owner.ask({{"do", "nodes"}});
        if (!answer) {
            return failure(answer.error());
        }
        const json changes = m_changes.update(answer->at("nodes"));
        const json &fleet = answer->at("fleet");
        if (m_environment.isJson) {
            printJson({{"at", answer->at("taken_at")}, {"fleet", fleet}, {"changes", changes}});
            return {};
        }
        const std::string time = timeOfDay(answer->at("taken_at").get<std::string>());
        printChanges(time, changes);
        if (m_refreshes++ % kSummaryEvery == 0 || !changes.empty()) {
            fmt::print("{}  {} of {} serving, TTFT p95 {}, load {}\n", time,
                       grouped(fleet.at("serving").get<std::uint64_t>()),
                       grouped(fleet.at("nodes").get<std::uint64_t>()),
                       fleet.at("ttft").is_null() ? "n/a" : latencyText(fleet.at("ttft").at("p95")),
                       percentText(fleet.at("load_ratio")));
        }
        return {};
    }

    Status refused()
    {
        const auto list = m_owner.ask({{"do", "refused"}});
        const auto status = list ? m_owner.ask({{"do", "status"}}) : list;
        if (!status) {
            return failure(status.error());
        }
        const std::vector<json> fresh = m_refusals.update(*list);
        const json &counts = status->at("hub").at("refused");
        const bool isCounted = counts != m_counts;
        m_counts = counts;
        if (m_environment.isJson) {
            if (isCounted || !fresh.empty()) {
                printJson({{"at", status->at("taken_at")}, {"refused", fresh}, {"counts", counts}});
            }
            return {};
        }
        for (const json &refusal : fresh) {
            const std::string node = refusal.at("node").get<std::string>();
            fmt::print("{}  {}  {}: {}  [{}]\n", timeOfDay(refusal.at("at").get<std::string>()),
                       node.empty() ? "-" : printable(node), refusal.at("reason").get<std::string>(),
                       printable(refusal.at("detail").get<std::string>()),
                       refusal.at("first_bytes").get<std::string>());
        }
        if (isCounted) {
            printCounts(timeOfDay(status->at("taken_at").get<std::string>()));
        }
        return {};
    }

    /// A flood is listed in part only, so the counts are what is complete.
    void printCounts(const std::string &time) const
    {
        std::string text;
        for (const auto &[reason, count] : m_counts.items()) {
            if (count.get<std::uint64_t>() > 0) {
                text += fmt::format("{}{} {}", text.empty() ? "" : ", ", grouped(count.get<std::uint64_t>()), reason);
            }
        }
        fmt::print("{}  refused so far: {}\n", time, text.empty() ? "none" : text);
    }

    const Environment &m_environment;
    Owner &m_owner;
    bool m_isRefused;
    NodeChanges m_changes;
    NewRefusals m_refusals;
    json m_counts;
    int m_refreshes = 0;
};

int run(const Environment &environment, const Options &options)
{
    auto owner = Owner::reach(environment);
    if (!owner) {
        return report(environment, owner.error());
    }
    Watch watch(environment, **owner, options.isRefused);
    const SteadyTime start = environment.clock.steadyNow();
    const auto length = std::chrono::duration_cast<Duration>(std::chrono::duration<double>(options.seconds));
    SteadyTime next = start;
    while (options.seconds <= 0 || next - start <= length) {
        std::this_thread::sleep_for(next - environment.clock.steadyNow());
        if (const Status refreshed = watch.refresh(); !refreshed) {
            return report(environment, refreshed.error());
        }
        std::fflush(stdout);
        next = std::max(next + kRefresh, environment.clock.steadyNow());
    }
    return kOk;
}

} // namespace

Verb addWatch(CLI::App &app)
{
    auto options = std::make_shared<Options>();
    CLI::App *command = app.add_subcommand("watch", "What changes, once a second, until Ctrl-C");
    command->add_flag("--refused", options->isRefused, "Messages that are turned away, as they come, with the reason");
    command->add_option("--seconds", options->seconds, "End after this time")->check(CLI::PositiveNumber);
    return {command, [options](const Environment &environment) { return run(environment, *options); }};
}

} // namespace iso::ctl
