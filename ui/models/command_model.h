#pragma once

#include "core/commands/command_record.h"
#include "ui/bridge/node_facts.h"

#include <QAbstractTableModel>
#include <memory>
#include <vector>

namespace iso::models
{

/// The newest commands, newest first, as the ledger has them. GUI thread.
class CommandModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { TimeColumn = 0, NodeColumn, CommandColumn, StateColumn, MessageColumn, IssuerColumn, ColumnCount };
    enum Role {
        CommandIdRole = Qt::UserRole, ///< QString of the UUID
        NodeIdRole,                   ///< QString
        ToneRole,                     ///< int of bridge::Tone: Bad failed, Over rejected, expired or unknown
        PercentRole,                  ///< int 0..100 while it runs and says so, else invalid
        FinalRole,                    ///< bool: its state will not change any more
        StateRole,                    ///< int of commands::CommandState
    };

    explicit CommandModel(QObject *parent = nullptr);

    void setCommands(const std::shared_ptr<const commands::CommandList> &list);
    /// Null for an invalid index.
    [[nodiscard]] commands::CommandRecordPtr commandAt(const QModelIndex &index) const;

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    [[nodiscard]] QString cellText(const commands::CommandRecord &record, int column) const;

    std::vector<commands::CommandRecordPtr> m_rows;
};

/// Every word occurs in its node, command, arguments, state, message, issuer or reason, without regard to case.
bool matchesWords(const commands::CommandRecord &record, const QString &words);
/// "drain", "set-interval interval_ms=1000".
QString commandLine(const commands::CommandRecord &record);
/// The newest message of its steps, with the percentage while it runs: "40 %: 3 requests left".
QString commandMessage(const commands::CommandRecord &record);
/// "12:04:31.120" UTC: when a step was written down; empty for an invalid time.
QString stepTime(HubTime time);
/// Commands that are under way: not final, not unknown.
int runningCount(const commands::CommandList &list);
bridge::Tone commandTone(commands::CommandState state);
bool isFinalState(commands::CommandState state);

} // namespace iso::models
