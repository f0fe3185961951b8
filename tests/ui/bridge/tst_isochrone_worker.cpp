#include "tests/core/isochrone/snapshot_builder.h"
#include "ui/bridge/isochrone_worker.h"

#include <QTest>
#include <QThread>

using namespace iso;
using bridge::IsochroneWorker;
using isochrone::WhatIfPtr;

namespace
{

std::shared_ptr<const fleet::FleetSnapshot> snapshot()
{
    test::SnapshotBuilder fleet;
    fleet.add("osl", {59.9, 10.7});
    fleet.add("lim", {-12, -77});
    fleet.measured("osl", 85);
    fleet.measured("lim", 120);
    return std::make_shared<const fleet::FleetSnapshot>(fleet.build());
}

} // namespace

class TestIsochroneWorker : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void theAnswerComesOnTheAskingThread()
    {
        IsochroneWorker worker{isochrone::Settings()};
        WhatIfPtr answer;
        QThread *thread = nullptr;
        worker.request(snapshot(), {0}, [&](const WhatIfPtr &what) {
            answer = what;
            thread = QThread::currentThread();
        });
        QVERIFY(worker.isRunning());
        QVERIFY(!answer); // it did not wait
        QTRY_VERIFY(answer);
        QCOMPARE(thread, QThread::currentThread());
        QVERIFY(!worker.isRunning());
        QCOMPARE(answer->now->sources.sites.size(), std::size_t(2));
        QCOMPARE(answer->without->sources.sites.size(), std::size_t(1));
        QVERIFY(answer->now->citiesListed > 3000);
    }

    void onlyTheNewestRequestIsAnswered()
    {
        IsochroneWorker worker{isochrone::Settings()};
        std::vector<std::uint32_t> answered;
        const auto note = [&](const WhatIfPtr &what) { answered.push_back(what->drained); };
        worker.request(snapshot(), {}, note);
        worker.request(snapshot(), {0}, note);
        worker.request(snapshot(), {0, 1}, note);
        QTRY_VERIFY(!answered.empty());
        QCoreApplication::processEvents();
        QCOMPARE(answered, std::vector<std::uint32_t>{2});
    }

    void cancelledMeansNoAnswer()
    {
        int answers = 0;
        {
            IsochroneWorker worker{isochrone::Settings()};
            worker.request(snapshot(), {}, [&](const WhatIfPtr &) { ++answers; });
            worker.cancel();
            QVERIFY(!worker.isRunning());
            worker.request(snapshot(), {}, [&](const WhatIfPtr &) { ++answers; });
        } // and so does the end of the worker
        QCoreApplication::processEvents();
        QCOMPARE(answers, 0);
    }
};

QTEST_GUILESS_MAIN(TestIsochroneWorker)
#include "tst_isochrone_worker.moc"
