#pragma once

#include "core/commands/command_record.h"
#include "ui/dialogs/receipt_model.h"
#include "ui/models/command_state_delegate.h"
#include "ui/theme/theme.h"

#include <QLabel>
#include <QTableView>
#include <QWidget>

namespace iso::dialogs
{

/// Follows what became of a sent request, node by node. GUI thread.
class ReceiptView final : public QWidget
{
    Q_OBJECT

public:
    explicit ReceiptView(const theme::Theme &theme, QWidget *parent = nullptr);

    void setCommands(const std::vector<NodeId> &nodes, const std::vector<CommandId> &ids);
    void update(const commands::CommandList &list);
    [[nodiscard]] const ReceiptModel &model() const { return *m_model; }
    [[nodiscard]] QString summary() const { return m_summary->text(); }

private:
    void showSummary();

    ReceiptModel *m_model;
    QLabel *m_summary;
    QTableView *m_table;
};

} // namespace iso::dialogs
