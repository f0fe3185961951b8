#include "tests/core/filter/filter_fixture.h"

using namespace iso;
using filter::Filter;

class tst_FilterErrors : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void errorPointsAtTheCharacter_data()
    {
        QTest::addColumn<int>("offset");
        QTest::addColumn<int>("length");
        QTest::addColumn<QString>("says");
        const auto row = [](const char *text, int offset, int length, const char *says) {
            QTest::newRow(text) << offset << length << QString::fromUtf8(says);
        };
        row("(osl", 0, 1, "never closed");
        row("osl)", 3, 1, "closes nothing");
        row("osl and", 7, 0, "expected");
        row("or osl", 0, 2, "expected");
        row("osl or or tyo", 7, 2, "expected");
        row("not", 3, 0, "expected");
        row("()", 1, 1, "expected");
        row("region:", 7, 0, "expected");
        row("regoin:eu", 0, 6, "region");
        row("lod>5%", 0, 3, "load");
        row("xyzzy:1", 0, 5, "xyzzy");
        row("service:walking", 8, 7, "serving");
        row("service:busy,walking", 13, 7, "serving");
        row("service>busy", 7, 1, "service:");
        row("region>eu", 6, 1, "region:");
        row("load:90%", 4, 1, "load>90%");
        row("p95>400", 4, 3, "400ms");
        row("p95>fast", 4, 4, "time");
        row("p95>400lightyears", 4, 13, "unit");
        row("load>90", 5, 2, "90%");
        row("gpu.temp>hot", 9, 3, "number");
        row("p95>-5ms", 4, 4, "negative");
        row("p95>1e999s", 4, 6, "number");
        row("p95>nans", 4, 4, "time");
        row("node:\"edge", 5, 5, "quote");
        row("> 5", 0, 1, "expected");
        row("osl ! tyo", 4, 1, "!=");
        row("has:everything", 4, 10, "everything");
        row("is:happy", 3, 5, "stale");
    }
    void errorPointsAtTheCharacter()
    {
        QFETCH(int, offset);
        QFETCH(int, length);
        QFETCH(QString, says);
        const auto filter = Filter::parse(QTest::currentDataTag());
        QVERIFY(!filter);
        const std::string told = std::to_string(filter.error().offset) + "+" + std::to_string(filter.error().length) +
                                 ": " + filter.error().message;
        QVERIFY2(static_cast<int>(filter.error().offset) == offset, told.c_str());
        QVERIFY2(static_cast<int>(filter.error().length) == length, told.c_str());
        QVERIFY2(QString::fromStdString(filter.error().message).contains(says), told.c_str());
    }

    void sizesAreBounded()
    {
        QVERIFY(!Filter::parse(std::string(Filter::kMaxBytes + 1, 'a')));
        QVERIFY(Filter::parse(std::string(Filter::kMaxBytes, 'a')));
        const std::string deep(Filter::kMaxDepth + 1, '(');
        QVERIFY(QString::fromStdString(Filter::parse(deep + "a" + std::string(deep.size(), ')')).error().message)
                    .contains(QLatin1String("deep")));
        std::string nots;
        for (std::size_t i = 0; i <= Filter::kMaxDepth; ++i) {
            nots += "not ";
        }
        QVERIFY(!Filter::parse(nots + "a"));
    }

    void anyBytesAreEitherAFilterOrAnError()
    {
        // Every pair of interesting pieces, three deep: none may crash, hang or point outside of the text.
        const std::vector<std::string> pieces{"a",    "(",   ")",   "\"",  ":", ">=", "!",       ",",    "not ",
                                              "and ", "or ", "p95", "5ms", "%", " ",  "region:", "\xff", "\xc3\xbc"};
        for (const std::string &a : pieces) {
            for (const std::string &b : pieces) {
                for (const std::string &c : pieces) {
                    const std::string text = a + b + c;
                    const auto filter = Filter::parse(text);
                    if (!filter) {
                        QVERIFY2(filter.error().offset + filter.error().length <= text.size(), text.c_str());
                        QVERIFY2(!filter.error().message.empty(), text.c_str());
                    }
                }
            }
        }
    }
};

QTEST_APPLESS_MAIN(tst_FilterErrors)
#include "tst_filter_errors.moc"
