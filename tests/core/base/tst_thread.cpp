#include "core/base/thread.h"

#include <QTest>
#include <array>
#include <pthread.h>
#include <string>
#include <sys/resource.h>
#include <thread>

using namespace iso;

class TestThread : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aNameIsSeenFromOutsideAndCutAtFifteenLetters()
    {
        std::array<char, 16> name{};
        std::thread([&name] {
            nameThisThread("a name that is too long");
            pthread_getname_np(pthread_self(), name.data(), name.size());
        }).join();
        QCOMPARE(std::string(name.data()), std::string("a name that is "));
    }

    void onlyTheThreadThatYieldsIsNice()
    {
        const int before = getpriority(PRIO_PROCESS, 0);
        int nice = 0;
        std::thread([&nice] {
            yieldToOthers();
            yieldToOthers();
            nice = getpriority(PRIO_PROCESS, 0); // of the calling thread
        }).join();
        QCOMPARE(nice, std::max(before, 10));
        QCOMPARE(getpriority(PRIO_PROCESS, 0), before);
    }
};

QTEST_APPLESS_MAIN(TestThread)
#include "tst_thread.moc"
