#include "core/session/refusal_log.h"
#include "tests/support/manual_clock.h"

#include <QTest>
#include <numeric>

using namespace iso;
using namespace std::chrono_literals;
using session::RefusalLog;
using wire::RefusalReason;

namespace
{

std::uint64_t countOf(const RefusalLog &log, RefusalReason reason)
{
    return log.counts().at(static_cast<std::size_t>(reason));
}

} // namespace

class tst_RefusalLog : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theNewestComesFirstWithWhatIsKnownOfIt();
    void longNamesAndMessagesAreCut();
    void aFloodIsCountedWholeAndKeptInPart();
    void onlyTheNewestAreKept();

private:
    test::ManualClock m_clock;
};

void tst_RefusalLog::theNewestComesFirstWithWhatIsKnownOfIt()
{
    RefusalLog log;
    log.add(m_clock.utcNow(), "a", {RefusalReason::Malformed, "not the contract"}, std::string_view("\x00\xFFz", 3));
    m_clock.advance(1s);
    log.add(m_clock.utcNow(), "", {RefusalReason::TooLarge, "2 MiB"}, "");
    const auto newest = log.newest();
    QCOMPARE(newest.size(), 2U);
    QCOMPARE(newest[0].at, m_clock.utcNow());
    QCOMPARE(newest[0].reason, std::string(wire::toText(RefusalReason::TooLarge)));
    QCOMPARE(newest[0].node, std::string());
    QCOMPARE(newest[1].node, std::string("a"));
    QCOMPARE(newest[1].detail, std::string("not the contract"));
    QCOMPARE(newest[1].firstBytes, std::string("00ff7a"));
    QCOMPARE(countOf(log, RefusalReason::Malformed), 1U);
    QCOMPARE(countOf(log, RefusalReason::TooLarge), 1U);
    QCOMPARE(countOf(log, RefusalReason::BadTopic), 0U);
}

void tst_RefusalLog::longNamesAndMessagesAreCut()
{
    RefusalLog log;
    log.add(m_clock.utcNow(), std::string(1000, 'n'), {RefusalReason::BadTopic, ""}, std::string(1000, 'm'));
    QCOMPARE(log.newest()[0].node.size(), 64U);
    QCOMPARE(log.newest()[0].firstBytes.size(), 64U);
}

void tst_RefusalLog::aFloodIsCountedWholeAndKeptInPart()
{
    RefusalLog log;
    for (int i = 0; i < 100'000; ++i) {
        log.add(m_clock.utcNow(), "a", {RefusalReason::Malformed, std::to_string(i)}, "x");
    }
    QCOMPARE(countOf(log, RefusalReason::Malformed), 100'000U);
    QCOMPARE(log.newest().size(), static_cast<std::size_t>(RefusalLog::kKeptPerSecond));
    m_clock.advance(1s);
    log.add(m_clock.utcNow(), "b", {RefusalReason::Malformed, "later"}, "x");
    QCOMPARE(log.newest()[0].detail, std::string("later"));
}

void tst_RefusalLog::onlyTheNewestAreKept()
{
    RefusalLog log;
    constexpr std::size_t kAdded = RefusalLog::kKept + 10;
    for (std::size_t i = 0; i < kAdded; ++i) {
        log.add(m_clock.utcNow(), "a", {RefusalReason::BadNumber, std::to_string(i)}, "x");
        m_clock.advance(1s);
    }
    const auto newest = log.newest();
    QCOMPARE(newest.size(), RefusalLog::kKept);
    QCOMPARE(newest.front().detail, std::to_string(kAdded - 1));
    QCOMPARE(newest.back().detail, std::to_string(kAdded - RefusalLog::kKept));
    QCOMPARE(countOf(log, RefusalReason::BadNumber), kAdded);
}

QTEST_GUILESS_MAIN(tst_RefusalLog)
#include "tst_refusal_log.moc"
