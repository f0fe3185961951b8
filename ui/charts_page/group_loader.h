#pragma once

#include "core/history/group_query.h"
#include "ui/bridge/session_bridge.h"

#include <QObject>
#include <functional>
#include <optional>

namespace iso::charts_page
{

/// Asks for a group; the answer comes on the GUI thread, unless the job is dropped before.
using GroupQueryFunction =
    std::function<bridge::QueryJob(const history::GroupQuery &, std::function<void(Result<history::GroupResult>)>)>;

/// Reads a range of time page by page, newest first, so that what is there is shown while the rest is read. Ends by
/// itself after so many samples: how long the rest would take is for the user to decide. GUI thread.
class GroupLoader final : public QObject
{
    Q_OBJECT
public:
    /// Of one page: a good second of reading at most, so that others who ask get their turn.
    static constexpr std::uint64_t kPage_samples = 100'000;
    /// Of one load or readOn().
    static constexpr std::uint64_t kMost_samples = 2'000'000;

    enum class State {
        Idle,
        Reading,
        Held, ///< stopped by the user or the limit; readOn() goes on
        Done,
        Failed,
    };

    explicit GroupLoader(GroupQueryFunction query, QObject *parent = nullptr);

    /// Drops what was being read and begins with the steps of `query`. Its budget is set here.
    void load(history::GroupQuery query);
    void stop();
    void readOn();

    [[nodiscard]] State state() const { return m_state; }
    /// Share of the range of time that is read.
    [[nodiscard]] double progress_ratio() const;
    [[nodiscard]] std::uint64_t samples() const { return m_samples; }
    /// Later steps are read; the end of the range when none are.
    [[nodiscard]] NodeTime readFrom() const { return m_readFrom; }
    [[nodiscard]] const std::optional<Error> &error() const { return m_error; }

Q_SIGNALS:
    void pageArrived(const iso::history::GroupQuery &page, const iso::history::GroupResult &result);
    /// State or progress.
    void changed();

private:
    void readPage();
    void take(const history::GroupQuery &page, const Result<history::GroupResult> &result);
    void setState(State state);

    GroupQueryFunction m_query;
    bridge::QueryJob m_job;
    std::uint64_t m_number = 0; ///< answers to older loads drop themselves
    history::GroupQuery m_whole;
    NodeTime m_readFrom;
    std::uint64_t m_samples = 0;
    std::uint64_t m_limit = 0;
    State m_state = State::Idle;
    std::optional<Error> m_error;
};

} // namespace iso::charts_page
