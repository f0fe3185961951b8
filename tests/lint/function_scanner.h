#pragma once

#include <QList>
#include <QString>

namespace iso::lint
{

struct FunctionSpan {
    QString name;
    int firstLine = 0; ///< of the signature, from 1
    int lastLine = 0;  ///< of the closing brace

    [[nodiscard]] int length() const { return lastLine - firstLine + 1; }
};

struct ScanResult {
    QList<FunctionSpan> functions;
    bool balanced = true; ///< false when the braces do not match, so that the list cannot be trusted
};

/// Finds function bodies by following braces; no compiler, but right on formatted code. A lambda or a local class
/// counts to the function around it.
ScanResult scanFunctions(const QString &code);

} // namespace iso::lint
