#include "tests/packaging/script_stage.h"

#include <QRegularExpression>
#include <QTest>

using namespace iso;
using namespace Qt::StringLiterals;

namespace
{

/// A Debian 12 whose packages are those in the file "installed"; "all" means every one. apt-get writes down its call.
test::ScriptStage debian(const QString &installed, const QString &uid)
{
    test::ScriptStage stage({u"bash"_s, u"env"_s, u"sed"_s, u"head"_s, u"tr"_s, u"cat"_s, u"grep"_s});
    stage.addProgram(
        u"dpkg-query"_s,
        u"name=${@: -1}\n[[ \"%1\" == all || \" %1 \" == *\" $name \"* ]] && echo installed"_s.arg(installed));
    stage.addProgram(u"apt-get"_s, u"echo \"$DEBIAN_FRONTEND: $*\" >>\"$STAGE/apt\"; exit \"${APT_FAILS:-0}\""_s);
    stage.addProgram(u"id"_s, u"echo "_s + uid);
    return stage;
}

void setSystem(test::ScriptStage &stage, const QString &osRelease)
{
    QFile file(stage.file(u"os-release"_s));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(osRelease.toUtf8());
    stage.setEnvironment(u"ISOCHRONE_OS_RELEASE"_s, file.fileName());
}

const QString kRoot = u"0"_s;
const QString kUser = u"1000"_s;
const QString kDebian12 = u"PRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\nID=debian\nVERSION_ID=\"12\"\n"_s;

} // namespace

class TestInstallDeps : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatIsInstalledIsLeftAlone()
    {
        test::ScriptStage stage = debian(u"all"_s, kRoot);
        setSystem(stage, kDebian12);
        const auto outcome = stage.run(u"install_deps.sh"_s, {u"all"_s});
        QCOMPARE(outcome.exitCode, 0);
        QCOMPARE(outcome.output, QString());
        QVERIFY(!stage.exists(u"apt"_s));
    }

    void rootInstallsExactlyWhatIsMissing()
    {
        test::ScriptStage stage = debian(u"python3 python3-zmq iproute2"_s, kRoot);
        setSystem(stage, kDebian12);
        const auto outcome = stage.run(u"install_deps.sh"_s, {u"test"_s});
        QCOMPARE(outcome.exitCode, 0);
        QCOMPARE(stage.read(u"apt"_s),
                 u"noninteractive: update -qq\n"
                 "noninteractive: install --yes -qq --no-install-recommends python3-protobuf xdotool openbox\n"_s);
    }

    void aUserInstallsThroughSudo()
    {
        test::ScriptStage stage = debian(u"python3 python3-zmq python3-protobuf iproute2"_s, kUser);
        stage.addProgram(u"sudo"_s, u"echo sudo >>\"$STAGE/apt\"; exec \"$@\""_s);
        setSystem(stage, kDebian12);
        QCOMPARE(stage.run(u"install_deps.sh"_s, {u"test"_s}).exitCode, 0);
        QCOMPARE(stage.read(u"apt"_s),
                 u"sudo\nnoninteractive: update -qq\n"
                 "sudo\nnoninteractive: install --yes -qq --no-install-recommends xdotool openbox\n"_s);
    }

    void withoutRootAndSudoTheAptLineIsPrinted()
    {
        test::ScriptStage stage = debian(u"python3 python3-zmq python3-protobuf iproute2"_s, kUser);
        setSystem(stage, kDebian12);
        const auto outcome = stage.run(u"install_deps.sh"_s, {u"test"_s});
        QCOMPARE(outcome.exitCode, 4);
        QVERIFY2(outcome.output.endsWith(
                     u"\napt-get update && apt-get install --yes --no-install-recommends xdotool openbox\n"_s),
                 qPrintable(outcome.output));
        QVERIFY(!stage.exists(u"apt"_s));
    }

    void aFailureOfAptIsAFailure()
    {
        test::ScriptStage stage = debian(QString(), kRoot);
        stage.setEnvironment(u"APT_FAILS"_s, u"100"_s);
        setSystem(stage, kDebian12);
        const auto outcome = stage.run(u"install_deps.sh"_s, {u"test"_s});
        QCOMPARE(outcome.exitCode, 1);
        QVERIFY(outcome.output.contains(u"apt-get failed"_s));
    }

    void onlyDebian12AndNewerIsSupported_data()
    {
        QTest::addColumn<QString>("osRelease");
        QTest::addColumn<int>("exitCode");
        QTest::newRow("bookworm") << kDebian12 << 0;
        QTest::newRow("trixie") << u"ID=debian\nVERSION_ID=\"13\"\n"_s << 0;
        QTest::newRow("sid, without a version") << u"ID=debian\n"_s << 0;
        QTest::newRow("bullseye") << u"ID=debian\nVERSION_ID=\"11\"\nPRETTY_NAME=\"Debian GNU/Linux 11\"\n"_s << 3;
        QTest::newRow("ubuntu") << u"ID=ubuntu\nID_LIKE=debian\nVERSION_ID=\"24.04\"\nPRETTY_NAME=\"Ubuntu\"\n"_s << 3;
        QTest::newRow("fedora") << u"ID=fedora\nVERSION_ID=41\n"_s << 3;
        QTest::newRow("unknown") << QString() << 3;
    }
    void onlyDebian12AndNewerIsSupported()
    {
        QFETCH(QString, osRelease);
        QFETCH(int, exitCode);
        test::ScriptStage stage = debian(u"all"_s, kRoot);
        setSystem(stage, osRelease);
        const auto outcome = stage.run(u"install_deps.sh"_s, {u"build"_s});
        QCOMPARE(outcome.exitCode, exitCode);
        QCOMPARE(outcome.output.count(u'\n'), exitCode == 0 ? 0 : 1);
    }

    void wrongArgumentsAreNamed()
    {
        test::ScriptStage stage = debian(QString(), kRoot);
        setSystem(stage, kDebian12);
        const auto outcome = stage.run(u"install_deps.sh"_s, {u"everything"_s});
        QCOMPARE(outcome.exitCode, 2);
        QVERIFY(outcome.output.contains(u"\"everything\""_s));
        QVERIFY(!stage.exists(u"apt"_s));
    }

    void allIsBuildAndTestTogether()
    {
        test::ScriptStage stage = debian(QString(), kRoot);
        setSystem(stage, kDebian12);
        const auto list = [&stage](const QString &group) {
            return stage.run(u"install_deps.sh"_s, {group, u"--list"_s}).output.split(u'\n', Qt::SkipEmptyParts);
        };
        QVERIFY(list(u"build"_s).size() > 20);
        QCOMPARE(list(u"all"_s), list(u"build"_s) + list(u"test"_s));
    }
};

QTEST_GUILESS_MAIN(TestInstallDeps)
#include "tst_install_deps.moc"
