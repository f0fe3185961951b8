#include "core/sim/scenario.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <fstream>
#include <iterator>
#include <limits>
#include <toml++/toml.h>

namespace iso::sim
{

namespace
{

using Choice = FaultTargets::Choice;

constexpr std::array<std::string_view, 5> kKinds{"crash", "stall", "power-loss", "message-loss", "slow"};
constexpr std::array<std::string_view, 12> kKeys{"kind",   "at",    "duration", "repeat", "node", "site",
                                                 "region", "share", "count",    "sites",  "drop", "factor"};
constexpr std::array<std::pair<std::string_view, Choice>, 6> kTargetKeys{{
    {"node", Choice::Node},
    {"site", Choice::Site},
    {"region", Choice::Region},
    {"share", Choice::Share},
    {"count", Choice::Count},
    {"sites", Choice::Sites},
}};
constexpr std::uintmax_t kMaxFile_bytes = 1024 * 1024;

/// Reads one [[fault]] table; the first thing that is wrong ends it.
class FaultReader
{
public:
    FaultReader(const toml::table &table, std::string_view fileName)
        : m_table(table)
        , m_fileName(fileName)
    {
    }

    Result<Fault> read()
    {
        readKeys();
        readKind();
        m_fault.at = readDuration("at", true);
        m_fault.duration = readDuration("duration", false);
        if (m_table.contains("repeat")) {
            m_fault.repeat = readDuration("repeat", false);
            if (*m_fault.repeat <= m_fault.duration) {
                complain("repeat", "must be longer than duration");
            }
        }
        readTargets();
        readAmount("drop", FaultKind::MessageLoss, 0, 1);
        readAmount("factor", FaultKind::Slow, 1, 100);
        return m_error.empty() ? Result<Fault>(m_fault) : failure(ErrorCode::InvalidInput, m_error);
    }

private:
    void complain(std::string_view key, std::string_view why)
    {
        if (!m_error.empty()) {
            return;
        }
        const toml::node *node = m_table.get(key);
        const auto line = node != nullptr ? node->source().begin.line : m_table.source().begin.line;
        m_error = fmt::format("{}:{}: {} {}", m_fileName, line, key, why);
    }

    void readKeys()
    {
        for (const auto &[key, value] : m_table) {
            if (std::find(kKeys.begin(), kKeys.end(), key.str()) == kKeys.end()) {
                complain(key.str(), fmt::format("is not a key of a fault; allowed are {}", fmt::join(kKeys, ", ")));
            }
        }
    }

    void readKind()
    {
        const auto kind = m_table["kind"].value<std::string_view>();
        const auto known = kind ? std::find(kKinds.begin(), kKinds.end(), *kind) : kKinds.end();
        if (known == kKinds.end()) {
            complain("kind", fmt::format("must be one of {}", fmt::join(kKinds, ", ")));
            return;
        }
        m_fault.kind = static_cast<FaultKind>(known - kKinds.begin());
    }

    Duration readDuration(std::string_view key, bool mayBeZero)
    {
        const auto text = m_table[key].value<std::string_view>();
        if (mayBeZero && text == "0s") {
            return Duration(0);
        }
        const auto duration = text ? parseDuration(*text) : failure(ErrorCode::InvalidInput, "");
        if (!duration) {
            complain(key, R"(must be a time such as "500ms", "30s", "5m" or "2h")");
            return std::chrono::seconds(1);
        }
        return *duration;
    }

    void readTargets()
    {
        std::vector<std::string_view> given;
        for (const auto &[key, choice] : kTargetKeys) {
            if (m_table.contains(key)) {
                given.push_back(key);
                m_fault.targets.choice = choice;
            }
        }
        if (given.size() != 1) {
            complain(given.empty() ? "node" : given.back(),
                     "is one of node, site, region, share, count, sites; a fault has exactly one of them");
            return;
        }
        const bool wholeSites = m_fault.targets.choice == Choice::Site || m_fault.targets.choice == Choice::Sites;
        if (m_fault.kind == FaultKind::PowerLoss && !wholeSites) {
            complain(given.front(), "cannot lose its power alone: power-loss takes site or sites");
            return;
        }
        readTarget(given.front());
    }

    void readTarget(std::string_view key)
    {
        FaultTargets &targets = m_fault.targets;
        if (targets.choice == Choice::Share) {
            targets.share = readNumber(key, 0, 1);
        } else if (targets.choice == Choice::Count || targets.choice == Choice::Sites) {
            const auto count = m_table[key].value_exact<std::int64_t>();
            if (!count || *count < 1 || *count > 20'000) {
                complain(key, "must be a whole number, 1 to 20000");
                return;
            }
            targets.count = static_cast<std::uint32_t>(*count);
        } else {
            targets.name = m_table[key].value<std::string>().value_or("");
            if (targets.name.empty()) {
                complain(key, R"(must be a name in quotes, such as "osl")");
            }
        }
    }

    void readAmount(std::string_view key, FaultKind of, double least, double most)
    {
        if (m_fault.kind == of) {
            m_fault.amount = readNumber(key, least, most);
        } else if (m_table.contains(key)) {
            complain(key, fmt::format("belongs to {} only", toText(of)));
        }
    }

    double readNumber(std::string_view key, double least, double most)
    {
        const auto number = m_table[key].value<double>();
        // Written so that a NaN fails too.
        if (!number || !(*number > least || (*number == least && least > 0)) || !(*number <= most)) {
            complain(key, fmt::format("must be a number {} {}, at most {}", least > 0 ? "of at least" : "above", least,
                                      most));
            return most;
        }
        return *number;
    }

    const toml::table &m_table;
    std::string_view m_fileName;
    Fault m_fault;
    std::string m_error;
};

Result<Scenario> scenarioFrom(const toml::table &table, std::string_view fileName)
{
    const auto refused = [&](const toml::node &node, std::string_view why) {
        return failure(ErrorCode::InvalidInput, fmt::format("{}:{}: {}", fileName, node.source().begin.line, why));
    };
    Scenario scenario;
    for (const auto &[key, value] : table) {
        if (key == "title") {
            if (!value.is_string()) {
                return refused(value, "title must be a text in quotes");
            }
            scenario.title = value.value<std::string>().value_or("");
            continue;
        }
        const toml::array *faults = key == "fault" ? value.as_array() : nullptr;
        if (key != "fault") {
            return refused(value,
                           fmt::format("{} is not a key of a scenario; allowed are title and [[fault]]", key.str()));
        }
        if (faults == nullptr || !faults->is_array_of_tables()) {
            return refused(value, "fault must be written as [[fault]]");
        }
        for (const toml::node &fault : *faults) {
            auto read = FaultReader(*fault.as_table(), fileName).read();
            if (!read) {
                return failure(std::move(read.error()));
            }
            scenario.faults.push_back(std::move(*read));
        }
    }
    return scenario;
}

Fault every(Duration at, Duration repeat, FaultKind kind, Duration duration, FaultTargets targets, double amount = 0)
{
    return {kind, at, duration, repeat, std::move(targets), amount};
}

} // namespace

std::string_view toText(FaultKind kind)
{
    return kKinds.at(static_cast<std::size_t>(kind));
}

Result<Scenario> parseScenario(std::string_view toml, std::string_view fileName)
{
    try {
        return scenarioFrom(toml::parse(toml, fileName), fileName);
    } catch (const toml::parse_error &error) {
        return failure(ErrorCode::InvalidInput,
                       fmt::format("{}:{}: is not TOML: {}", fileName, error.source().begin.line, error.description()));
    }
}

Result<Scenario> readScenario(const std::filesystem::path &file)
{
    std::error_code error;
    if (!std::filesystem::is_regular_file(file, error)) {
        return failure(ErrorCode::NotFound, file.string() + ": no such scenario file");
    }
    if (std::filesystem::file_size(file, error) > kMaxFile_bytes || error) {
        return failure(ErrorCode::InvalidInput, file.string() + ": larger than 1 MiB, which no scenario is");
    }
    std::ifstream stream(file, std::ios::binary);
    const std::string text((std::istreambuf_iterator<char>(stream)), std::istreambuf_iterator<char>());
    if (!stream.good() && !stream.eof()) {
        return failure(ErrorCode::Io, file.string() + ": cannot be read");
    }
    return parseScenario(text, file.string());
}

Scenario everydayFaults()
{
    using namespace std::chrono_literals;
    const auto nodes = [](std::uint32_t count) { return FaultTargets{Choice::Count, {}, 0, count}; };
    const auto share = [](double ratio) { return FaultTargets{Choice::Share, {}, ratio, 0}; };
    const FaultTargets oneSite{Choice::Sites, {}, 0, 1};
    return {"everyday faults",
            {every(40s, 4min, FaultKind::Crash, 75s, nodes(1)), every(75s, 11min, FaultKind::Stall, 6min, nodes(1)),
             every(2min, 7min, FaultKind::Slow, 150s, share(0.004), 1.8),
             every(3min, 9min, FaultKind::MessageLoss, 1min, share(0.01), 0.05),
             every(6min, 25min, FaultKind::PowerLoss, 100s, oneSite)}};
}

} // namespace iso::sim
