#pragma once

#include "core/problems/problem.h"
#include "ui/theme/theme.h"

#include <QWidget>
#include <vector>

class QAction;
class QStackedWidget;
class QTreeView;

namespace iso::models
{
class ProblemDelegate;
class ProblemModel;
} // namespace iso::models

namespace iso::panels
{

class ProblemDetails;

/// What is wrong, worst first, each problem with its nodes, and what to do about the chosen one. Rows never move under
/// the pointer or while the keyboard is in the list. GUI thread.
class ProblemsPanel final : public QWidget
{
    Q_OBJECT

public:
    explicit ProblemsPanel(const theme::Theme &theme, QWidget *parent = nullptr);

    void setTheme(const theme::Theme &theme);
    void setProblems(const problems::ProblemListPtr &list);

    /// Nothing can be acknowledged from here, and why; empty gives it back.
    void forbidSending(const QString &why);
    /// Puts the keyboard on the worst problem that nobody has acknowledged.
    void reviewWorst();

    [[nodiscard]] QTreeView *tree() const { return m_tree; }
    [[nodiscard]] models::ProblemModel &model() const { return *m_model; }
    [[nodiscard]] const ProblemDetails &details() const { return *m_details; }
    [[nodiscard]] QAction *acknowledgeAction() const { return m_acknowledge; }
    [[nodiscard]] QAction *showNodesAction() const { return m_showNodes; }

Q_SIGNALS:
    void acknowledgeRequested(const iso::problems::ProblemPtr &problem);
    /// Select these and show them.
    void nodesActivated(const std::vector<iso::NodeId> &nodes);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void makeTree();
    [[nodiscard]] QWidget *makeListPage();
    void showCurrent();
    void activate(const QModelIndex &index);
    void acknowledgeCurrent();
    void openMenu(const QPoint &at);

    models::ProblemModel *m_model;
    models::ProblemDelegate *m_delegate;
    QStackedWidget *m_pages;
    QTreeView *m_tree;
    QAction *m_acknowledge;
    QAction *m_showNodes;
    ProblemDetails *m_details = nullptr;
    bool m_isHovered = false;
    QString m_whyNotSent; ///< empty while problems can be acknowledged
};

} // namespace iso::panels
