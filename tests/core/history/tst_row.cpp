#include "core/history/row.h"
#include "tests/support/fixed_id_source.h"
#include "tests/support/result_checks.h"

#include <cstring>
#include <xxhash.h>
#include <zstd.h>

using namespace iso;
using namespace iso::history;

namespace
{

constexpr RowKey kKey{7, 33, 1000, 2000, 2};

std::string rawOfTwo()
{
    std::string raw;
    const BootId boot = test::FixedIdSource::bootId(3);
    appendEntry(raw,
                {11, boot, UINT64_MAX, NodeTime::fromNanoseconds(-5), HubTime::fromNanoseconds(9), true, true, "abc"});
    appendEntry(raw,
                {UINT32_MAX, boot, 1, NodeTime::fromNanoseconds(1500), HubTime::fromNanoseconds(10), false, false, ""});
    return raw;
}

/// What somebody who knows the format could write, with a checksum that holds.
std::string forged(const std::string &frame, std::uint32_t declared_bytes)
{
    std::string data("IRJ1", 4);
    data.append(reinterpret_cast<const char *>(&declared_bytes), 4);
    data.append(8, '\0');
    data += frame;
    RowCodec::seal(data, kKey);
    return data;
}

std::string compressed(const std::string &raw)
{
    std::string frame(ZSTD_compressBound(raw.size()), '\0');
    frame.resize(ZSTD_compress(frame.data(), frame.size(), raw.data(), raw.size(), 1));
    return frame;
}

} // namespace

class TestRow : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void entriesComeBackAsTheyWere()
    {
        RowCodec codec;
        std::string data = codec.compress(rawOfTwo());
        RowCodec::seal(data, kKey);
        const auto raw = codec.open(data, kKey);
        QVERIFY_RESULT(raw);
        std::vector<RowEntry> entries;
        QVERIFY_RESULT(forEachEntry(*raw, 2, [&](const RowEntry &entry) { entries.push_back(entry); }));
        QCOMPARE(entries.size(), std::size_t(2));
        QVERIFY(entries[0].isTimeCorrected && !entries[1].isTimeCorrected);
        QCOMPARE(entries[0].ordinal, std::uint32_t(11));
        QCOMPARE(entries[0].seq, UINT64_MAX);
        QCOMPARE(entries[0].nodeTime.toNanoseconds(), std::int64_t(-5));
        QCOMPARE(entries[0].received.toNanoseconds(), std::int64_t(9));
        QVERIFY(entries[0].boot == test::FixedIdSource::bootId(3));
        QVERIFY(entries[0].historical);
        QVERIFY(entries[0].envelope == "abc");
        QCOMPARE(entries[1].ordinal, UINT32_MAX);
        QVERIFY(!entries[1].historical);
        QVERIFY(entries[1].envelope.empty());
    }

    void everyChangedBitIsFound()
    {
        RowCodec codec;
        std::string data = codec.compress(rawOfTwo());
        RowCodec::seal(data, kKey);
        for (std::size_t i = 0; i < data.size(); ++i) {
            for (int bit = 0; bit < 8; ++bit) {
                std::string changed = data;
                changed[i] = static_cast<char>(changed[i] ^ (1 << bit));
                QVERIFY_FAILURE(codec.open(changed, kKey), ErrorCode::Corrupt);
            }
            QVERIFY_FAILURE(codec.open(std::string_view(data).substr(0, i), kKey), ErrorCode::Corrupt);
        }
    }

    void aRowInTheWrongPlaceIsFound()
    {
        RowCodec codec;
        std::string data = codec.compress(rawOfTwo());
        RowCodec::seal(data, kKey);
        for (std::int64_t RowKey::*column :
             {&RowKey::id, &RowKey::part, &RowKey::minNodeTime_ns, &RowKey::maxNodeTime_ns, &RowKey::samples}) {
            RowKey moved = kKey;
            ++(moved.*column);
            QVERIFY_FAILURE(codec.open(data, moved), ErrorCode::Corrupt);
        }
    }

    void declaredSizesAreCheckedBeforeMemoryIsTaken()
    {
        RowCodec codec;
        const std::string bomb = compressed(std::string(kMaxRow_bytes + 1, 'x'));
        QVERIFY(bomb.size() < 100'000);
        QVERIFY_FAILURE(codec.open(forged(bomb, kMaxRow_bytes + 1), kKey), ErrorCode::Corrupt);
        QVERIFY_FAILURE(codec.open(forged(bomb, 10), kKey), ErrorCode::Corrupt);
        QVERIFY_FAILURE(codec.open(forged("no frame", 8), kKey), ErrorCode::Corrupt);
        const std::string good = compressed("hello");
        QVERIFY_FAILURE(codec.open(forged(good, 6), kKey), ErrorCode::Corrupt);
        QVERIFY_FAILURE(codec.open(forged(good.substr(0, good.size() - 1), 5), kKey), ErrorCode::Corrupt);
        QCOMPARE_RESULT(codec.open(forged(good, 5), kKey), std::string_view("hello"));
    }

    void entriesThatDoNotAddUpAreCorrupt()
    {
        const auto nothing = [](const RowEntry &) {};
        const std::string raw = rawOfTwo();
        QVERIFY_RESULT(forEachEntry(raw, 2, nothing));
        QVERIFY_FAILURE(forEachEntry(raw, 3, nothing), ErrorCode::Corrupt);
        for (std::size_t size = 1; size < raw.size(); ++size) {
            QVERIFY_FAILURE(forEachEntry(std::string_view(raw).substr(0, size), 2, nothing), ErrorCode::Corrupt);
        }
        std::string longEnvelope = raw;
        const std::uint32_t length = UINT32_MAX;
        std::memcpy(longEnvelope.data() + kEntryOverhead_bytes - 4, &length, 4);
        QVERIFY_FAILURE(forEachEntry(longEnvelope, 2, nothing), ErrorCode::Corrupt);
    }
};

QTEST_GUILESS_MAIN(TestRow)
#include "tst_row.moc"
