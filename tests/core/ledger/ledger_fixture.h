#pragma once

#include "core/ledger/ledger_loop.h"
#include "core/ledger/ledger_reader.h"
#include "tests/support/manual_clock.h"
#include "tests/support/temp_workspace.h"

#include <future>
#include <mutex>
#include <sqlite3.h>

namespace iso::test
{

/// A ledger file, a log that is kept, and the ways tests treat them.
class LedgerFixture
{
public:
    [[nodiscard]] std::filesystem::path file() const { return m_workspace.file("ledger.db"); }
    [[nodiscard]] std::filesystem::path folder() const { return m_workspace.path(); }
    Result<std::unique_ptr<ledger::LedgerLoop>> open() { return ledger::LedgerLoop::open(file(), m_clock, m_logger); }

    /// Number n of a run of entries: two kinds in turn, three subjects.
    [[nodiscard]] ledger::Entry entry(int n) const
    {
        return {m_clock.utcNow() + std::chrono::milliseconds(n), n % 2 == 0 ? "command" : "comment",
                "subject-" + std::to_string(n % 3), "{\"n\":" + std::to_string(n) + "}"};
    }

    /// Writes entries from..to and waits for the last.
    void write(int from, int to)
    {
        const auto loop = open();
        if (!loop) {
            qFatal("%s", loop.error().message.c_str());
        }
        for (int n = from; n <= to; ++n) {
            if (!(*loop)->append(entry(n), {})) {
                qFatal("queue full");
            }
        }
    }

    /// As somebody with another program would.
    void runSql(const std::string &sql) const
    {
        sqlite3 *handle = nullptr;
        char *message = nullptr;
        if (sqlite3_open(file().c_str(), &handle) != SQLITE_OK ||
            sqlite3_exec(handle, sql.c_str(), nullptr, nullptr, &message) != SQLITE_OK) {
            qFatal("%s: %s", sql.c_str(), message);
        }
        sqlite3_close(handle);
    }

    std::string log()
    {
        const std::lock_guard lock(m_logMutex);
        return m_log;
    }

private:
    TempWorkspace m_workspace;
    ManualClock m_clock;
    std::mutex m_logMutex;
    std::string m_log;
    Logger m_logger{m_clock, [this](const LogEntry &entry) {
                        const std::lock_guard lock(m_logMutex);
                        m_log += entry.message + "\n";
                    }};
};

} // namespace iso::test
