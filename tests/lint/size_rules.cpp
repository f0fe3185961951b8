#include "tests/lint/function_scanner.h"
#include "tests/lint/rules.h"

#include <QMap>
#include <QSet>

namespace iso::lint
{
namespace
{

const QString kAllowFile = QStringLiteral("tests/lint/allow.txt");

QStringList tooLarge(const SourceFile &file)
{
    QStringList findings;
    const int most = file.isHeader() ? kMaxHeaderLines : kMaxSourceLines;
    const auto lines = file.text.count(QLatin1Char('\n'));
    if (lines > most) {
        findings +=
            QStringLiteral("%1: %2 lines, at most %3: split it by responsibility").arg(file.path).arg(lines).arg(most);
    }
    const ScanResult scan = scanFunctions(file.text);
    if (!scan.balanced) {
        findings += file.path + QStringLiteral(": braces do not match, functions cannot be measured");
    }
    for (const FunctionSpan &function : scan.functions) {
        if (function.length() > kMaxFunctionLines) {
            findings += QStringLiteral("%1:%2: %3 has %4 lines, at most %5")
                            .arg(file.path)
                            .arg(function.firstLine)
                            .arg(function.name)
                            .arg(function.length())
                            .arg(kMaxFunctionLines);
        }
    }
    return findings;
}

/// Path to reason.
QMap<QString, QString> allowedPaths(const SourceTree &tree)
{
    QMap<QString, QString> allowed;
    const SourceFile *file = tree.find(kAllowFile);
    for (const QString &line : file ? file->lines() : QStringList()) {
        if (!line.trimmed().isEmpty() && !line.startsWith(QLatin1Char('#'))) {
            allowed.insert(line.section(QLatin1Char(' '), 0, 0), line.section(QLatin1Char(' '), 1).trimmed());
        }
    }
    return allowed;
}

} // namespace

QStringList sizes(const SourceTree &tree)
{
    QStringList findings;
    const QMap<QString, QString> allowed = allowedPaths(tree);
    QSet<QString> needed;
    for (const SourceFile &file : tree.files()) {
        const QStringList found = file.isCode() ? tooLarge(file) : QStringList();
        if (!found.isEmpty() && allowed.contains(file.path)) {
            needed.insert(file.path);
        } else {
            findings += found;
        }
    }
    for (auto it = allowed.begin(); it != allowed.end(); ++it) {
        if (!needed.contains(it.key())) {
            findings += QStringLiteral("%1: %2 needs no exception any more").arg(kAllowFile, it.key());
        } else if (it.value().isEmpty()) {
            findings += QStringLiteral("%1: %2 has no reason").arg(kAllowFile, it.key());
        }
    }
    return findings;
}

} // namespace iso::lint
