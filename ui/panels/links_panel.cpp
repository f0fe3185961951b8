#include "ui/panels/links_panel.h"

#include "ui/bridge/enrolment_text.h"
#include "ui/widgets/elided_label.h"

#include <QGridLayout>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QStyle>
#include <QTableWidget>
#include <QVBoxLayout>
#include <numeric>

namespace iso::panels
{

namespace
{

std::uint64_t dropped(const fleet::HubHealth &hub)
{
    return hub.historyDropped + hub.liveDropped;
}

/// Numbers that should be 0 are marked when they are not.
void setCount(QLabel *label, std::uint64_t count, bool isFault)
{
    label->setText(bridge::grouped(count));
    const QString tone = isFault && count > 0 ? QStringLiteral("over") : QString();
    if (label->property("tone").toString() != tone) {
        label->setProperty("tone", tone);
        label->style()->unpolish(label);
        label->style()->polish(label);
    }
}

constexpr int kFirstBytesColumn = 3;
constexpr int kRefusalColumns = 5;

/// "7b 22 61": the bytes apart, to be read.
QString spaced(const QString &hex)
{
    QString text;
    for (qsizetype i = 0; i < hex.size(); i += 2) {
        text += (i == 0 ? QString() : QStringLiteral(" ")) + hex.mid(i, 2);
    }
    return text;
}

} // namespace

QString refusalText(std::size_t reason)
{
    // In the order of wire::RefusalReason.
    switch (reason) {
    case 0:
        return LinksPanel::tr("too large");
    case 1:
        return LinksPanel::tr("malformed");
    case 2:
        return LinksPanel::tr("wrong version");
    case 3:
        return LinksPanel::tr("no payload");
    case 4:
        return LinksPanel::tr("bad identity");
    case 5:
        return LinksPanel::tr("bad topic");
    case 6:
        return LinksPanel::tr("bad text");
    case 7:
        return LinksPanel::tr("bad number");
    case 8:
        return LinksPanel::tr("bad enumeration");
    case 9:
        return LinksPanel::tr("too many");
    case 10:
        return LinksPanel::tr("bad histogram");
    case 11:
        return LinksPanel::tr("wrong direction");
    case 12:
        return LinksPanel::tr("time out of range");
    case 13:
        return LinksPanel::tr("not the owner");
    case 14:
        return LinksPanel::tr("rate limited");
    case 15:
        return LinksPanel::tr("fleet full");
    case 16:
        return LinksPanel::tr("not approved");
    default:
        return LinksPanel::tr("other");
    }
}

LinksPanel::LinksPanel(QWidget *parent)
    : QWidget(parent)
    , m_table(new QTableWidget(this))
{
    setAccessibleName(tr("Links"));
    makeTable();
    auto *right = new QVBoxLayout;
    right->setContentsMargins(0, 8, 0, 0);
    right->setSpacing(4);
    m_refusedHead = new widgets::ElidedLabel(this);
    m_refusedHead->setContentsMargins(6, 0, 0, 0);
    right->addWidget(m_refusedHead);
    right->addWidget(m_table, 1);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(16, 0, 0, 0);
    row->setSpacing(24);
    row->addWidget(makeFigures());
    row->addLayout(right, 1);
    setHub({});
    setNetwork(std::make_shared<session::NetworkStatus>());
}

QWidget *LinksPanel::makeFigures()
{
    const std::array<QString, FigureCount> titles = {
        tr("Telemetry"),     tr("Control"),     tr("Telemetry, encrypted"), tr("Control, encrypted"), tr("Messages"),
        tr("Samples"),       tr("Stored"),      tr("Backfilled"),           tr("Duplicates"),         tr("Missing"),
        tr("Lost for ever"), tr("Dropped here")};
    const std::array<QString, FigureCount> tips = {
        tr("Where nodes of this machine publish to"),
        tr("Where nodes of this machine connect for commands, heartbeats and clock"),
        tr("Where nodes of other machines publish to, by key"),
        tr("Where nodes of other machines connect, by key"),
        tr("Messages received on both sockets in a second"),
        tr("Live samples accepted"),
        tr("Samples that survive a crash"),
        tr("Samples that came later, out of a node's memory"),
        tr("Messages that had been received before"),
        tr("Samples not received yet; they are asked for again"),
        tr("Samples that no node has any more"),
        tr("Did not fit the queues to history or to the screen")};
    auto *box = new QWidget(this);
    auto *grid = new QGridLayout(box);
    grid->setContentsMargins(0, 8, 0, 8);
    grid->setHorizontalSpacing(16);
    grid->setVerticalSpacing(4);
    constexpr int kRows = 4;
    for (int i = 0; i < FigureCount; ++i) {
        const auto figure = static_cast<std::size_t>(i);
        auto *title = new QLabel(titles[figure], box);
        title->setProperty("role", QStringLiteral("muted"));
        m_figures[figure] = new widgets::ElidedLabel(box);
        m_figures[figure]->setToolTip(tips[figure]);
        m_figures[figure]->setAccessibleName(titles[figure]);
        m_figures[figure]->setMinimumWidth(i < kRows ? 140 : 64);
        const bool isAddress = i <= EncryptedControl;
        m_figures[figure]->setAlignment(isAddress ? Qt::AlignLeft : Qt::AlignRight);
        if (isAddress) {
            m_figures[figure]->setTextInteractionFlags(Qt::TextSelectableByMouse);
        }
        grid->addWidget(title, i % kRows, i / kRows * 2);
        grid->addWidget(m_figures[figure], i % kRows, i / kRows * 2 + 1);
    }
    m_network = new QLabel(box);
    m_network->setProperty("role", QStringLiteral("error"));
    m_network->setTextFormat(Qt::PlainText);
    m_network->setWordWrap(true);
    m_network->setAccessibleName(tr("Nodes from the network"));
    grid->addWidget(m_network, kRows, 0, 1, 6);
    grid->setRowStretch(kRows + 1, 1);
    return box;
}

void LinksPanel::makeTable()
{
    m_table->setColumnCount(kRefusalColumns);
    m_table->setHorizontalHeaderLabels(
        {tr("Time (UTC)"), tr("Node, as claimed"), tr("Reason"), tr("First bytes"), tr("Detail")});
    m_table->setAccessibleName(tr("Refused messages"));
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    m_table->verticalHeader()->setDefaultSectionSize(24);
    m_table->setShowGrid(false);
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    QHeaderView *header = m_table->horizontalHeader();
    header->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    header->setHighlightSections(false);
    header->resizeSection(0, 90);
    header->resizeSection(1, 140);
    header->resizeSection(2, 120);
    header->resizeSection(kFirstBytesColumn, 150);
    header->setStretchLastSection(true);
}

void LinksPanel::setNetwork(const session::NetworkStatusPtr &network)
{
    const auto address = [&network](const std::string &endpoint) {
        return network->isListening ? bridge::toQString(endpoint) : network->isWanted ? tr("not listening") : tr("off");
    };
    m_figures[EncryptedTelemetry]->setText(address(network->telemetry));
    m_figures[EncryptedControl]->setText(address(network->control));
    const bridge::NetworkText text = bridge::networkText(*network);
    m_network->setText(text.text);
    m_network->setVisible(text.tone == bridge::Tone::Bad);
}

void LinksPanel::setHub(const fleet::HubHealth &hub)
{
    const auto address = [](const std::string &endpoint) {
        return endpoint.empty() ? tr("not listening") : bridge::toQString(endpoint);
    };
    m_figures[Telemetry]->setText(address(hub.telemetryEndpoint));
    m_figures[Control]->setText(address(hub.controlEndpoint));
    m_figures[Rate]->setText(tr("%1/s", "messages a second").arg(bridge::si(hub.messagesPerSecond)));
    setCount(m_figures[Samples], hub.samples, false);
    setCount(m_figures[Stored], hub.stored, false);
    setCount(m_figures[Backfilled], hub.historical, false);
    setCount(m_figures[Duplicates], hub.duplicates, false);
    setCount(m_figures[Missing], hub.missing, true);
    setCount(m_figures[LostForEver], hub.lostForEver, true);
    setCount(m_figures[Dropped], dropped(hub), true);

    QStringList parts;
    for (std::size_t reason = 0; reason < hub.refused.size(); ++reason) {
        if (hub.refused[reason] > 0) {
            parts << tr("%1 %2", "how many, why").arg(bridge::grouped(hub.refused[reason]), refusalText(reason));
        }
    }
    m_refusedHead->setText(parts.isEmpty() ? tr("No message was refused")
                                           : tr("Refused: %1").arg(parts.join(QStringLiteral(" · "))));
}

void LinksPanel::setRefusals(const std::vector<session::RefusedMessage> &refusals)
{
    const HubTime newest = refusals.empty() ? HubTime() : refusals.front().at;
    m_table->setVisible(!refusals.empty());
    if (newest == m_newest && refusals.size() == m_shown) {
        return;
    }
    // A flood must neither cost frames nor move rows under the pointer.
    constexpr qint64 kRestBetween_ms = 1000;
    const bool isTooSoon = m_shown > 0 && m_sinceShown.isValid() && m_sinceShown.elapsed() < kRestBetween_ms;
    if (isTooSoon || (m_shown > 0 && m_table->viewport()->underMouse())) {
        return;
    }
    m_sinceShown.start();
    m_newest = newest;
    m_shown = refusals.size();
    m_table->setRowCount(static_cast<int>(refusals.size()));
    for (int row = 0; row < m_table->rowCount(); ++row) {
        const session::RefusedMessage &refused = refusals[static_cast<std::size_t>(row)];
        const std::array<QString, kRefusalColumns> cells = {
            bridge::timeOfDay(refused.at),     refused.node.empty() ? tr("unknown") : bridge::toQString(refused.node),
            bridge::toQString(refused.reason), spaced(bridge::toQString(refused.firstBytes)),
            bridge::toQString(refused.detail),
        };
        for (int column = 0; column < kRefusalColumns; ++column) {
            const QString &text = cells[static_cast<std::size_t>(column)];
            auto *item = new QTableWidgetItem(text);
            item->setToolTip(text);
            if (column == kFirstBytesColumn) {
                item->setFont(theme::font(theme::FontRole::Code));
            }
            m_table->setItem(row, column, item);
        }
    }
}

QString LinksPanel::summary(const fleet::HubHealth &hub)
{
    const std::uint64_t refused = std::accumulate(hub.refused.begin(), hub.refused.end(), std::uint64_t{0});
    return tr("%1 messages/s · %2 missing · %3 dropped · %4 refused")
        .arg(bridge::si(hub.messagesPerSecond), bridge::grouped(hub.missing), bridge::grouped(dropped(hub)),
             bridge::grouped(refused));
}

} // namespace iso::panels
