#pragma once

#include "core/base/log.h"
#include "core/commands/builtin_catalogue.h"
#include "core/commands/dispatcher.h"
#include "core/wire/codec.h"
#include "tests/support/fixed_id_source.h"
#include "tests/support/manual_clock.h"

#include <deque>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace iso::test
{

inline NodeId nodeId(const std::string &text)
{
    return NodeId::fromText(text).value();
}

/// Keeps what was sent; connected or not at the test's word.
class FakeChannel final : public commands::CommandChannel
{
public:
    bool sendCommand(const NodeId &node, const wire::Command &command) override
    {
        if (!connected) {
            return false;
        }
        sent.emplace_back(node, wire::decodeCommandBody(command.body).value());
        return true;
    }
    bool sendQuery(const NodeId &node, const wire::CommandQuery &query) override
    {
        if (!connected) {
            return false;
        }
        queries.emplace_back(node, query.command);
        return true;
    }

    bool connected = true;
    std::vector<std::pair<NodeId, wire::CommandBody>> sent;
    std::vector<std::pair<NodeId, CommandId>> queries;
};

/// A ledger that writes when the test says so.
class FakeLog final : public commands::CommandLog
{
public:
    bool record(const commands::CommandRecordPtr &record) override
    {
        if (!takes) {
            return false;
        }
        waiting.push_back(record);
        return true;
    }
    /// Writes the oldest waiting step and returns it, or null.
    commands::CommandRecordPtr writeOne()
    {
        if (waiting.empty()) {
            return nullptr;
        }
        commands::CommandRecordPtr record = waiting.front();
        waiting.pop_front();
        written.push_back(record);
        return record;
    }
    void writeAll(commands::Dispatcher &dispatcher)
    {
        while (const auto record = writeOne()) {
            dispatcher.recorded(record);
        }
    }
    /// The newest written state of each command, oldest command first.
    [[nodiscard]] std::vector<commands::CommandRecordPtr> newest() const
    {
        std::vector<commands::CommandRecordPtr> records;
        std::map<CommandId, std::size_t> places;
        for (const auto &record : written) {
            const auto [place, isNew] = places.emplace(record->id, records.size());
            if (isNew) {
                records.push_back(record);
            } else {
                records[place->second] = record;
            }
        }
        return records;
    }

    bool takes = true;
    std::deque<commands::CommandRecordPtr> waiting;
    std::vector<commands::CommandRecordPtr> written;
};

/// Makes records as the session does.
class RecordSource
{
public:
    explicit RecordSource(const Clock &clock)
        : m_clock(clock)
    {
    }

    commands::CommandRecordPtr make(const std::string &node, std::string_view name = commands::kStatusCommand,
                                    std::vector<wire::Argument> arguments = {})
    {
        auto record = std::make_shared<commands::CommandRecord>();
        const HubTime now = m_clock.utcNow();
        record->id = m_ids.newCommandId(now.toNanoseconds() / 1'000'000);
        record->node = nodeId(node);
        record->name = name;
        record->arguments = std::move(arguments);
        record->issuer = "op-7";
        record->reason = "test";
        record->createdAt = now;
        record->expiresAt = now + std::chrono::seconds(60);
        record->timeout = std::chrono::seconds(5);
        record->steps.push_back({commands::CommandState::Created, now, {}, {}});
        return record;
    }

private:
    const Clock &m_clock;
    FixedIdSource m_ids;
};

inline wire::Receipt receipt(const CommandId &id, wire::ReceiptState state, std::string message = {})
{
    wire::Receipt made;
    made.command = id;
    made.state = state;
    made.message = std::move(message);
    return made;
}

} // namespace iso::test
