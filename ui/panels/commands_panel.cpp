#include "ui/panels/commands_panel.h"

#include "ui/bridge/value_text.h"
#include "ui/models/command_model.h"
#include "ui/models/command_state_delegate.h"
#include "ui/panels/command_details.h"
#include "ui/widgets/vertical_scroll_area.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollBar>
#include <QSplitter>
#include <QStackedWidget>
#include <QTableView>
#include <QVBoxLayout>
#include <algorithm>
#include <iterator>

namespace iso::panels
{

using models::CommandModel;

CommandsPanel::CommandsPanel(const theme::Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_all(std::make_shared<commands::CommandList>())
    , m_list(m_all)
    , m_model(new CommandModel(this))
    , m_delegate(new models::CommandStateDelegate(this))
    , m_pages(new QStackedWidget(this))
    , m_search(new QLineEdit(this))
    , m_found(new QLabel(this))
    , m_table(new QTableView(this))
    , m_more(new QPushButton(this))
    , m_details(new CommandDetails(theme, this))
{
    setAccessibleName(tr("Commands"));
    auto *empty = new QLabel(
        tr("No commands yet. Choose nodes on the map or in the fleet list, then a command in the inspector."), this);
    empty->setProperty("role", QStringLiteral("muted"));
    empty->setAlignment(Qt::AlignCenter);
    empty->setWordWrap(true);
    makeTable();

    m_more->setProperty("role", QStringLiteral("link"));
    m_more->hide();
    connect(m_more, &QPushButton::clicked, this, [this] {
        apply(true);
        m_table->scrollToTop();
    });
    m_search->setPlaceholderText(tr("Search node, command, state, person, reason"));
    m_search->setAccessibleName(tr("Search commands"));
    m_search->setClearButtonEnabled(true);
    m_search->setMaximumWidth(360);
    m_found->setProperty("role", QStringLiteral("muted"));
    connect(m_search, &QLineEdit::textChanged, this, &CommandsPanel::search);
    auto *searchRow = new QHBoxLayout;
    searchRow->setContentsMargins(8, 4, 8, 4);
    searchRow->setSpacing(8);
    searchRow->addWidget(m_search, 1);
    searchRow->addWidget(m_found);
    searchRow->addStretch(1);
    auto *left = new QWidget(this);
    auto *leftLayout = new QVBoxLayout(left);
    leftLayout->setContentsMargins(0, 0, 0, 0);
    leftLayout->setSpacing(0);
    leftLayout->addLayout(searchRow);
    leftLayout->addWidget(m_table, 1);
    leftLayout->addWidget(m_more, 0, Qt::AlignLeft);

    auto *scroll = new widgets::VerticalScrollArea(m_details, this);

    auto *splitter = new QSplitter(Qt::Horizontal, this);
    splitter->addWidget(left);
    splitter->addWidget(scroll);
    splitter->setStretchFactor(0, 3);
    splitter->setStretchFactor(1, 1);
    splitter->setSizes({1000, 400});
    splitter->setChildrenCollapsible(false);
    m_pages->addWidget(empty);
    m_pages->addWidget(splitter);

    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_pages);
    connect(m_details, &CommandDetails::cancelRequested, this, &CommandsPanel::cancelRequested);
    setTheme(theme);
}

void CommandsPanel::makeTable()
{
    m_table->setModel(m_model);
    m_table->setItemDelegateForColumn(CommandModel::StateColumn, m_delegate);
    m_table->setAccessibleName(tr("Commands, newest first"));
    m_table->setShowGrid(false);
    m_table->setAlternatingRowColors(true);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setVerticalScrollMode(QAbstractItemView::ScrollPerItem);
    m_table->setTabKeyNavigation(false);
    m_table->setWordWrap(false);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    m_table->verticalHeader()->setDefaultSectionSize(26);
    QHeaderView *header = m_table->horizontalHeader();
    header->setHighlightSections(false);
    header->setSectionResizeMode(QHeaderView::Interactive);
    header->setSectionResizeMode(CommandModel::MessageColumn, QHeaderView::Stretch);
    m_table->setColumnWidth(CommandModel::TimeColumn, 84);
    m_table->setColumnWidth(CommandModel::NodeColumn, 130);
    m_table->setColumnWidth(CommandModel::CommandColumn, 190);
    m_table->setColumnWidth(CommandModel::StateColumn, 160);
    m_table->setColumnWidth(CommandModel::IssuerColumn, 90);
    m_table->viewport()->installEventFilter(this);

    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, &CommandsPanel::showDetails);
    connect(m_model, &QAbstractItemModel::dataChanged, this, &CommandsPanel::showDetails);
    connect(m_model, &QAbstractItemModel::modelReset, this, &CommandsPanel::showDetails);
    connect(m_table, &QTableView::doubleClicked, this, [this](const QModelIndex &index) {
        if (const auto record = m_model->commandAt(index)) {
            Q_EMIT nodeActivated(record->node);
        }
    });
    // Who has scrolled down keeps what is in view: new rows come in above it.
    connect(m_model, &QAbstractItemModel::rowsInserted, this, [this](const QModelIndex &, int first, int last) {
        QScrollBar *bar = m_table->verticalScrollBar();
        if (first <= bar->value() && bar->value() > 0) {
            const int value = bar->value() + last - first + 1;
            m_table->doItemsLayout(); // or the bar does not know of the new rows yet
            bar->setValue(value);
        }
    });
}

void CommandsPanel::setTheme(const theme::Theme &theme)
{
    m_delegate->setTheme(theme);
    m_details->setTheme(theme);
    m_table->viewport()->update();
}

void CommandsPanel::setCommands(const std::shared_ptr<const commands::CommandList> &list)
{
    m_all = list;
    m_list = list;
    if (!m_search->text().isEmpty()) {
        auto found = std::make_shared<commands::CommandList>();
        found->number = list->number;
        std::copy_if(list->commands.begin(), list->commands.end(), std::back_inserter(found->commands),
                     [this](const auto &record) { return models::matchesWords(*record, m_search->text()); });
        m_list = found;
    }
    m_found->setText(
        m_search->text().isEmpty()
            ? QString()
            : tr("%1 of %2").arg(bridge::grouped(m_list->commands.size()), bridge::grouped(m_all->commands.size())));
    apply(!m_isHovered);
}

void CommandsPanel::search()
{
    // What is typed is asked for, so rows may come and go at once.
    setCommands(m_all);
    apply(true);
}

std::size_t CommandsPanel::newInFront() const
{
    const commands::CommandRecordPtr first = m_model->commandAt(m_model->index(0, 0));
    if (!first) {
        return 0; // an empty list has nothing that could move
    }
    std::size_t count = 0;
    for (const commands::CommandRecordPtr &record : m_list->commands) {
        if (record->id == first->id) {
            return count;
        }
        ++count;
    }
    return 0;
}

void CommandsPanel::apply(bool all)
{
    m_waiting = all ? 0 : newInFront();
    if (m_waiting == 0) {
        m_model->setCommands(m_list);
    } else {
        // Steps of the rows in view are shown at once; only rows that would move them wait.
        auto held = std::make_shared<commands::CommandList>();
        held->number = m_list->number;
        held->commands.assign(m_list->commands.begin() + static_cast<std::ptrdiff_t>(m_waiting),
                              m_list->commands.end());
        m_model->setCommands(held);
    }
    m_more->setText(tr("%1 new").arg(m_waiting));
    m_more->setVisible(m_waiting > 0);
    m_pages->setCurrentIndex(m_all->commands.empty() ? 0 : 1);
    const int running = models::runningCount(*m_all);
    if (running != m_running) {
        m_running = running;
        Q_EMIT runningCountChanged(running);
    }
}

void CommandsPanel::forbidSending(const QString &why)
{
    m_details->forbidSending(why);
}

int CommandsPanel::runningCount() const
{
    return m_running;
}

void CommandsPanel::showDetails()
{
    m_details->setCommand(m_model->commandAt(m_table->currentIndex()));
}

bool CommandsPanel::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_table->viewport()) {
        if (event->type() == QEvent::Enter) {
            m_isHovered = true;
        } else if (event->type() == QEvent::Leave) {
            m_isHovered = false;
            apply(true);
        }
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace iso::panels
