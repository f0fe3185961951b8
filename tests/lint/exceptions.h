#pragma once

#include "tests/lint/source_tree.h"

#include <QMap>
#include <QSet>
#include <QStringList>

namespace iso::lint
{

/// What tests/lint/allow.txt lets pass of one rule, file by file. An exception must have a reason and be needed.
class Exceptions
{
public:
    /// The names that may stand first in a line.
    static QStringList ruleNames() { return {QStringLiteral("size"), QStringLiteral("sleep")}; }

    Exceptions(const SourceTree &tree, const QString &rule);

    /// Takes what breaks the rule in a file: returned as it is, or let pass.
    QStringList filter(const SourceFile &file, const QStringList &findings);
    /// After all files went through filter(): exceptions without a reason or a need, and lines that name no rule.
    [[nodiscard]] QStringList findings() const;

private:
    QString m_rule;
    QMap<QString, QString> m_reasons; ///< by path
    QSet<QString> m_needed;
    QStringList m_malformed;
};

} // namespace iso::lint
