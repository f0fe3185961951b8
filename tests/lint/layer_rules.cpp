#include "tests/lint/code_text.h"
#include "tests/lint/link_table.h"
#include "tests/lint/rules.h"

#include <QRegularExpression>
#include <QSet>

namespace iso::lint
{
namespace
{

bool isLayered(const SourceFile &file)
{
    return file.isCode() && !file.layer().isEmpty() &&
           (file.isIn(QStringLiteral("core")) || file.isIn(QStringLiteral("ui")) || file.isIn(QStringLiteral("app")) ||
            file.isIn(QStringLiteral("resources")));
}

QString at(const SourceFile &file, const Include &include)
{
    return QStringLiteral("%1:%2: ").arg(file.path).arg(include.line);
}

/// "core/session" for "core/session/session.h" and for "core/session".
QString folderOf(const QString &target)
{
    return target.endsWith(QLatin1String(".h")) ? SourceFile{target, {}}.layer() : target;
}

/// True when `from` leads back to itself.
bool isOnCycle(const LinkTable &table, const QString &from)
{
    QSet<QString> seen;
    QStringList open{from};
    while (!open.isEmpty()) {
        for (const QString &target : table.rows.value(open.takeLast())) {
            const QString folder = folderOf(target);
            if (folder == from) {
                return true;
            }
            if (!seen.contains(folder)) {
                seen.insert(folder);
                open.append(folder);
            }
        }
    }
    return false;
}

/// A library and the folders that may see its headers; Qt's are told by their names.
struct ForeignLibrary {
    QString what;
    QRegularExpression header;
    bool (*isAllowedIn)(const QString &folder);
};

const QList<ForeignLibrary> &foreignLibraries()
{
    static const QList<ForeignLibrary> kLibraries{
        {QStringLiteral("Protobuf"), QRegularExpression(QStringLiteral("\\.pb\\.h$|^google/protobuf/")),
         [](const QString &folder) { return folder == QLatin1String("core/wire"); }},
        {QStringLiteral("ZeroMQ"), QRegularExpression(QStringLiteral("^zmq(_addon)?\\.h(pp)?$")),
         [](const QString &folder) { return folder == QLatin1String("core/transport"); }},
        {QStringLiteral("SQLite"), QRegularExpression(QStringLiteral("^sqlite3\\w*\\.h$")),
         [](const QString &folder) { return folder == QLatin1String("core/storage"); }},
        {QStringLiteral("Qt Charts"),
         QRegularExpression(QStringLiteral("^(QtCharts|QChart|QLegend|QPolarChart|QAbstract(Axis|Series|BarSeries)|"
                                           "Q(Value|LogValue|DateTime|Category|BarCategory|Color)Axis|QBarSet|"
                                           "Q(Line|Area|XY|Scatter|Spline|Bar|StackedBar|Pie|BoxPlot|Candlestick)"
                                           "Series)")),
         [](const QString &folder) { return folder == QLatin1String("ui/charts"); }},
        {QStringLiteral("Qt"), QRegularExpression(QStringLiteral("^(Q[A-Z]\\w+|Qt\\w*/.*|q[a-z]+\\.h)$")),
         [](const QString &folder) {
             return folder.startsWith(QLatin1String("ui/")) || folder == QLatin1String("app/console") ||
                    folder == QLatin1String("resources");
         }},
    };
    return kLibraries;
}

} // namespace

QStringList linkTable(const SourceTree &tree)
{
    const LinkTable table = readLinkTable(tree);
    QStringList findings = table.findings;
    QSet<QString> existing;
    for (const SourceFile &file : tree.files()) {
        if (isLayered(file)) {
            existing.insert(file.layer());
        }
    }
    for (const QString &folder : existing) {
        if (!table.rows.contains(folder)) {
            findings += QStringLiteral("ARCHITECTURE.md: the link table has no row for %1").arg(folder);
        }
    }
    for (auto it = table.rows.begin(); it != table.rows.end(); ++it) {
        if (!existing.contains(it.key())) {
            findings += QStringLiteral("ARCHITECTURE.md: the link table names %1, which does not exist").arg(it.key());
        }
        for (const QString &target : it.value()) {
            const bool known = target.endsWith(QLatin1String(".h")) ? tree.exists(target) : table.rows.contains(target);
            if (!known) {
                findings +=
                    QStringLiteral("ARCHITECTURE.md: %1 may include %2, which does not exist").arg(it.key(), target);
            }
        }
        if (isOnCycle(table, it.key())) {
            findings += QStringLiteral("ARCHITECTURE.md: %1 is on a cycle of the link table").arg(it.key());
        }
    }
    findings.sort();
    return findings;
}

QStringList layers(const SourceTree &tree)
{
    static const QRegularExpression kOurs(QStringLiteral("^(core|ui|app|resources|tests)/"));
    static const QRegularExpression kGenerated(QStringLiteral("\\.moc$|^moc_"));
    const LinkTable table = readLinkTable(tree);
    QStringList findings;
    for (const SourceFile &file : tree.files()) {
        if (!isLayered(file)) {
            continue;
        }
        for (const Include &include : includesOf(file.text)) {
            const bool ours = kOurs.match(include.target).hasMatch();
            if (include.quoted && !ours && !kGenerated.match(include.target).hasMatch()) {
                findings +=
                    at(file, include) + QStringLiteral("\"%1\" is not a path from the root").arg(include.target);
            } else if (ours && !table.allows(file.layer(), include.target)) {
                findings +=
                    at(file, include) + QStringLiteral("%1 may not include %2").arg(file.layer(), include.target);
            }
        }
    }
    return findings;
}

QStringList foreignHeaders(const SourceTree &tree)
{
    QStringList findings;
    for (const SourceFile &file : tree.files()) {
        if (!isLayered(file)) {
            continue;
        }
        for (const Include &include : includesOf(file.text)) {
            for (const ForeignLibrary &library : foreignLibraries()) {
                if (library.header.match(include.target).hasMatch() && !library.isAllowedIn(file.layer())) {
                    findings +=
                        at(file, include) +
                        QStringLiteral("%1 may not see %2 (%3)").arg(file.layer(), library.what, include.target);
                    break;
                }
            }
        }
    }
    return findings;
}

} // namespace iso::lint
