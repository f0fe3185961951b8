#include "ui/dialogs/receipt_view.h"

#include "ui/bridge/value_text.h"

#include <QHeaderView>
#include <QVBoxLayout>

namespace iso::dialogs
{

ReceiptView::ReceiptView(const theme::Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_model(new ReceiptModel(this))
    , m_summary(new QLabel(this))
    , m_table(new QTableView(this))
{
    m_summary->setProperty("role", QStringLiteral("strong"));
    m_summary->setWordWrap(true);

    auto *delegate = new models::CommandStateDelegate(this);
    delegate->setTheme(theme);
    m_table->setModel(m_model);
    m_table->setItemDelegateForColumn(ReceiptModel::StateColumn, delegate);
    m_table->setAccessibleName(tr("Receipts, one row for each node"));
    m_table->setShowGrid(false);
    m_table->setAlternatingRowColors(true);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setTabKeyNavigation(false);
    m_table->setWordWrap(false);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    m_table->verticalHeader()->setDefaultSectionSize(26);
    QHeaderView *header = m_table->horizontalHeader();
    header->setHighlightSections(false);
    header->setSectionResizeMode(QHeaderView::Interactive);
    header->setSectionResizeMode(ReceiptModel::MessageColumn, QHeaderView::Stretch);
    constexpr int kTimeWidth = 88;
    m_table->setColumnWidth(ReceiptModel::NodeColumn, 120);
    m_table->setColumnWidth(ReceiptModel::StateColumn, 150);
    for (const int column : {ReceiptModel::SentColumn, ReceiptModel::ReceivedColumn, ReceiptModel::AcceptedColumn,
                             ReceiptModel::EndColumn}) {
        m_table->setColumnWidth(column, kTimeWidth);
    }

    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    layout->addWidget(m_summary);
    layout->addWidget(m_table, 1);
}

void ReceiptView::setCommands(const std::vector<NodeId> &nodes, const std::vector<CommandId> &ids)
{
    m_model->setCommands(nodes, ids);
    showSummary();
}

void ReceiptView::update(const commands::CommandList &list)
{
    m_model->update(list);
    showSummary();
}

void ReceiptView::showSummary()
{
    const ReceiptModel::Counts counts = m_model->counts();
    QStringList parts;
    parts.append(tr("%1 of %2 verified").arg(bridge::grouped(counts.verified), bridge::grouped(counts.total)));
    if (counts.refused > 0) {
        parts.append(tr("%1 not done").arg(bridge::grouped(counts.refused)));
    }
    if (counts.unknown > 0) {
        parts.append(tr("%1 unknown: no answer in time, it may have happened").arg(bridge::grouped(counts.unknown)));
    }
    if (counts.open() > 0) {
        parts.append(tr("%1 under way").arg(bridge::grouped(counts.open())));
    }
    if (const QString text = parts.join(QStringLiteral(" \u00b7 ")); text != m_summary->text()) {
        m_summary->setText(text);
    }
}

} // namespace iso::dialogs
