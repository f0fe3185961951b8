#include "ui/charts_page/group_loader.h"

#include <QSignalSpy>
#include <QTest>

using namespace iso;
using namespace iso::charts_page;
using namespace std::chrono_literals;
using State = GroupLoader::State;

namespace
{

struct Asked {
    history::GroupQuery query;
    std::function<void(Result<history::GroupResult>)> done;
};

NodeTime at(std::int64_t second)
{
    return NodeTime::fromNanoseconds((1'773'480'000 + second) * 1'000'000'000);
}

history::GroupQuery wholeRange()
{
    history::GroupQuery query;
    query.nodes = {NodeId::fromText("a").value()};
    query.from = at(0);
    query.step = 10s;
    query.steps = 100;
    return query;
}

history::GroupResult page(std::int64_t readFrom, std::uint64_t samples)
{
    history::GroupResult result;
    result.readFrom = at(readFrom);
    result.samples = samples;
    return result;
}

} // namespace

class GroupLoaderTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_asked.clear();
        m_loader = std::make_unique<GroupLoader>([this](const auto &query, auto done) {
            m_asked.push_back({query, std::move(done)});
            return bridge::QueryJob();
        });
    }

    void pagesAreReadFromTheEndToTheStart()
    {
        QSignalSpy pages(m_loader.get(), &GroupLoader::pageArrived);
        m_loader->load(wholeRange());
        QCOMPARE(m_loader->state(), State::Reading);
        QCOMPARE(m_asked.back().query.steps, std::size_t(100));
        QVERIFY(m_asked.back().query.sampleBudget < UINT64_MAX);
        m_asked.back().done(page(600, 1000));
        QCOMPARE(m_loader->progress_ratio(), 0.4);
        QCOMPARE(m_asked.size(), std::size_t(2));
        QVERIFY(m_asked.back().query.from == at(0)); // the same grid
        QVERIFY(m_asked.back().query.to() == at(600));
        m_asked.back().done(page(0, 500));
        QCOMPARE(m_loader->state(), State::Done);
        QCOMPARE(m_loader->samples(), std::uint64_t(1500));
        QCOMPARE(pages.count(), 2);
        QCOMPARE(m_asked.size(), std::size_t(2));
    }

    void tooMuchIsHeldUntilTheUserReadsOn()
    {
        m_loader->load(wholeRange());
        m_asked.back().done(page(600, GroupLoader::kMost_samples));
        QCOMPARE(m_loader->state(), State::Held);
        QCOMPARE(m_asked.size(), std::size_t(1));
        m_loader->readOn();
        QCOMPARE(m_loader->state(), State::Reading);
        QCOMPARE(m_asked.size(), std::size_t(2));
        m_asked.back().done(page(300, 1000));
        QCOMPARE(m_loader->state(), State::Reading); // there is a new allowance
    }

    void whatIsStoppedIsKeptAndItsAnswerDropped()
    {
        QSignalSpy pages(m_loader.get(), &GroupLoader::pageArrived);
        m_loader->load(wholeRange());
        m_asked.back().done(page(600, 1000));
        m_loader->stop();
        QCOMPARE(m_loader->state(), State::Held);
        m_asked.back().done(page(300, 1000));
        QCOMPARE(pages.count(), 1);
        QVERIFY(m_loader->readFrom() == at(600));
        m_loader->readOn();
        QVERIFY(m_asked.back().query.to() == at(600));
    }

    void answerToAnEarlierLoadIsDropped()
    {
        QSignalSpy pages(m_loader.get(), &GroupLoader::pageArrived);
        m_loader->load(wholeRange());
        const auto late = m_asked.back().done;
        m_loader->load(wholeRange());
        late(page(0, 5));
        QCOMPARE(pages.count(), 0);
        QCOMPARE(m_loader->state(), State::Reading);
    }

    void failureIsSaid()
    {
        m_loader->load(wholeRange());
        m_asked.back().done(failure(ErrorCode::Io, "disk gone"));
        QCOMPARE(m_loader->state(), State::Failed);
        QCOMPARE(QString::fromStdString(m_loader->error()->message), QStringLiteral("disk gone"));
    }

private:
    std::vector<Asked> m_asked;
    std::unique_ptr<GroupLoader> m_loader;
};

QTEST_MAIN(GroupLoaderTest)
#include "tst_group_loader.moc"
