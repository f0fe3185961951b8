#include "ui/panels/problem_details.h"

#include "ui/bridge/value_text.h"

#include <QAction>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace iso::panels
{

using bridge::toQString;
using problems::Problem;

namespace
{

QString factsText(const Problem &problem, bool hasEnded)
{
    QStringList facts = {toQString(problem.where)};
    if (!problem.region.empty() && problem.region != problem.where) {
        facts << toQString(problem.region);
    }
    if (!problem.nodes.empty()) {
        facts << (problem.nodes.size() == 1 ? ProblemDetails::tr("1 node")
                                            : ProblemDetails::tr("%1 nodes").arg(problem.nodes.size()));
    }
    facts << ProblemDetails::tr("since %1").arg(bridge::dateAndTime(problem.since));
    if (hasEnded) {
        facts << ProblemDetails::tr("ended");
    }
    return facts.join(QStringLiteral(" · "));
}

QString seenText(const Problem &problem)
{
    if (!problem.acknowledgement) {
        return ProblemDetails::tr("Not acknowledged.");
    }
    const problems::Acknowledgement &seen = *problem.acknowledgement;
    const QString who =
        ProblemDetails::tr("Acknowledged by %1, %2.").arg(toQString(seen.by), bridge::dateAndTime(seen.at));
    return seen.note.empty() ? who
                             : ProblemDetails::tr("%1 %2", "who acknowledged, the note").arg(who, toQString(seen.note));
}

} // namespace

ProblemDetails::ProblemDetails(const std::vector<QAction *> &actions, QWidget *parent)
    : QWidget(parent)
    , m_text(new QLabel(this))
    , m_meaning(new QLabel(this))
    , m_facts(new QLabel(this))
    , m_seen(new QLabel(this))
    , m_buttons(new QWidget(this))
{
    m_text->setProperty("role", QStringLiteral("strong"));
    m_facts->setProperty("role", QStringLiteral("muted"));
    m_seen->setProperty("role", QStringLiteral("muted"));
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(14, 8, 14, 8);
    column->setSpacing(5);
    for (QLabel *label : {m_text, m_meaning, m_facts, m_seen}) {
        label->setTextFormat(Qt::PlainText);
        label->setWordWrap(true);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    }
    // What to do, and the buttons for it, are in sight also where the panel is low.
    column->addWidget(m_text);
    column->addWidget(m_meaning);
    column->addWidget(m_buttons);
    column->addWidget(m_facts);
    column->addWidget(m_seen);
    column->addStretch(1);
    auto *row = new QHBoxLayout(m_buttons);
    row->setContentsMargins(0, 2, 0, 2);
    row->setSpacing(6);
    for (QAction *action : actions) {
        auto *button = new QPushButton(action->text(), m_buttons);
        button->setToolTip(action->toolTip());
        button->setEnabled(action->isEnabled());
        connect(button, &QPushButton::clicked, action, &QAction::trigger);
        connect(action, &QAction::changed, button, [button, action] {
            button->setText(action->text());
            button->setEnabled(action->isEnabled());
            button->setToolTip(action->toolTip());
        });
        row->addWidget(button);
    }
    row->addStretch(1);
    setProblem(nullptr, false);
}

void ProblemDetails::setProblem(const problems::ProblemPtr &problem, bool hasEnded)
{
    for (QLabel *label : {m_meaning, m_facts, m_seen}) {
        label->setVisible(problem != nullptr);
    }
    m_buttons->setVisible(problem != nullptr);
    if (!problem) {
        m_text->setText(tr("Choose a problem to see what it means and what to do."));
        return;
    }
    m_text->setText(toQString(problem->text));
    m_facts->setText(factsText(*problem, hasEnded));
    m_meaning->setText(
        tr("%1. %2", "the consequence, what to do").arg(toQString(problem->consequence), toQString(problem->advice)));
    m_seen->setText(seenText(*problem));
}

} // namespace iso::panels
