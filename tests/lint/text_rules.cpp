#include "tests/lint/code_text.h"
#include "tests/lint/exceptions.h"
#include "tests/lint/rules.h"

#include <QRegularExpression>
#include <algorithm>

namespace iso::lint
{
namespace
{

enum class Look {
    Code,      ///< C++ without its comments and strings
    Everything ///< every text file as it is
};

struct ForbiddenText {
    QStringList folders; ///< empty: the whole tree
    Look look;
    QRegularExpression text;
    QString why;
    QString exception = {}; ///< what tests/lint/allow.txt calls it; empty where there are none
};

const QList<ForbiddenText> &forbidden()
{
    const auto folder = [](const char *name) { return QString::fromLatin1(name); };
    const auto text = [](const char *pattern, QRegularExpression::PatternOptions more = {}) {
        return QRegularExpression(QString::fromLatin1(pattern), QRegularExpression::MultilineOption | more);
    };
    static const QList<ForbiddenText> kForbidden{
        {{},
         Look::Code,
         text("\\bZMQ_HEARTBEAT_|\\bheartbeat_(ivl|ttl|timeout)\\b"),
         QStringLiteral("libzmq's own heartbeats drop healthy peers; liveness is ours to judge")},
        // By their numbers in C and Python, and by Python's and other languages' names: in programs and in examples.
        {{},
         Look::Everything,
         text("setsockopt\\w*\\s*\\(([^,()]*,)?\\s*7[567]\\b|setsockopt\\w*\\s*\\([^)]*HEARTBEAT_|\\bzmq\\.HEARTBEAT_|"
              "\\bset_?heartbeat_?(ivl|ttl|timeout)\\b|\\.heartbeat_?(ivl|ttl|timeout)\\s*=[^=]|\\bHEARTBEAT_(IVL|TTL|"
              "TIMEOUT)\\s*=[^=]",
              QRegularExpression::CaseInsensitiveOption),
         QStringLiteral("libzmq's own heartbeats crash old versions and drop healthy peers")},
        {{folder("tests")},
         Look::Code,
         text("\\bqSleep\\b|\\bqWait\\s*\\(|\\bsleep_(for|until)\\b|\\b(u|nano)sleep\\b|\\bQThread::(m|u)?sleep\\b"),
         QStringLiteral("a test does not sleep: QTRY_*, QSignalSpy::wait or an injected clock"),
         QStringLiteral("sleep")},
        {{folder("ui")},
         Look::Code,
         text("\\bQSortFilterProxyModel\\b"),
         QStringLiteral("10,000 live rows are sorted by an index permutation")},
        {{folder("core"), folder("ui"), folder("app"), folder("resources")},
         Look::Code,
         text("\\bstatic\\b[^;=]*\\b\\w*[iI]nstance\\s*\\(|^[\\w:<>]+\\s*[&*]\\s*\\w+::\\w*[iI]nstance\\s*\\("),
         QStringLiteral("no singletons: build it in the composition and pass it by reference")},
        {{folder("ui/charts")},
         Look::Code,
         text("[sS]eries\\w*(\\.|->)append\\s*\\(|[sS]eries\\w*\\s*<<"),
         QStringLiteral("a series rebuilds its path at every point: replace() once")},
        {{folder("ui"), folder("app")},
         Look::Code,
         text("\\b(SIGNAL|SLOT)\\s*\\("),
         QStringLiteral("connect pointers to members, which the compiler checks")},
        {{folder("core"), folder("ui"), folder("app"), folder("resources"), folder("tests")},
         Look::Code,
         text("\\bstd::(format|expected|views|ranges::views)\\b|\\batomic<\\s*std::shared_ptr\\b"),
         QStringLiteral("missing or broken with g++ 12 or clang 14")},
        {{folder("core"), folder("ui"), folder("app"), folder("tests")},
         Look::Code,
         text("\\bfor \\([^;]* : [^;]*\\(\\)->\\w+\\)"),
         QStringLiteral("the pointer that the call returns is gone before the loop begins: give it a name first")},
        {{},
         Look::Everything,
         text("\\b(TODO|FIXME|XXX)\\b"),
         QStringLiteral("finish it, or write it down as a decision")},
        {{},
         Look::Everything,
         text("(?<![\\w.~}])/(home|root|work|Users)/"),
         QStringLiteral("a path of somebody's machine")},
    };
    return kForbidden;
}

bool concerns(const ForbiddenText &rule, const SourceFile &file)
{
    const bool inside = rule.folders.isEmpty() || std::any_of(rule.folders.begin(), rule.folders.end(),
                                                              [&](const QString &folder) { return file.isIn(folder); });
    // tests/lint has to name what it forbids.
    return inside && !file.isIn(QStringLiteral("tests/lint")) && (rule.look == Look::Everything || file.isCode());
}

QStringList findingsIn(const SourceFile &file, const ForbiddenText &rule)
{
    QStringList findings;
    const QString text = rule.look == Look::Code ? withoutComments(file.text, Keep::NoStrings) : file.text;
    if (!rule.text.match(text).hasMatch()) {
        return findings;
    }
    int number = 0;
    for (const QString &line : text.split(QLatin1Char('\n'))) {
        ++number;
        const QRegularExpressionMatch match = rule.text.match(line);
        if (match.hasMatch()) {
            findings += QStringLiteral("%1:%2: \"%3\": %4")
                            .arg(file.path)
                            .arg(number)
                            .arg(match.captured().trimmed(), rule.why);
        }
    }
    return findings;
}

} // namespace

QStringList forbiddenTexts(const SourceTree &tree)
{
    QStringList findings;
    for (const ForbiddenText &rule : forbidden()) {
        Exceptions exceptions(tree, rule.exception);
        for (const SourceFile &file : tree.files()) {
            if (concerns(rule, file)) {
                findings += exceptions.filter(file, findingsIn(file, rule));
            }
        }
        findings += rule.exception.isEmpty() ? QStringList() : exceptions.findings();
    }
    return findings;
}

} // namespace iso::lint
