#include "core/node/file_intent_store.h"
#include "tests/support/manual_clock.h"
#include "tests/support/result_checks.h"
#include "tests/support/temp_workspace.h"

#include <QFile>

using namespace iso;
using namespace std::chrono_literals;
using commands::Intent;
using node::FileIntentStore;
using wire::ReceiptState;

namespace
{

constexpr std::int64_t kNow_ms = test::ManualClock::kDefaultUtc_ns / 1'000'000;

Intent intentOf(const CommandId &id, ReceiptState state = ReceiptState::Accepted, std::string message = {})
{
    Intent intent;
    intent.id = id;
    intent.bodyHash = 42;
    intent.last.command = id;
    intent.last.state = state;
    intent.last.message = std::move(message);
    return intent;
}

bool isSame(const std::optional<Intent> &found, const Intent &expected)
{
    return found && found->id == expected.id && found->bodyHash == expected.bodyHash && found->last == expected.last;
}

} // namespace

class TestFileIntentStore : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void whatIsWrittenIsThereAfterAReopen();
    void theNewestStateOfAnIdCounts();
    void theNewestIdsStayAndTheFileStaysShort();
    void aRecordThatWasBeingWrittenIsCutOffAndItsIdIsUnknown();
    void aFileGrownByZerosIsCut();
    void aHeadThatIsNotWholeIsANewFile();
    void noFlippedByteMakesANodeRunACommandAgain();
    void afterDamageWhatIsWholeGoesOnAndOlderIdsAreUnknown();
    void afterDamageNewCommandsRunAgain();
    void damageIsRememberedThroughAReopenAndACompaction();
    void aFileOfANewerVersionIsLeftAlone();
    void aFolderInUseIsBusy();
    void theFileIsForItsOwnerOnly();

private:
    [[nodiscard]] auto open() { return FileIntentStore::open(m_file, m_clock.utcNow(), m_logger); }
    [[nodiscard]] QByteArray bytes() const
    {
        QFile file(QString::fromStdString(m_file.string()));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    void setBytes(const QByteArray &content) const
    {
        QFile file(QString::fromStdString(m_file.string()));
        QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
        file.write(content);
    }
    CommandId newId() { return m_ids.newCommandId(m_clock.utcNow().toNanoseconds() / 1'000'000); }

    std::unique_ptr<test::TempWorkspace> m_folder;
    std::filesystem::path m_file;
    test::ManualClock m_clock;
    SystemIdSource m_ids;
    std::vector<std::string> m_log;
    Logger m_logger{m_clock, [this](const LogEntry &entry) { m_log.push_back(entry.message); }};
};

void TestFileIntentStore::init()
{
    m_folder = std::make_unique<test::TempWorkspace>();
    m_file = m_folder->file("intents");
    m_log.clear();
    m_clock.setUtc(HubTime::fromNanoseconds(test::ManualClock::kDefaultUtc_ns));
}

void TestFileIntentStore::whatIsWrittenIsThereAfterAReopen()
{
    Intent intent = intentOf(newId(), ReceiptState::Succeeded, "drained in 4 s");
    intent.last.results = {{"ok", "9"}, {"ttft_histogram_ms", "1.5:3,2:1"}};
    Intent running = intentOf(newId(), ReceiptState::Running);
    running.last.percent = 40;
    {
        const auto store = open();
        QVERIFY_RESULT(store);
        QVERIFY(!(*store)->find(intent.id));
        QVERIFY_RESULT((*store)->write(intent));
        QVERIFY_RESULT((*store)->write(running));
    }
    const auto store = open();
    QVERIFY_RESULT(store);
    QVERIFY(isSame((*store)->find(intent.id), intent));
    QVERIFY(isSame((*store)->find(running.id), running));
    QVERIFY(!(*store)->find(newId()));
    QVERIFY(m_log.empty());
}

void TestFileIntentStore::theNewestStateOfAnIdCounts()
{
    const CommandId id = newId();
    {
        const auto store = open();
        QVERIFY_RESULT((*store)->write(intentOf(id)));
        QVERIFY_RESULT((*store)->write(intentOf(id, ReceiptState::Failed, "no")));
        QCOMPARE((*store)->find(id)->last.state, ReceiptState::Failed);
    }
    const auto store = open();
    QCOMPARE((*store)->find(id)->last.state, ReceiptState::Failed);
    QCOMPARE((*store)->count(), std::size_t(1));
}

void TestFileIntentStore::theNewestIdsStayAndTheFileStaysShort()
{
    const FileIntentStore::Limits limits{100, 50};
    const auto store = FileIntentStore::open(m_file, m_clock.utcNow(), m_logger, limits);
    QVERIFY_RESULT(store);
    std::vector<CommandId> ids;
    std::uint64_t largest = 0;
    for (int i = 0; i < 350; ++i) {
        ids.push_back(newId());
        const Status written = (*store)->write(intentOf(ids.back(), ReceiptState::Succeeded, std::to_string(i)));
        if (!written) {
            QVERIFY_RESULT(written);
        }
        largest = std::max(largest, (*store)->fileSize_bytes());
    }
    QCOMPARE((*store)->count(), limits.ids);
    QVERIFY(!(*store)->find(ids[249]));
    QCOMPARE((*store)->find(ids[250])->last.message, std::string("250"));
    QCOMPARE((*store)->find(ids[349])->last.message, std::string("349"));
    const std::uint64_t one = 12 + 1 + 16 + 8 + 2 + 4 + 3 + 2;
    QVERIFY(largest <= 8 + one * (limits.ids + limits.waste));
    QVERIFY(!std::filesystem::exists(m_folder->file("intents.new")));
}

void TestFileIntentStore::aRecordThatWasBeingWrittenIsCutOffAndItsIdIsUnknown()
{
    const Intent kept = intentOf(newId(), ReceiptState::Succeeded, "kept");
    const Intent torn = intentOf(newId(), ReceiptState::Accepted, "torn");
    qsizetype before = 0;
    {
        const auto store = open();
        QVERIFY_RESULT((*store)->write(kept));
        before = bytes().size();
        QVERIFY_RESULT((*store)->write(torn));
    }
    const QByteArray whole = bytes();
    for (qsizetype length = before; length < whole.size(); ++length) {
        m_log.clear();
        setBytes(whole.left(length));
        const auto store = open();
        QVERIFY_RESULT(store);
        QVERIFY(isSame((*store)->find(kept.id), kept));
        const auto found = (*store)->find(torn.id);
        if (length >= before + 12 + 1 + 16) {
            QCOMPARE(found->last.state, ReceiptState::Unknown);
            QCOMPARE(found->bodyHash, commands::kAnyBody);
        } else {
            QVERIFY(!found); // nothing tells which one it was, and it had not begun
        }
        QCOMPARE(m_log.size(), std::size_t(length > before ? 1 : 0));
        // Not set aside: this is what a power failure does.
        QVERIFY(!std::filesystem::exists(m_folder->file("intents.damaged-1")));
        // It goes on.
        QVERIFY_RESULT((*store)->write(intentOf(newId())));
    }
}

void TestFileIntentStore::aFileGrownByZerosIsCut()
{
    const Intent kept = intentOf(newId(), ReceiptState::Succeeded, "kept");
    {
        const auto store = open();
        QVERIFY_RESULT((*store)->write(kept));
    }
    const qsizetype size = bytes().size();
    setBytes(bytes() + QByteArray(4096, '\0'));
    const auto store = open();
    QVERIFY_RESULT(store);
    QVERIFY(isSame((*store)->find(kept.id), kept));
    QCOMPARE(bytes().size(), size);
    QCOMPARE(m_log.size(), std::size_t(1));
}

void TestFileIntentStore::aHeadThatIsNotWholeIsANewFile()
{
    setBytes("ISOI");
    const auto store = open();
    QVERIFY_RESULT(store);
    QVERIFY(!(*store)->find(newId()));
    QVERIFY_RESULT((*store)->write(intentOf(newId())));
}

void TestFileIntentStore::noFlippedByteMakesANodeRunACommandAgain()
{
    std::vector<CommandId> ids;
    {
        const auto store = open();
        for (int i = 0; i < 3; ++i) {
            ids.push_back(newId());
            QVERIFY_RESULT((*store)->write(intentOf(ids.back(), ReceiptState::Succeeded, "done")));
        }
    }
    const QByteArray whole = bytes();
    for (qsizetype i = 0; i < whole.size(); ++i) {
        for (const char flip : {'\x01', '\x40'}) {
            QByteArray damaged = whole;
            damaged[i] = static_cast<char>(damaged[i] ^ flip);
            setBytes(damaged);
            const auto store = open();
            if (!store && store.error().code == ErrorCode::Unsupported) {
                continue; // the version became a newer one: nothing runs at all
            }
            QVERIFY_RESULT(store);
            for (const CommandId &id : ids) {
                const auto found = (*store)->find(id);
                QVERIFY2(found, qPrintable(QStringLiteral("byte %1").arg(i)));
                QVERIFY(found->last.state == ReceiptState::Succeeded || found->last.state == ReceiptState::Unknown);
            }
        }
    }
}

void TestFileIntentStore::afterDamageWhatIsWholeGoesOnAndOlderIdsAreUnknown()
{
    const Intent first = intentOf(newId(), ReceiptState::Succeeded, "first");
    const Intent second = intentOf(newId(), ReceiptState::Succeeded, "second");
    const CommandId never = newId();
    {
        const auto store = open();
        QVERIFY_RESULT((*store)->write(first));
        QVERIFY_RESULT((*store)->write(second));
    }
    const QByteArray damaged = bytes().replace("first", "fIrst");
    setBytes(damaged);
    const auto store = open();
    QVERIFY_RESULT(store);
    QCOMPARE((*store)->find(first.id)->last.state, ReceiptState::Unknown);
    QVERIFY((*store)->find(first.id)->last.message.find("damaged") != std::string::npos);
    QVERIFY(isSame((*store)->find(second.id), second));
    QCOMPARE((*store)->find(never)->last.state, ReceiptState::Unknown);
    // An id that carries no time tells nothing.
    QCOMPARE((*store)->find(CommandId({1, 2, 3}))->last.state, ReceiptState::Unknown);
    QFile aside(QString::fromStdString(m_folder->file("intents.damaged-1").string()));
    QVERIFY(aside.open(QIODevice::ReadOnly));
    QCOMPARE(aside.readAll(), damaged);
    QCOMPARE(m_log.size(), std::size_t(1));
    QVERIFY(m_log[0].find("1 of its records go on") != std::string::npos);
}

void TestFileIntentStore::afterDamageNewCommandsRunAgain()
{
    const CommandId newest = m_ids.newCommandId(kNow_ms + 60'000); // a hub whose clock is ahead
    {
        const auto store = open();
        QVERIFY_RESULT((*store)->write(intentOf(newest)));
    }
    setBytes(bytes().replace("ISOINT", "XSOINT"));
    const auto store = open();
    QVERIFY_RESULT(store);
    const std::int64_t last_ms = kNow_ms + 60'000 + 5 * 60'000;
    QVERIFY((*store)->find(m_ids.newCommandId(last_ms)));
    const CommandId after = m_ids.newCommandId(last_ms + 1);
    QVERIFY(!(*store)->find(after));
    QVERIFY_RESULT((*store)->write(intentOf(after)));
    QCOMPARE((*store)->find(after)->last.state, ReceiptState::Accepted);
}

void TestFileIntentStore::damageIsRememberedThroughAReopenAndACompaction()
{
    const CommandId old = newId();
    setBytes("not a file of intents, but somebody's poem");
    {
        const FileIntentStore::Limits limits{100, 50};
        const auto store = FileIntentStore::open(m_file, m_clock.utcNow(), m_logger, limits);
        QVERIFY_RESULT(store);
        QVERIFY((*store)->find(old));
        const CommandId again = m_ids.newCommandId(kNow_ms + 3'600'000);
        for (std::size_t i = 0; i <= limits.waste; ++i) {
            if (const Status written = (*store)->write(intentOf(again)); !written) {
                QVERIFY_RESULT(written);
            }
        }
        QVERIFY((*store)->fileSize_bytes() < 1000); // written anew
        QVERIFY((*store)->find(old));
    }
    const auto store = open();
    QVERIFY((*store)->find(old));
}

void TestFileIntentStore::aFileOfANewerVersionIsLeftAlone()
{
    const QByteArray newer = QByteArray("ISOINT\n\x02", 8) + "whatever";
    setBytes(newer);
    QVERIFY_FAILURE(open(), ErrorCode::Unsupported);
    QCOMPARE(bytes(), newer);
}

void TestFileIntentStore::aFolderInUseIsBusy()
{
    const auto store = open();
    QVERIFY_RESULT(store);
    QVERIFY_FAILURE(open(), ErrorCode::Busy);
}

void TestFileIntentStore::theFileIsForItsOwnerOnly()
{
    const auto store = open();
    QVERIFY_RESULT(store);
    QCOMPARE(std::filesystem::status(m_file).permissions(),
             std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
}

QTEST_GUILESS_MAIN(TestFileIntentStore)
#include "tst_file_intent_store.moc"
