#include "ui/models/fleet_csv.h"

#include <cmath>

namespace iso::models
{

namespace
{

const QByteArray kLineEnd = QByteArrayLiteral("\r\n");

/// Six significant digits are more than any of the figures is good for.
constexpr int kDigits = 6;

void appendText(QByteArray &line, QByteArray text)
{
    // Names come from outside, and a spreadsheet runs what looks like a formula (OWASP, "CSV injection").
    if (!text.isEmpty() && QByteArrayLiteral("=+-@\t\r").contains(text.front())) {
        text.prepend('\'');
    }
    const bool needsQuotes = text.contains(',') || text.contains('"') || text.contains('\n') || text.contains('\r');
    if (needsQuotes) {
        text.replace("\"", "\"\"");
        line += '"' + text + '"';
    } else {
        line += text;
    }
}

void appendText(QByteArray &line, const std::string &text)
{
    appendText(line, QByteArray(text.data(), static_cast<qsizetype>(text.size())));
}

void appendCell(QByteArray &line, const FleetColumnInfo &column, const fleet::NodeSnapshot &node, HubTime now)
{
    if (column.text != nullptr) {
        appendText(line, column.text(node));
        return;
    }
    const double figure = freshFigureOf(column, node, now);
    if (std::isnan(figure)) {
        return;
    }
    if (column.isWord) {
        appendText(line, textOf(column, figure).toUtf8());
    } else {
        line += QByteArray::number(figure * column.exportFactor, 'g', kDigits);
    }
}

bool isExported(const FleetColumnInfo &column)
{
    return column.text != nullptr || column.isFigure();
}

} // namespace

QByteArray fleetCsv(const fleet::FleetSnapshot &snapshot, const std::vector<fleet::NodeIndex> &nodes,
                    const std::vector<FleetColumn> &columns)
{
    QByteArray csv = QByteArrayLiteral("Node,Region,Site");
    for (const FleetColumn column : columns) {
        const FleetColumnInfo &info = infoOf(column);
        if (isExported(info)) {
            csv += ',';
            const QString title = titleOf(info);
            const bool hasUnit = *info.unit != '\0';
            appendText(csv,
                       (hasUnit ? QStringLiteral("%1 (%2)").arg(title, QString::fromUtf8(info.unit)) : title).toUtf8());
        }
    }
    csv += kLineEnd;
    for (const fleet::NodeIndex index : nodes) {
        const fleet::NodeSnapshot &node = *snapshot.nodes[index];
        appendText(csv, node.id().text());
        csv += ',';
        appendText(csv, node.identity->region.text());
        csv += ',';
        appendText(csv, node.identity->site.text());
        for (const FleetColumn column : columns) {
            if (isExported(infoOf(column))) {
                csv += ',';
                appendCell(csv, infoOf(column), node, snapshot.takenAt);
            }
        }
        csv += kLineEnd;
    }
    return csv;
}

} // namespace iso::models
