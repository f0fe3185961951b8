#include "tests/lint/code_text.h"
#include "tests/lint/function_scanner.h"
#include "tests/lint/rules.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace iso;
using namespace Qt::StringLiterals;

namespace
{

using Files = QList<std::pair<QString, QString>>;

/// Writes files below a temporary folder and reads them as a tree.
class Fixture
{
public:
    explicit Fixture(const Files &files)
    {
        for (const auto &[path, text] : files) {
            const QString full = m_dir.filePath(path);
            QFile file(full);
            if (!QDir().mkpath(full.section(QLatin1Char('/'), 0, -2)) || !file.open(QIODevice::WriteOnly)) {
                qFatal("cannot write %s", qPrintable(full));
            }
            file.write(text.toUtf8());
        }
        m_tree = lint::SourceTree::load(m_dir.path());
    }
    [[nodiscard]] const lint::SourceTree &tree() const { return m_tree; }

private:
    QTemporaryDir m_dir;
    lint::SourceTree m_tree;
};

QString linkTable(const QString &rows)
{
    return u"<!-- link table -->\n| folder | purpose | may include | thread |\n|---|---|---|---|\n"_s + rows +
           u"<!-- /link table -->\n"_s;
}

QString function(const QString &signature, int lines)
{
    return signature + u"\n{\n"_s + u"    work();\n"_s.repeated(lines - 3) + u"}\n"_s;
}

/// A base and a history that keep every rule.
Files goodTree()
{
    return {
        {u"ARCHITECTURE.md"_s, linkTable(u"| `core/base` | ground | | any |\n"
                                         "| `core/history` | past | `core/base` | history |\n"_s)},
        {u"README.md"_s, u"See [the architecture](ARCHITECTURE.md#threads) and [Qt](https://www.qt.io).\n"_s},
        {u"core/base/CMakeLists.txt"_s, u"iso_library(base SOURCES time.cpp)\n"_s},
        {u"core/base/time.h"_s, u"#pragma once\nint now();\n"_s},
        {u"core/base/time.cpp"_s, u"#include \"core/base/time.h\"\n\n"_s + function(u"int now()"_s, 10)},
        {u"core/history/CMakeLists.txt"_s, u"iso_library(history SOURCES store.cpp)\n"_s},
        {u"core/history/store.cpp"_s, u"#include \"core/base/time.h\"\n#include <vector>\n"_s},
    };
}

Files goodTreeWith(const QString &path, const QString &text)
{
    Files files = goodTree();
    files.removeIf([&](const auto &file) { return file.first == path; });
    files.append({path, text});
    return files;
}

QStringList allFindings(const lint::SourceTree &tree)
{
    return lint::sizes(tree) + lint::linkTable(tree) + lint::layers(tree) + lint::foreignHeaders(tree) +
           lint::orphans(tree) + lint::documents(tree) + lint::forbiddenTexts(tree);
}

} // namespace

class TestLintRules : public QObject
{
    Q_OBJECT

    /// Exactly one finding, that begins with the place and contains the reason.
    static void expectOne(const QStringList &findings, const QString &place, const QString &reason)
    {
        const QString all = findings.join(QLatin1Char('\n'));
        QVERIFY2(findings.size() == 1, all.toUtf8().constData());
        QVERIFY2(findings[0].startsWith(place + u": "_s), all.toUtf8().constData());
        QVERIFY2(findings[0].contains(reason), all.toUtf8().constData());
    }

private Q_SLOTS:
    void aGoodTreePassesEveryRule()
    {
        const Fixture good(goodTree());
        QCOMPARE(allFindings(good.tree()), QStringList());
    }

    // Reading code ----------------------------------------------------------------------------------------------

    void commentsAndStringsAreToldApart_data()
    {
        QTest::addColumn<QString>("code");
        QTest::addColumn<QString>("expected");
        QTest::newRow("line comment") << u"a; // b\nc;"_s << u"a;     \nc;"_s;
        QTest::newRow("block comment keeps lines") << u"a /* b\nc */ d"_s << u"a     \n     d"_s;
        QTest::newRow("slashes in a string") << u"f(\"//\"); g();"_s << u"f(    ); g();"_s;
        QTest::newRow("escaped quote") << u"f(\"\\\"{\"); g();"_s << u"f(     ); g();"_s;
        QTest::newRow("brace as a character") << u"x = '{'; y"_s << u"x =    ; y"_s;
        QTest::newRow("quote as a character") << u"x = '\\''; y"_s << u"x =     ; y"_s;
        QTest::newRow("digit separators") << u"x = 1'000'000; y"_s << u"x = 1'000'000; y"_s;
        QTest::newRow("hexadecimal separators") << u"x = 0xAB'CD; y"_s << u"x = 0xAB'CD; y"_s;
        QTest::newRow("raw string") << u"R\"(a\"{)\" b"_s << u"         b"_s;
        QTest::newRow("raw string with a mark") << u"R\"x()\")x\" b"_s << u"           b"_s.mid(1);
    }
    void commentsAndStringsAreToldApart()
    {
        QFETCH(QString, code);
        QFETCH(QString, expected);
        QCOMPARE(lint::withoutComments(code, lint::Keep::NoStrings), expected);
    }

    void functionsAreFoundWithTheirLines_data()
    {
        QTest::addColumn<QString>("code");
        QTest::addColumn<QStringList>("expected");
        const auto list = [](const QString &text) { return text.split(QLatin1Char(' ')); };
        QTest::newRow("free function") << u"int f(int a)\n{\n    return a;\n}\n"_s << list(u"f:1-4"_s);
        QTest::newRow("in a namespace") << u"namespace a\n{\nnamespace\n{\nvoid f()\n{\n}\n} // namespace\n}\n"_s
                                        << list(u"f:5-7"_s);
        QTest::newRow("inline in a class, after a label")
            << u"class A : public B\n{\npublic:\n    A() = default;\n\n    void f() { g(); }\n};\n"_s
            << list(u"f:6-6"_s);
        QTest::newRow("after Q_OBJECT")
            << u"class A\n{\n    Q_OBJECT\n\nprivate Q_SLOTS:\n    void f()\n    {\n    }\n};\n"_s << list(u"f:6-8"_s);
        QTest::newRow("constructor with initialisers")
            << u"A::A(int a)\n    : m_a(a)\n    , m_b(2)\n{\n}\n"_s << list(u"A::A:1-5"_s);
        QTest::newRow("constructor with braces")
            << u"A::A(int a)\n    : m_a{a}\n    , m_b{2}\n{\n    f();\n}\n"_s << list(u"A::A:1-6"_s);
        QTest::newRow("template") << u"template<typename T, class U = B<int>>\nT f(U u)\n{\n}\n"_s << list(u"f:1-4"_s);
        QTest::newRow("two-line signature") << u"void f(int a,\n       int b)\n{\n}\n"_s << list(u"f:1-4"_s);
        QTest::newRow("lambda counts to its function")
            << u"void f()\n{\n    g([] {\n        h();\n    });\n}\n"_s << list(u"f:1-6"_s);
        QTest::newRow("for loop") << u"void f()\n{\n    for (int i = 0; i < 3; ++i) {\n    }\n}\n"_s
                                  << list(u"f:1-5"_s);
        QTest::newRow("brace in a default argument") << u"void f(A a = {}, int b = 0)\n{\n}\n"_s << list(u"f:1-3"_s);
        QTest::newRow("struct with alignment") << u"struct alignas(16) A {\n    int a{0};\n};\n"_s << QStringList();
        QTest::newRow("tables are no functions")
            << u"const int kTable[] = {\n    1, 2,\n};\nenum class E { A, B };\n"_s << QStringList();
        QTest::newRow("macro with a brace")
            << u"#define M(x) \\\n    do { \\\n    } while (x)\nvoid f()\n{\n}\n"_s << list(u"f:4-6"_s);
        QTest::newRow("two functions") << u"void f()\n{\n}\n\nvoid g()\n{\n}\n"_s << list(u"f:1-3 g:5-7"_s);
    }
    void functionsAreFoundWithTheirLines()
    {
        QFETCH(QString, code);
        QFETCH(QStringList, expected);
        const lint::ScanResult scan = lint::scanFunctions(code);
        QStringList found;
        for (const lint::FunctionSpan &f : scan.functions) {
            found += u"%1:%2-%3"_s.arg(f.name).arg(f.firstLine).arg(f.lastLine);
        }
        QVERIFY(scan.balanced);
        QCOMPARE(found, expected);
    }

    void unmatchedBracesAreNoticed()
    {
        QVERIFY(!lint::scanFunctions(u"void f()\n{\n"_s).balanced);
        QVERIFY(!lint::scanFunctions(u"}\n"_s).balanced);
        const Fixture bad(goodTreeWith(u"core/history/store.cpp"_s, u"void f()\n{\n"_s));
        expectOne(lint::sizes(bad.tree()), u"core/history/store.cpp"_s, u"braces"_s);
    }

    // Sizes -----------------------------------------------------------------------------------------------------

    void aFileAtItsBoundPassesAndOneLineMoreFails_data()
    {
        QTest::addColumn<QString>("path");
        QTest::addColumn<int>("bound");
        QTest::newRow("source") << u"core/history/store.cpp"_s << lint::kMaxSourceLines;
        QTest::newRow("header") << u"core/history/store.h"_s << lint::kMaxHeaderLines;
    }
    void aFileAtItsBoundPassesAndOneLineMoreFails()
    {
        QFETCH(QString, path);
        QFETCH(int, bound);
        const Fixture good(goodTreeWith(path, u"int a;\n"_s.repeated(bound)));
        QCOMPARE(lint::sizes(good.tree()), QStringList());
        const Fixture bad(goodTreeWith(path, u"int a;\n"_s.repeated(bound + 1)));
        expectOne(lint::sizes(bad.tree()), path, u"%1 lines, at most %2"_s.arg(bound + 1).arg(bound));
    }

    void aFunctionAtItsBoundPassesAndOneLineMoreFails()
    {
        const QString path = u"core/history/store.cpp"_s;
        const Fixture good(goodTreeWith(path, function(u"void f()"_s, lint::kMaxFunctionLines)));
        QCOMPARE(lint::sizes(good.tree()), QStringList());
        const Fixture bad(goodTreeWith(path, u"\n"_s + function(u"void f()"_s, lint::kMaxFunctionLines + 1)));
        expectOne(lint::sizes(bad.tree()), path + u":2"_s, u"f has 81 lines, at most 80"_s);
    }

    void anExceptionNeedsARuleAReasonAndACause()
    {
        Files files = goodTreeWith(u"core/history/store.cpp"_s, u"int a;\n"_s.repeated(600));
        files.append({u"tests/lint/allow.txt"_s, u"# exceptions\n\nsize core/history/store.cpp a generated table\n"_s});
        QCOMPARE(allFindings(Fixture(files).tree()), QStringList());

        files.last().second = u"size core/history/store.cpp\n"_s;
        expectOne(lint::sizes(Fixture(files).tree()), u"tests/lint/allow.txt"_s, u"has no reason"_s);

        files.last().second = u"size core/history/store.cpp a table\nsize core/base/time.cpp was long once\n"_s;
        expectOne(lint::sizes(Fixture(files).tree()), u"tests/lint/allow.txt"_s,
                  u"core/base/time.cpp needs no exception"_s);

        files.last().second = u"size core/history/store.cpp a table\nlength core/base/time.cpp x\n"_s;
        expectOne(lint::sizes(Fixture(files).tree()), u"tests/lint/allow.txt:2"_s, u"\"length\" is not a rule"_s);

        files.last().second = u"sleep core/history/store.cpp a table\n"_s;
        expectOne(lint::sizes(Fixture(files).tree()), u"core/history/store.cpp"_s, u"600 lines"_s);
    }

    // Layers ----------------------------------------------------------------------------------------------------

    void aTableThatIsWrongFails_data()
    {
        QTest::addColumn<QString>("rows");
        QTest::addColumn<QString>("reason");
        const QString base = u"| `core/base` | ground | | any |\n"_s;
        const QString history = u"| `core/history` | past | `core/base` | history |\n"_s;
        QTest::newRow("folder without a row") << base << u"no row for core/history"_s;
        QTest::newRow("row without a folder") << base + history + u"| `core/sim` | fleet | `core/base` | sim |\n"_s
                                              << u"names core/sim, which does not exist"_s;
        QTest::newRow("unknown folder in a row")
            << base + u"| `core/history` | past | `core/base`, `core/sim` | history |\n"_s
            << u"core/history may include core/sim, which does not exist"_s;
        QTest::newRow("unknown header in a row")
            << base + u"| `core/history` | past | `core/base/none.h` | history |\n"_s
            << u"core/history may include core/base/none.h, which does not exist"_s;
        QTest::newRow("two rows for one folder") << base + history + history << u"two rows for core/history"_s;
        QTest::newRow("a cell too few") << base + history + u"| `core/base` | ground | any |\n"_s << u"3 cells"_s;
    }
    void aTableThatIsWrongFails()
    {
        QFETCH(QString, rows);
        QFETCH(QString, reason);
        const Fixture bad(goodTreeWith(u"ARCHITECTURE.md"_s, linkTable(rows)));
        expectOne(lint::linkTable(bad.tree()), u"ARCHITECTURE.md"_s, reason);
    }

    void aMissingTableFails()
    {
        const Fixture bad(goodTreeWith(u"ARCHITECTURE.md"_s, u"no table\n"_s));
        QVERIFY(lint::linkTable(bad.tree()).first().contains(u"no link table"_s));
    }

    void aCycleFailsForEachFolderOnIt()
    {
        const Fixture bad(goodTreeWith(u"ARCHITECTURE.md"_s,
                                       linkTable(u"| `core/base` | ground | `core/history` | any |\n"
                                                 "| `core/history` | past | `core/base/time.h` | history |\n"_s)));
        QCOMPARE(lint::linkTable(bad.tree()).filter(u"cycle"_s).size(), 2);
    }

    void anIncludeOutsideTheTableFails_data()
    {
        QTest::addColumn<QString>("include");
        QTest::addColumn<QString>("reason");
        QTest::newRow("upwards") << u"\"core/history/store.h\""_s << u"core/base may not include core/history"_s;
        QTest::newRow("another tree") << u"\"ui/shell/main_window.h\""_s << u"core/base may not include ui/shell"_s;
        QTest::newRow("not from the root") << u"\"time.h\""_s << u"is not a path from the root"_s;
        QTest::newRow("with dots") << u"\"../base/time.h\""_s << u"is not a path from the root"_s;
        QTest::newRow("in angle brackets")
            << u"<core/history/store.h>"_s << u"core/base may not include core/history"_s;
    }
    void anIncludeOutsideTheTableFails()
    {
        QFETCH(QString, include);
        QFETCH(QString, reason);
        const Fixture bad(goodTreeWith(u"core/base/time.cpp"_s, u"\n#include "_s + include + u"\n"_s));
        expectOne(lint::layers(bad.tree()), u"core/base/time.cpp:2"_s, reason);
    }

    void aHeaderInTheTableOpensThatHeaderAlone()
    {
        Files files = goodTreeWith(u"ARCHITECTURE.md"_s,
                                   linkTable(u"| `core/base` | ground | | any |\n"
                                             "| `core/history` | past | `core/base/time.h` | history |\n"_s));
        QCOMPARE(lint::layers(Fixture(files).tree()), QStringList());
        files.append({u"core/history/more.cpp"_s, u"#include \"core/base/ids.h\"\n"_s});
        expectOne(lint::layers(Fixture(files).tree()), u"core/history/more.cpp:1"_s, u"core/base/ids.h"_s);
    }

    void aCommentedIncludeIsNone()
    {
        const Fixture good(goodTreeWith(u"core/base/time.cpp"_s, u"// #include \"ui/shell/main_window.h\"\n"_s));
        QCOMPARE(lint::layers(good.tree()), QStringList());
    }

    void foreignHeadersAreSeenByTheirFolderAlone_data()
    {
        QTest::addColumn<QString>("include");
        QTest::addColumn<QString>("allowedIn");
        QTest::addColumn<QString>("forbiddenIn");
        QTest::newRow("generated code") << u"\"core/wire/proto/envelope.pb.h\""_s << u"core/wire"_s
                                        << u"core/history"_s;
        QTest::newRow("protobuf") << u"<google/protobuf/arena.h>"_s << u"core/wire"_s << u"app/sim"_s;
        QTest::newRow("zmq, C") << u"<zmq.h>"_s << u"core/transport"_s << u"core/session"_s;
        QTest::newRow("zmq, C++") << u"<zmq.hpp>"_s << u"core/transport"_s << u"core/sim"_s;
        QTest::newRow("zmq, addon") << u"<zmq_addon.hpp>"_s << u"core/transport"_s << u"core/wire"_s;
        QTest::newRow("sqlite") << u"<sqlite3.h>"_s << u"core/storage"_s << u"core/ledger"_s;
        QTest::newRow("chart view") << u"<QChartView>"_s << u"ui/charts"_s << u"ui/panels"_s;
        QTest::newRow("series") << u"<QLineSeries>"_s << u"ui/charts"_s << u"ui/shell"_s;
        QTest::newRow("axis") << u"<QtCharts/QValueAxis>"_s << u"ui/charts"_s << u"app/console"_s;
        QTest::newRow("Qt in the core") << u"<QString>"_s << u"ui/bridge"_s << u"core/fleet"_s;
        QTest::newRow("Qt by module") << u"<QtCore/qglobal.h>"_s << u"app/console"_s << u"app/collector"_s;
        QTest::newRow("Qt, small") << u"<qglobal.h>"_s << u"resources"_s << u"app/ctl"_s;
        QTest::newRow("Qt in the simulator") << u"<QObject>"_s << u"app/console"_s << u"app/sim"_s;
        QTest::newRow("Qt on a node") << u"<QTimer>"_s << u"app/console"_s << u"app/node"_s;
    }
    void foreignHeadersAreSeenByTheirFolderAlone()
    {
        QFETCH(QString, include);
        QFETCH(QString, allowedIn);
        QFETCH(QString, forbiddenIn);
        const QString code = u"#include "_s + include + u"\n"_s;
        const Fixture good(goodTreeWith(allowedIn + u"/x.cpp"_s, code));
        QCOMPARE(lint::foreignHeaders(good.tree()), QStringList());
        const Fixture bad(goodTreeWith(forbiddenIn + u"/x.cpp"_s, code));
        expectOne(lint::foreignHeaders(bad.tree()), forbiddenIn + u"/x.cpp:1"_s, u"may not see"_s);
    }

    // The tree --------------------------------------------------------------------------------------------------

    void aSourceThatNobodyBuildsFails()
    {
        Files files = goodTreeWith(u"core/history/extra.cpp"_s, u"\n"_s);
        expectOne(lint::orphans(Fixture(files).tree()), u"core/history/extra.cpp"_s, u"no CMakeLists.txt"_s);
        files.append({u"core/CMakeLists.txt"_s, u"# history/extra.cpp\n"_s});
        QCOMPARE(lint::orphans(Fixture(files).tree()).size(), 1);
        files.last().second = u"target_sources(x PRIVATE history/extra.cpp)\n"_s;
        QCOMPARE(lint::orphans(Fixture(files).tree()), QStringList());
    }

    void aTestIsBuiltByItsName()
    {
        Files files = goodTreeWith(u"tests/core/tst_time.cpp"_s, u"\n"_s);
        QCOMPARE(lint::orphans(Fixture(files).tree()).size(), 1);
        files.append({u"tests/core/CMakeLists.txt"_s, u"iso_test(tst_time LABEL unit)\n"_s});
        QCOMPARE(lint::orphans(Fixture(files).tree()), QStringList());
        files.last().second = u"foreach(test time)\n  iso_test(tst_${test} LABEL unit)\nendforeach()\n"_s;
        QCOMPARE(lint::orphans(Fixture(files).tree()), QStringList());
    }

    void aHeaderThatNobodyIncludesFails()
    {
        const Fixture bad(goodTreeWith(u"core/history/extra.h"_s, u"#pragma once\n"_s));
        expectOne(lint::orphans(bad.tree()), u"core/history/extra.h"_s, u"nothing includes it"_s);
        const Fixture good(goodTreeWith(u"tests/core/fake_time.h"_s, u"#pragma once\n"_s) +
                           Files{{u"tests/core/CMakeLists.txt"_s, u"iso_test(tst_time)\n"_s},
                                 {u"tests/core/tst_time.cpp"_s, u"#include \"fake_time.h\"\n"_s}});
        QCOMPARE(lint::orphans(good.tree()), QStringList());
    }

    void aHeaderWithoutGuardFails()
    {
        const Fixture bad(goodTreeWith(u"core/base/time.h"_s, u"int now();\n#pragma once\n"_s));
        expectOne(lint::orphans(bad.tree()), u"core/base/time.h:1"_s, u"#pragma once"_s);
    }

    void aBuildFolderIsNotRead()
    {
        const Fixture good(goodTreeWith(u"build/core/x.cpp"_s, u"int a;\n"_s.repeated(600)));
        QVERIFY(!good.tree().find(u"build/core/x.cpp"_s));
        QCOMPARE(allFindings(good.tree()), QStringList());
    }

    // Documents -------------------------------------------------------------------------------------------------

    void aLinkThatLeadsNowhereFails()
    {
        const Fixture top(goodTreeWith(u"README.md"_s, u"\n![shot](resources/none.png)\n"_s));
        expectOne(lint::documents(top.tree()), u"README.md:2"_s, u"resources/none.png leads nowhere"_s);
        const Fixture below(
            goodTreeWith(u"core/base/README.md"_s, u"[time](time.h) [up](../../README.md) [no](no.h)\n"_s));
        expectOne(lint::documents(below.tree()), u"core/base/README.md:1"_s, u"no.h leads nowhere"_s);
    }

    void codeInADocumentIsNoLink()
    {
        const Fixture good(goodTreeWith(u"README.md"_s, u"```\n[a](b)\n```\n`f[0](x)`\n"_s));
        QCOMPARE(lint::documents(good.tree()), QStringList());
    }

    void aProgramThatTheReadmeLeavesOutFails()
    {
        Files files = goodTreeWith(u"app/ctl/CMakeLists.txt"_s, u"iso_app(isochronectl SOURCES main.cpp)\n"_s);
        expectOne(lint::documents(Fixture(files).tree()), u"README.md"_s, u"`isochronectl`"_s);
        files.removeIf([](const auto &file) { return file.first == u"README.md"_s; });
        files.append({u"README.md"_s, u"Everything from the shell: `isochronectl`.\n"_s});
        QCOMPARE(lint::documents(Fixture(files).tree()), QStringList());
    }

    // Texts -----------------------------------------------------------------------------------------------------

    void forbiddenTextsFail_data()
    {
        QTest::addColumn<QString>("path");
        QTest::addColumn<QString>("line");
        const auto row = [](const char *name, const QString &path, const QString &line) {
            QTest::newRow(name) << path << line;
        };
        row("heartbeat option", u"core/transport/hub.cpp"_s, u"set(socket, ZMQ_HEARTBEAT_IVL, 1);"_s);
        row("heartbeat option, C++", u"app/sim/main.cpp"_s, u"socket.set(zmq::sockopt::heartbeat_ivl, 1);"_s);
        row("heartbeat option in a test", u"tests/core/tst_a.cpp"_s, u"peer.set(zmq::sockopt::heartbeat_ttl, 1);"_s);
        row("heartbeat option by number", u"app/sim/main.cpp"_s, u"zmq_setsockopt(socket, 75, &one, sizeof one);"_s);
        row("heartbeat option, Python", u"core/wire/README.md"_s, u"socket.setsockopt(zmq.HEARTBEAT_IVL, 1000)"_s);
        row("heartbeat option, Python, imported", u"tests/a.py"_s, u"s.setsockopt(HEARTBEAT_TIMEOUT, 1000)"_s);
        row("heartbeat option, Python, by number", u"tests/a.py"_s, u"s.setsockopt(77, 1000)"_s);
        row("heartbeat option, Python attribute", u"core/wire/README.md"_s, u"socket.heartbeat_ivl = 1000"_s);
        row("heartbeat option, Rust", u"core/wire/README.md"_s, u"socket.set_heartbeat_ivl(1000)?;"_s);
        row("heartbeat option, Java", u"core/wire/README.md"_s, u"socket.setHeartbeatIvl(1000);"_s);
        row("sleep in a test", u"tests/core/tst_a.cpp"_s, u"std::this_thread::sleep_for(1s);"_s);
        row("qWait in a test", u"tests/core/tst_a.cpp"_s, u"QTest::qWait(10);"_s);
        row("qSleep in a test", u"tests/core/tst_a.cpp"_s, u"QTest::qSleep(10);"_s);
        row("usleep in a test", u"tests/core/tst_a.cpp"_s, u"usleep(10);"_s);
        row("thread sleep in a test", u"tests/core/tst_a.cpp"_s, u"QThread::msleep(10);"_s);
        row("sorting proxy", u"ui/models/fleet.h"_s, u"class FleetProxy : public QSortFilterProxyModel {"_s);
        row("singleton", u"core/base/hub.h"_s, u"    static Hub &instance();"_s);
        row("singleton, defined outside", u"ui/shell/hub.cpp"_s, u"Hub *Hub::instance()"_s);
        row("point by point", u"ui/charts/chart.cpp"_s, u"m_loadSeries->append(x, y);"_s);
        row("point by stream", u"ui/charts/chart.cpp"_s, u"*series << QPointF(x, y);"_s);
        row("connect by text", u"ui/shell/window.cpp"_s, u"connect(a, SIGNAL(clicked()), b, SLOT(close()));"_s);
        row("std::format", u"core/base/log.cpp"_s, u"return std::format(\"{}\", 1);"_s);
        row("std::views", u"core/fleet/state.cpp"_s, u"for (auto n : nodes | std::views::reverse) {"_s);
        row("a loop over what is gone", u"core/session/desk.cpp"_s,
            u"for (auto &c : m_session.commands()->commands) {"_s);
        row("unfinished", u"core/base/log.cpp"_s, u"// TODO: rotate"_s);
        row("unfinished, in a document", u"core/wire/README.md"_s, u"FIXME describe"_s);
        row("somebody's home", u"packaging/run.sh"_s, u"cd /home/somebody/isochrone"_s);
        row("somebody's folder, in a string", u"core/base/log.cpp"_s, u"open(\"/root/isochrone/log\");"_s);
    }
    void forbiddenTextsFail()
    {
        QFETCH(QString, path);
        QFETCH(QString, line);
        const Fixture bad(goodTreeWith(path, u"\n\n"_s + line + u"\n"_s));
        expectOne(lint::forbiddenTexts(bad.tree()), path + u":3"_s, u"\""_s);
    }

    void aTestMaySleepWhereTimeIsItsSubject()
    {
        Files files = goodTreeWith(u"tests/tst_kill.cpp"_s, u"sleep_for(life);\n"_s);
        files.append({u"tests/lint/allow.txt"_s, u"sleep tests/tst_kill.cpp kills come at random moments\n"_s});
        QCOMPARE(lint::forbiddenTexts(Fixture(files).tree()), QStringList());
        files.last().second += u"sleep core/base/time.cpp once\n"_s;
        expectOne(lint::forbiddenTexts(Fixture(files).tree()), u"tests/lint/allow.txt"_s, u"needs no exception"_s);
    }

    void whatOnlyLooksForbiddenPasses_data()
    {
        QTest::addColumn<QString>("path");
        QTest::addColumn<QString>("line");
        const auto row = [](const char *name, const QString &path, const QString &line) {
            QTest::newRow(name) << path << line;
        };
        row("heartbeat in a comment", u"core/transport/hub.cpp"_s, u"// ZMQ_HEARTBEAT_IVL stays 0."_s);
        row("warning about heartbeats", u"core/wire/README.md"_s, u"Do not turn on `ZMQ_HEARTBEAT_IVL`."_s);
        row("options of the kernel", u"tests/core/a.cpp"_s, u"setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &t, 8);"_s);
        row("our own heartbeat", u"core/transport/hub.cpp"_s, u"sendHeartbeat(heartbeatInterval);"_s);
        row("waiting for a condition", u"tests/ui/tst_a.cpp"_s, u"QVERIFY(QTest::qWaitFor(ready));"_s);
        row("sleeping elsewhere", u"core/sim/loop.cpp"_s, u"std::this_thread::sleep_for(1s);"_s);
        row("Qt's own instance", u"ui/shell/window.cpp"_s, u"auto *app = QCoreApplication::instance();"_s);
        row("appending to a list", u"ui/charts/chart.cpp"_s, u"points.append(point);"_s);
        row("web address with home", u"README.md"_s, u"https://example.org/home/page"_s);
        row("home of the user", u"packaging/run.sh"_s, u"$HOME/.local/root/x ~/root/x"_s);
    }
    void whatOnlyLooksForbiddenPasses()
    {
        QFETCH(QString, path);
        QFETCH(QString, line);
        const Fixture good(goodTreeWith(path, line + u"\n"_s));
        QCOMPARE(lint::forbiddenTexts(good.tree()), QStringList());
    }
};

QTEST_GUILESS_MAIN(TestLintRules)
#include "tst_lint_rules.moc"
