#pragma once

#include "core/problems/problem.h"

#include <QWidget>

class QAction;
class QLabel;

namespace iso::panels
{

/// All that is known of one problem, and what can be done about it from here. GUI thread.
class ProblemDetails final : public QWidget
{
    Q_OBJECT

public:
    /// The actions become buttons.
    ProblemDetails(const std::vector<QAction *> &actions, QWidget *parent = nullptr);

    /// Null: none is chosen.
    void setProblem(const problems::ProblemPtr &problem, bool hasEnded);

private:
    QLabel *m_text;
    QLabel *m_meaning;
    QLabel *m_facts;
    QLabel *m_seen;
    QWidget *m_buttons;
};

} // namespace iso::panels
