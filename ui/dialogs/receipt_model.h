#pragma once

#include "core/commands/command_record.h"

#include <QAbstractTableModel>
#include <unordered_map>
#include <vector>

namespace iso::dialogs
{

/// The commands that one request became, one row for each target, in the order of the targets. Rows stay where they are
/// while their states change. GUI thread.
class ReceiptModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column {
        NodeColumn = 0,
        StateColumn,
        MessageColumn,
        SentColumn,
        ReceivedColumn,
        AcceptedColumn,
        EndColumn,
        ColumnCount
    };

    struct Counts {
        std::size_t total = 0;
        std::size_t verified = 0;
        std::size_t refused = 0; ///< rejected, failed, cancelled or expired
        std::size_t unknown = 0;
        [[nodiscard]] std::size_t open() const { return total - verified - refused - unknown; }
    };

    explicit ReceiptModel(QObject *parent = nullptr);

    /// `nodes` and `ids` belong together and are of one length.
    void setCommands(const std::vector<NodeId> &nodes, const std::vector<CommandId> &ids);
    /// Takes the newest records of its commands; others are not looked at.
    void update(const commands::CommandList &list);
    [[nodiscard]] Counts counts() const;
    /// Nothing more can be expected: all final. Unknown ones can still be settled.
    [[nodiscard]] bool isSettled() const;
    /// The nodes where it certainly did not happen: rejected, failed, cancelled or expired. Unknown ones are not among
    /// them.
    [[nodiscard]] std::vector<NodeId> notDone() const;
    /// Null until the list has it.
    [[nodiscard]] commands::CommandRecordPtr recordAt(int row) const;

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    struct Row {
        NodeId node;
        commands::CommandRecordPtr record;
    };

    [[nodiscard]] static QString cellText(const Row &row, int column);

    std::vector<Row> m_rows;
    std::unordered_map<CommandId, int> m_rowOf;
};

} // namespace iso::dialogs
