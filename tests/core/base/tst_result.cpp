#include "core/base/result.h"
#include "tests/support/result_checks.h"

using namespace iso;

class TestResult : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void contextStandsBeforeTheCauseAndTheCodeStays()
    {
        const Error inner{ErrorCode::Io, "disk is full"};
        const Error outer = inner.withContext("journal").withContext("history");
        QCOMPARE(outer.code, ErrorCode::Io);
        QCOMPARE(outer.message, std::string("history: journal: disk is full"));
    }

    void everyCodeHasItsOwnName()
    {
        const ErrorCode codes[] = {ErrorCode::InvalidInput, ErrorCode::NotFound, ErrorCode::Refused,
                                   ErrorCode::Busy,         ErrorCode::Io,       ErrorCode::Corrupt,
                                   ErrorCode::Unsupported,  ErrorCode::Cancelled};
        QSet<QString> names;
        for (const ErrorCode code : codes) {
            names.insert(QString::fromUtf8(toText(code).data(), static_cast<qsizetype>(toText(code).size())));
        }
        QCOMPARE(names.size(), static_cast<qsizetype>(std::size(codes)));
        QVERIFY(!names.contains(QStringLiteral("unknown")));
    }

    void aFailureConvertsToAnyResult()
    {
        const auto fails = []() -> Result<int> { return failure(ErrorCode::NotFound, "no such node"); };
        const auto passesOn = [&fails]() -> Status {
            const Result<int> inner = fails();
            return inner ? Status() : failure(inner.error().withContext("drain"));
        };
        QVERIFY_FAILURE(passesOn(), ErrorCode::NotFound);
        QCOMPARE(passesOn().error().message, std::string("drain: no such node"));
    }
};

QTEST_GUILESS_MAIN(TestResult)
#include "tst_result.moc"
