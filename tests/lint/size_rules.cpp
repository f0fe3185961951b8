#include "tests/lint/exceptions.h"
#include "tests/lint/function_scanner.h"
#include "tests/lint/rules.h"

namespace iso::lint
{
namespace
{

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

} // namespace

QStringList sizes(const SourceTree &tree)
{
    QStringList findings;
    Exceptions exceptions(tree, QStringLiteral("size"));
    for (const SourceFile &file : tree.files()) {
        if (file.isCode()) {
            findings += exceptions.filter(file, tooLarge(file));
        }
    }
    return findings + exceptions.findings();
}

} // namespace iso::lint
