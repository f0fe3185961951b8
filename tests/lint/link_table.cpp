#include "tests/lint/link_table.h"

#include <QRegularExpression>
#include <algorithm>

namespace iso::lint
{
namespace
{

const QString kFile = QStringLiteral("ARCHITECTURE.md");

QString between(const QString &text, const QString &open, const QString &close)
{
    const qsizetype from = text.indexOf(open);
    const qsizetype to = text.indexOf(close, from);
    return from < 0 || to < 0 ? QString() : text.mid(from + open.size(), to - from - open.size());
}

QStringList cellsOf(const QString &line)
{
    QStringList cells = line.trimmed().split(QLatin1Char('|'));
    cells.removeFirst();
    if (!cells.isEmpty()) {
        cells.removeLast();
    }
    return cells;
}

} // namespace

bool LinkTable::allows(const QString &folder, const QString &header) const
{
    const QStringList targets = rows.value(folder);
    return header.startsWith(folder + QLatin1Char('/')) ||
           std::any_of(targets.begin(), targets.end(), [&](const QString &target) {
               return header == target || header.startsWith(target + QLatin1Char('/'));
           });
}

LinkTable readLinkTable(const SourceTree &tree)
{
    static const QRegularExpression kCode(QStringLiteral("`([^`]+)`"));
    LinkTable table;
    const SourceFile *file = tree.find(kFile);
    const QString text =
        file ? between(file->text, QStringLiteral("<!-- link table -->"), QStringLiteral("<!-- /link table -->"))
             : QString();
    for (const QString &line : text.split(QLatin1Char('\n'))) {
        const QRegularExpressionMatch folder = kCode.match(line.section(QLatin1Char('|'), 1, 1));
        if (!line.startsWith(QLatin1Char('|')) || !folder.hasMatch()) {
            continue; // the head of the table, and text around it
        }
        const QStringList cells = cellsOf(line);
        if (cells.size() != 4) {
            table.findings +=
                QStringLiteral("%1: a row has %2 cells instead of 4: %3").arg(kFile).arg(cells.size()).arg(line);
            continue;
        }
        QStringList targets;
        for (auto it = kCode.globalMatch(cells[2]); it.hasNext();) {
            targets += it.next().captured(1);
        }
        if (table.rows.contains(folder.captured(1))) {
            table.findings += QStringLiteral("%1: two rows for %2").arg(kFile, folder.captured(1));
        }
        table.rows.insert(folder.captured(1), targets);
    }
    if (table.rows.isEmpty()) {
        table.findings += kFile + QStringLiteral(": no link table between its markers");
    }
    return table;
}

} // namespace iso::lint
