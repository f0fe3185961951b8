#include "ui/panels/problems_panel.h"

#include "ui/models/problem_delegate.h"
#include "ui/models/problem_model.h"
#include "ui/panels/problem_details.h"
#include "ui/widgets/vertical_scroll_area.h"

#include <QAction>
#include <QEvent>
#include <QHeaderView>
#include <QLabel>
#include <QMenu>
#include <QSplitter>
#include <QStackedWidget>
#include <QTreeView>
#include <QVBoxLayout>
#include <algorithm>

namespace iso::panels
{

using models::ProblemModel;

namespace
{

constexpr int kDetailsWidth = 290; ///< what a line of advice needs to read well

} // namespace

ProblemsPanel::ProblemsPanel(const theme::Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_model(new ProblemModel(this))
    , m_delegate(new models::ProblemDelegate(this))
    , m_pages(new QStackedWidget(this))
    , m_tree(new QTreeView(this))
    , m_acknowledge(new QAction(tr("&Acknowledge…"), this))
    , m_showNodes(new QAction(tr("&Show nodes"), this))
{
    setAccessibleName(tr("Problems"));
    m_acknowledge->setShortcut(QKeySequence(QStringLiteral("A")));
    m_showNodes->setToolTip(tr("Select its nodes and show them on the map (Enter)"));
    for (QAction *action : {m_acknowledge, m_showNodes}) {
        action->setShortcutContext(Qt::WidgetShortcut);
        m_tree->addAction(action);
    }
    connect(m_acknowledge, &QAction::triggered, this, &ProblemsPanel::acknowledgeCurrent);
    connect(m_showNodes, &QAction::triggered, this, [this] { activate(m_tree->currentIndex()); });
    auto *empty = new QLabel(tr("No problems. Nodes that are lost, stalled, overloaded or too slow appear here, with "
                                "what to do about them."),
                             this);
    empty->setProperty("role", QStringLiteral("muted"));
    empty->setAlignment(Qt::AlignCenter);
    empty->setWordWrap(true);
    makeTree();
    m_pages->addWidget(empty);
    m_pages->addWidget(makeListPage());
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_pages);
    setTheme(theme);
    showCurrent();
}

void ProblemsPanel::makeTree()
{
    m_tree->setModel(m_model);
    m_tree->setItemDelegate(m_delegate);
    m_tree->setAccessibleName(tr("Problems, worst first"));
    m_tree->setAlternatingRowColors(true);
    m_tree->setUniformRowHeights(true);
    m_tree->setAllColumnsShowFocus(true);
    m_tree->setExpandsOnDoubleClick(false);
    m_tree->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_tree->setSelectionMode(QAbstractItemView::SingleSelection);
    m_tree->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_tree->setContextMenuPolicy(Qt::CustomContextMenu);
    m_tree->setIndentation(16);
    m_tree->setTextElideMode(Qt::ElideRight);
    QHeaderView *header = m_tree->header();
    header->setHighlightSections(false);
    header->setStretchLastSection(false);
    header->setSectionsMovable(false);
    header->setSectionResizeMode(QHeaderView::Interactive);
    header->setSectionResizeMode(ProblemModel::AdviceColumn, QHeaderView::Stretch);
    m_tree->setColumnWidth(ProblemModel::SeverityColumn, 52);
    m_tree->setColumnWidth(ProblemModel::SinceColumn, 72);
    m_tree->setColumnWidth(ProblemModel::WhereColumn, 130);
    m_tree->setColumnWidth(ProblemModel::TextColumn, 360);
    m_tree->setColumnWidth(ProblemModel::StateColumn, 84);
    m_tree->setColumnWidth(ProblemModel::ActionColumn, 90);
    m_tree->viewport()->installEventFilter(this);
    m_tree->installEventFilter(this);
    connect(m_tree->selectionModel(), &QItemSelectionModel::currentRowChanged, this, &ProblemsPanel::showCurrent);
    connect(m_tree, &QTreeView::clicked, this, [this](const QModelIndex &index) {
        if (index.column() == ProblemModel::ActionColumn && !index.data().toString().isEmpty()) {
            acknowledgeCurrent();
        }
    });
    connect(m_tree, &QTreeView::activated, this, &ProblemsPanel::activate);
    connect(m_tree, &QTreeView::customContextMenuRequested, this, &ProblemsPanel::openMenu);
}

QWidget *ProblemsPanel::makeListPage()
{
    m_details = new ProblemDetails({m_acknowledge, m_showNodes});
    auto *scroll = new widgets::VerticalScrollArea(m_details, this);
    m_details->setMinimumWidth(kDetailsWidth);
    auto *splitter = new QSplitter(Qt::Horizontal, this);
    splitter->addWidget(m_tree);
    splitter->addWidget(scroll);
    splitter->setStretchFactor(0, 4);
    splitter->setStretchFactor(1, 1);
    splitter->setSizes({1100, 360});
    splitter->setChildrenCollapsible(false);
    return splitter;
}

void ProblemsPanel::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    // Where there is little room the text counts more: the button stands beside the list, too.
    constexpr int kWide = 1500;
    m_tree->setColumnHidden(ProblemModel::ActionColumn, width() < kWide);
    // What is wrong comes before what to do about it.
    constexpr int kLeastText = 240;
    constexpr int kMostText = 440;
    m_tree->setColumnWidth(ProblemModel::TextColumn, std::clamp(width() / 4, kLeastText, kMostText));
}

void ProblemsPanel::setTheme(const theme::Theme &theme)
{
    m_delegate->setTheme(theme);
    m_tree->viewport()->update();
}

void ProblemsPanel::setProblems(const problems::ProblemListPtr &list)
{
    m_model->setProblems(list);
    m_pages->setCurrentIndex(m_model->rowCount() > 0 ? 1 : 0);
    showCurrent();
}

void ProblemsPanel::forbidSending(const QString &why)
{
    m_whyNotSent = why;
    showCurrent();
}

void ProblemsPanel::showCurrent()
{
    const QModelIndex index = m_tree->currentIndex();
    const problems::ProblemPtr problem = m_model->problemAt(index);
    const bool hasEnded = m_model->hasEnded(index);
    m_acknowledge->setEnabled(problem != nullptr && !hasEnded && m_whyNotSent.isEmpty());
    m_acknowledge->setToolTip(m_whyNotSent.isEmpty() ? tr("Say that you have seen it, with a note for the ledger (A)")
                                                     : m_whyNotSent);
    m_acknowledge->setText(problem && problem->acknowledgement ? tr("&Acknowledge again…") : tr("&Acknowledge…"));
    m_showNodes->setEnabled(problem != nullptr && !problem->nodes.empty());
    m_details->setProblem(problem, hasEnded);
}

void ProblemsPanel::activate(const QModelIndex &index)
{
    const std::vector<NodeId> nodes = m_model->nodesAt(index);
    if (!nodes.empty()) {
        Q_EMIT nodesActivated(nodes);
    }
}

void ProblemsPanel::acknowledgeCurrent()
{
    if (const problems::ProblemPtr problem = m_model->problemAt(m_tree->currentIndex())) {
        Q_EMIT acknowledgeRequested(problem);
    }
}

void ProblemsPanel::reviewWorst()
{
    m_model->setOrderFrozen(false);
    int chosen = 0;
    for (int row = m_model->rowCount() - 1; row >= 0; --row) {
        if (!m_model->problemAt(m_model->index(row, 0))->acknowledgement) {
            chosen = row;
        }
    }
    if (m_model->rowCount() > 0) {
        m_tree->setCurrentIndex(m_model->index(chosen, 0));
    }
    m_tree->setFocus();
}

void ProblemsPanel::openMenu(const QPoint &at)
{
    if (!m_tree->currentIndex().isValid()) {
        return;
    }
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->setToolTipsVisible(true);
    menu->addActions({m_acknowledge, m_showNodes});
    menu->popup(m_tree->viewport()->mapToGlobal(at));
}

bool ProblemsPanel::eventFilter(QObject *watched, QEvent *event)
{
    const QEvent::Type type = event->type();
    if (watched == m_tree->viewport() && (type == QEvent::Enter || type == QEvent::Leave)) {
        m_isHovered = type == QEvent::Enter;
    } else if (watched != m_tree || (type != QEvent::FocusIn && type != QEvent::FocusOut)) {
        return QWidget::eventFilter(watched, event);
    }
    const bool hasKeyboard = type == QEvent::FocusIn || (type != QEvent::FocusOut && m_tree->hasFocus());
    m_model->setOrderFrozen(m_isHovered || hasKeyboard);
    showCurrent();
    return QWidget::eventFilter(watched, event);
}

} // namespace iso::panels
