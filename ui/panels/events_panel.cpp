#include "ui/panels/events_panel.h"

#include "ui/models/event_delegate.h"
#include "ui/models/event_model.h"

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QEvent>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QMessageBox>
#include <QPushButton>
#include <QSaveFile>
#include <QTableView>
#include <QVBoxLayout>
#include <algorithm>

namespace iso::panels
{

using models::EventModel;

EventsPanel::EventsPanel(const theme::Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_model(new EventModel(this))
    , m_delegate(new models::EventDelegate(this))
    , m_table(new QTableView(this))
    , m_group(new QComboBox(this))
    , m_words(new QLineEdit(this))
    , m_more(new QPushButton(this))
    , m_empty(new QLabel(this))
    , m_list(std::make_shared<const events::EventList>())
{
    setAccessibleName(tr("Events"));
    makeTable();
    m_empty->setProperty("role", QStringLiteral("muted"));
    m_empty->setAlignment(Qt::AlignCenter);
    m_empty->setWordWrap(true);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(makeBar());
    layout->addWidget(m_table, 1);
    layout->addWidget(m_empty, 1);
    setTheme(theme);
    showState();
}

QWidget *EventsPanel::makeBar()
{
    auto *bar = new QWidget(this);
    for (int group = 0; group < EventModel::GroupCount; ++group) {
        m_group->addItem(EventModel::groupText(static_cast<EventModel::Group>(group)));
    }
    m_group->setAccessibleName(tr("Kind of events"));
    m_group->setToolTip(tr("Show only events of this kind"));
    m_words->setPlaceholderText(tr("node or words"));
    m_words->setClearButtonEnabled(true);
    m_words->setAccessibleName(tr("Find events"));
    m_words->setToolTip(tr("Show only events whose node or text has these words"));
    m_words->setMaximumWidth(260);
    m_more->setProperty("role", QStringLiteral("link"));
    m_more->hide();
    auto *save = new QPushButton(tr("Export CSV…"), bar);
    save->setProperty("role", QStringLiteral("link"));
    save->setToolTip(tr("Write the events that are shown into a file"));
    auto *row = new QHBoxLayout(bar);
    row->setContentsMargins(12, 4, 8, 4);
    row->setSpacing(8);
    row->addWidget(m_group);
    row->addWidget(m_words, 1);
    row->addWidget(m_more);
    row->addStretch(1);
    row->addWidget(save);
    connect(m_group, &QComboBox::currentIndexChanged, this, [this](int group) {
        m_model->setGroup(static_cast<EventModel::Group>(group));
        showState();
    });
    connect(m_words, &QLineEdit::textChanged, this, [this](const QString &words) {
        m_model->setWords(words);
        showState();
    });
    connect(m_more, &QPushButton::clicked, this, [this] {
        m_model->setFrozen(false);
        m_table->scrollToTop();
        showState();
    });
    connect(save, &QPushButton::clicked, this, &EventsPanel::askForFile);
    return bar;
}

void EventsPanel::makeTable()
{
    m_table->setModel(m_model);
    m_table->setItemDelegate(m_delegate);
    m_table->setAccessibleName(tr("Events, newest first"));
    m_table->setShowGrid(false);
    m_table->setAlternatingRowColors(true);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setContextMenuPolicy(Qt::CustomContextMenu);
    m_table->setTabKeyNavigation(false);
    m_table->setWordWrap(false);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    m_table->verticalHeader()->setDefaultSectionSize(24);
    QHeaderView *header = m_table->horizontalHeader();
    header->setHighlightSections(false);
    header->setSectionResizeMode(EventModel::TextColumn, QHeaderView::Stretch);
    m_table->setColumnWidth(EventModel::TimeColumn, 84);
    m_table->setColumnWidth(EventModel::KindColumn, 130);
    m_table->setColumnWidth(EventModel::NodeColumn, 150);
    m_table->viewport()->installEventFilter(this);
    m_table->installEventFilter(this);
    connect(m_table, &QTableView::customContextMenuRequested, this, &EventsPanel::openMenu);
    // A click is enough here, as on the map: an event is a way to its node.
    const auto activate = [this](const QModelIndex &index) {
        if (const events::EventPtr event = m_model->eventAt(index); event && !event->node.isEmpty()) {
            Q_EMIT nodeActivated(event->node);
        }
    };
    connect(m_table, &QTableView::clicked, this, [this, activate](const QModelIndex &index) {
        // Who chooses several rows wants to copy them.
        if (QApplication::keyboardModifiers() == Qt::NoModifier &&
            m_table->selectionModel()->selectedRows().size() == 1) {
            activate(index);
        }
    });
    connect(m_table, &QTableView::activated, this, activate);
}

void EventsPanel::setTheme(const theme::Theme &theme)
{
    m_delegate->setTheme(theme);
    m_table->viewport()->update();
}

void EventsPanel::setEvents(const events::EventListPtr &list)
{
    m_list = list;
    m_model->setEvents(list);
    showState();
}

void EventsPanel::showState()
{
    const bool hasRows = m_model->rowCount() > 0;
    m_table->setVisible(hasRows);
    m_empty->setVisible(!hasRows);
    m_empty->setText(m_list->events.empty()
                         ? tr("Nothing has happened yet. Births, changes, links, commands and problems appear here.")
                         : tr("No event matches. Choose all kinds or other words."));
    m_more->setText(tr("%1 new").arg(m_model->waitingCount()));
    m_more->setVisible(m_model->waitingCount() > 0);
}

void EventsPanel::copySelected() const
{
    QModelIndexList rows = m_table->selectionModel()->selectedRows();
    std::sort(rows.begin(), rows.end());
    if (!rows.isEmpty()) {
        QApplication::clipboard()->setText(m_model->csv(rows));
    }
}

bool EventsPanel::exportTo(const QString &file) const
{
    QSaveFile out(file);
    return out.open(QIODevice::WriteOnly) && out.write(m_model->csv().toUtf8()) >= 0 && out.commit();
}

void EventsPanel::askForFile()
{
    const QString file =
        QFileDialog::getSaveFileName(this, tr("Export events"), QStringLiteral("events.csv"), tr("CSV (*.csv)"));
    if (!file.isEmpty() && !exportTo(file)) {
        QMessageBox::warning(this, tr("Export events"), tr("%1 cannot be written.").arg(file));
    }
}

void EventsPanel::openMenu(const QPoint &at)
{
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addActions(m_table->actions());
    menu->popup(m_table->viewport()->mapToGlobal(at));
}

bool EventsPanel::takesCopyKey(QEvent *event) const
{
    // The window has an action with the same shortcut, for nodes. Here it means the chosen events.
    if (event->type() != QEvent::ShortcutOverride && event->type() != QEvent::KeyPress) {
        return false;
    }
    if (!static_cast<QKeyEvent *>(event)->matches(QKeySequence::Copy)) {
        return false;
    }
    if (event->type() == QEvent::KeyPress) {
        copySelected();
    }
    event->accept();
    return true;
}

bool EventsPanel::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_table && takesCopyKey(event)) {
        return true;
    }
    if (watched == m_table->viewport() && (event->type() == QEvent::Enter || event->type() == QEvent::Leave)) {
        m_model->setFrozen(event->type() == QEvent::Enter);
        showState();
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace iso::panels
