#pragma once

#include "core/problems/problem.h"

#include <QAbstractItemModel>
#include <memory>
#include <vector>

namespace iso::models
{

/// Problems, worst first, each with its nodes below it. While the order is frozen a problem keeps its row, also when it
/// has ended, and new ones come in at the end. GUI thread.
class ProblemModel : public QAbstractItemModel
{
    Q_OBJECT
public:
    enum Column {
        SeverityColumn = 0,
        SinceColumn,
        WhereColumn,
        TextColumn,
        AdviceColumn,
        StateColumn,
        ActionColumn,
        ColumnCount
    };
    enum Role {
        SeverityRole = Qt::UserRole, ///< int: 1 to 3; 0 for a node
        EndedRole,                   ///< bool: it is over, and only keeps its row
        SeenRole,                    ///< bool: acknowledged
    };

    explicit ProblemModel(QObject *parent = nullptr);
    ~ProblemModel() override;

    void setProblems(const problems::ProblemListPtr &list);
    void setOrderFrozen(bool frozen);

    /// The problem of a row, or the one that a node's row belongs to. Null for an invalid index.
    [[nodiscard]] problems::ProblemPtr problemAt(const QModelIndex &index) const;
    /// The nodes of a problem, or the one node of a node's row.
    [[nodiscard]] std::vector<NodeId> nodesAt(const QModelIndex &index) const;
    [[nodiscard]] bool hasEnded(const QModelIndex &index) const;
    /// Invalid when the problem has no row.
    [[nodiscard]] QModelIndex indexOf(const std::string &problem) const;

    [[nodiscard]] QModelIndex index(int row, int column, const QModelIndex &parent = {}) const override;
    [[nodiscard]] QModelIndex parent(const QModelIndex &index) const override;
    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    struct Row {
        problems::ProblemPtr problem;
        std::vector<NodeId> nodes; ///< as they are shown: while the order is frozen they stay
        bool hasEnded = false;
    };
    using Rows = std::vector<std::unique_ptr<Row>>; ///< indexes of nodes point at their row

    void updateRows();
    void updateNodes(int row);
    void addRows();
    void order();
    [[nodiscard]] int rowOf(const Row *row) const;
    [[nodiscard]] QVariant problemData(const Row &row, int column, int role) const;
    [[nodiscard]] static QString cellText(const Row &row, int column);
    [[nodiscard]] static QString tipFor(const Row &row, int column);

    problems::ProblemListPtr m_list;
    Rows m_rows;
    bool m_isFrozen = false;
};

} // namespace iso::models
