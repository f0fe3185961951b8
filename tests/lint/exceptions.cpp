#include "tests/lint/exceptions.h"

namespace iso::lint
{
namespace
{

const QString kFile = QStringLiteral("tests/lint/allow.txt");

} // namespace

Exceptions::Exceptions(const SourceTree &tree, const QString &rule)
    : m_rule(rule)
{
    const SourceFile *file = tree.find(kFile);
    int number = 0;
    for (const QString &line : file ? file->lines() : QStringList()) {
        ++number;
        if (line.trimmed().isEmpty() || line.startsWith(QLatin1Char('#'))) {
            continue;
        }
        const QString name = line.section(QLatin1Char(' '), 0, 0);
        if (name == rule) {
            m_reasons.insert(line.section(QLatin1Char(' '), 1, 1), line.section(QLatin1Char(' '), 2).trimmed());
        } else if (!ruleNames().contains(name)) {
            m_malformed += QStringLiteral("%1:%2: \"%3\" is not a rule with exceptions (%4)")
                               .arg(kFile)
                               .arg(number)
                               .arg(name, ruleNames().join(QStringLiteral(", ")));
        }
    }
}

QStringList Exceptions::filter(const SourceFile &file, const QStringList &findings)
{
    if (findings.isEmpty() || !m_reasons.contains(file.path)) {
        return findings;
    }
    m_needed.insert(file.path);
    return {};
}

QStringList Exceptions::findings() const
{
    QStringList findings = m_malformed;
    for (auto it = m_reasons.begin(); it != m_reasons.end(); ++it) {
        if (!m_needed.contains(it.key())) {
            findings += QStringLiteral("%1: %2 needs no exception from \"%3\"").arg(kFile, it.key(), m_rule);
        } else if (it.value().isEmpty()) {
            findings += QStringLiteral("%1: %2 has no reason").arg(kFile, it.key());
        }
    }
    return findings;
}

} // namespace iso::lint
