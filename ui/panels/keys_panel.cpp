#include "ui/panels/keys_panel.h"

#include "ui/bridge/enrolment_text.h"
#include "ui/models/key_state_delegate.h"
#include "ui/panels/key_details.h"
#include "ui/widgets/elided_label.h"
#include "ui/widgets/vertical_scroll_area.h"

#include <QAction>
#include <QEvent>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QSplitter>
#include <QStackedWidget>
#include <QStyle>
#include <QTableView>
#include <QVBoxLayout>

namespace iso::panels
{

using enrolment::KeyKind;
using enrolment::KeyRecord;
using enrolment::KeyState;
using models::KeyModel;

namespace
{

/// What the core would take; it has the last word.
bool isPossible(KeysPanel::Action action, const KeyRecord &key)
{
    using Action = KeysPanel::Action;
    switch (action) {
    case Action::Approve:
        return key.state != KeyState::Approved;
    case Action::Reject:
    case Action::Rekey:
        return key.state == KeyState::Pending;
    case Action::Revoke:
    case Action::Retire:
        return key.state == KeyState::Approved;
    case Action::Move:
        return key.state == KeyState::Approved && key.kind == KeyKind::Node;
    }
    return false;
}

QString actionText(KeysPanel::Action action)
{
    using Action = KeysPanel::Action;
    switch (action) {
    case Action::Approve:
        return KeysPanel::tr("&Approve…");
    case Action::Reject:
        return KeysPanel::tr("Re&ject");
    case Action::Revoke:
        return KeysPanel::tr("Revo&ke…");
    case Action::Retire:
        return KeysPanel::tr("Re&tire…");
    case Action::Move:
        return KeysPanel::tr("&Move…");
    case Action::Rekey:
        return KeysPanel::tr("Re-ke&y…");
    }
    return {};
}

QString actionTip(KeysPanel::Action action)
{
    using Action = KeysPanel::Action;
    switch (action) {
    case Action::Approve:
        return KeysPanel::tr("Let this key in, as a node's or a gateway's");
    case Action::Reject:
        return KeysPanel::tr("Turn this waiting key down: it stays known and is not asked about again");
    case Action::Revoke:
        return KeysPanel::tr("Cut this approved key off at once; it can be approved again");
    case Action::Retire:
        return KeysPanel::tr("Cut this approved key off, and its node is gone for good");
    case Action::Move:
        return KeysPanel::tr("Let this node's key speak for another node from now on");
    case Action::Rekey:
        return KeysPanel::tr("Let this waiting key take over the node of an older key");
    }
    return {};
}

void setRole(QLabel *label, const QString &role)
{
    if (label->property("role").toString() != role) {
        label->setProperty("role", role);
        label->style()->unpolish(label);
        label->style()->polish(label);
    }
}

} // namespace

KeysPanel::KeysPanel(const theme::Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_model(new KeyModel(this))
    , m_delegate(new models::KeyStateDelegate(this))
    , m_pages(new QStackedWidget(this))
    , m_table(new QTableView(this))
    , m_status(std::make_shared<session::NetworkStatus>())
{
    setAccessibleName(tr("Keys"));
    makeActions();
    makeTable();
    m_pages->addWidget(makeEmptyPage());
    m_pages->addWidget(makeListPage());
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_pages);
    setNetwork(m_status);
    setTheme(theme);
    forbidDeciding({});
}

void KeysPanel::makeActions()
{
    for (const Action action : kActions) {
        auto *item = new QAction(actionText(action), this);
        connect(item, &QAction::triggered, this, [this, action] {
            if (const models::KeyRecordPtr key = current()) {
                Q_EMIT decisionRequested(action, key);
            }
        });
        m_actions[static_cast<std::size_t>(action)] = item;
    }
}

void KeysPanel::makeTable()
{
    m_table->setModel(m_model);
    m_table->setItemDelegate(m_delegate);
    m_table->setAccessibleName(tr("Keys, those that wait for a decision first"));
    m_table->setShowGrid(false);
    m_table->setAlternatingRowColors(true);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setVerticalScrollMode(QAbstractItemView::ScrollPerItem);
    m_table->setTabKeyNavigation(false);
    m_table->setWordWrap(false);
    m_table->setContextMenuPolicy(Qt::CustomContextMenu);
    m_table->setSortingEnabled(true);
    m_table->sortByColumn(KeyModel::StateColumn, Qt::AscendingOrder);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    m_table->verticalHeader()->setDefaultSectionSize(26);
    QHeaderView *header = m_table->horizontalHeader();
    header->setHighlightSections(false);
    header->setSectionResizeMode(QHeaderView::Interactive);
    header->setStretchLastSection(true);
    for (const auto &[column, width] :
         {std::pair(KeyModel::StateColumn, 92), std::pair(KeyModel::FingerprintColumn, 190),
          std::pair(KeyModel::KindColumn, 64), std::pair(KeyModel::SpeaksForColumn, 150),
          std::pair(KeyModel::AddressColumn, 104), std::pair(KeyModel::FirstSeenColumn, 92),
          std::pair(KeyModel::LastSeenColumn, 92), std::pair(KeyModel::DecidedByColumn, 80)}) {
        m_table->setColumnWidth(column, width);
    }
    m_table->viewport()->installEventFilter(this);
    m_table->installEventFilter(this);

    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, &KeysPanel::showCurrent);
    connect(m_table, &QAbstractItemView::activated, this, &KeysPanel::activate);
    connect(m_table, &QWidget::customContextMenuRequested, this, &KeysPanel::openMenu);
}

QPushButton *KeysPanel::makeNetworkButton(QWidget *parent)
{
    auto *button = new QPushButton(tr("Accept nodes from the network…"), parent);
    connect(button, &QPushButton::clicked, this, &KeysPanel::networkRequested);
    m_networkButtons.push_back(button);
    return button;
}

QWidget *KeysPanel::makeEmptyPage()
{
    auto *page = new QWidget(this);
    m_emptyText = new QLabel(page);
    m_emptyText->setProperty("role", QStringLiteral("muted"));
    m_emptyText->setAlignment(Qt::AlignCenter);
    m_emptyText->setWordWrap(true);
    auto *layout = new QVBoxLayout(page);
    layout->setSpacing(10);
    layout->addStretch(1);
    layout->addWidget(m_emptyText);
    layout->addWidget(makeNetworkButton(page), 0, Qt::AlignHCenter);
    layout->addStretch(1);
    return page;
}

QWidget *KeysPanel::makeListPage()
{
    auto *left = new QWidget(this);
    auto *leftLayout = new QVBoxLayout(left);
    leftLayout->setContentsMargins(0, 0, 0, 0);
    leftLayout->setSpacing(0);
    leftLayout->addWidget(m_table, 1);
    leftLayout->addWidget(makeFooter());

    std::vector<QAction *> actions;
    for (const Action action : kActions) {
        actions.push_back(this->action(action));
    }
    m_details = new KeyDetails(actions);
    auto *scroll = new widgets::VerticalScrollArea(m_details, this);

    auto *splitter = new QSplitter(Qt::Horizontal, this);
    splitter->addWidget(left);
    splitter->addWidget(scroll);
    splitter->setStretchFactor(0, 3);
    splitter->setStretchFactor(1, 1);
    splitter->setSizes({1000, 400});
    splitter->setChildrenCollapsible(false);
    return splitter;
}

QWidget *KeysPanel::makeFooter()
{
    auto *footer = new QWidget(this);
    footer->setFixedHeight(28);
    m_network = new widgets::ElidedLabel(footer);
    m_network->setAccessibleName(tr("Nodes from the network"));
    QPushButton *button = makeNetworkButton(footer);
    button->setProperty("role", QStringLiteral("link"));
    auto *layout = new QHBoxLayout(footer);
    layout->setContentsMargins(12, 0, 8, 0);
    layout->setSpacing(8);
    layout->addWidget(m_network, 1);
    layout->addWidget(button);
    return footer;
}

void KeysPanel::setTheme(const theme::Theme &theme)
{
    m_delegate->setTheme(theme);
    m_table->viewport()->update();
}

void KeysPanel::setKeys(const enrolment::KeyListPtr &keys)
{
    m_model->setKeys(keys);
    m_turnedAway = keys->pendingTurnedAway;
    m_pages->setCurrentIndex(m_model->rowCount() > 0 ? 1 : 0);
    setNetwork(m_status);
    showCurrent();
}

void KeysPanel::setNetwork(const session::NetworkStatusPtr &network)
{
    m_status = network;
    const bridge::NetworkText status = bridge::networkText(*network);
    QString text = status.text;
    if (m_turnedAway > 0) {
        text += QLatin1Char(' ') +
                tr("%1 unknown keys more knocked than the list has room for.").arg(bridge::grouped(m_turnedAway));
    }
    m_network->setText(text);
    m_network->setToolTip(text);
    setRole(m_network, status.tone == bridge::Tone::Bad ? QStringLiteral("error") : QStringLiteral("muted"));
    updateEmptyText();
}

void KeysPanel::updateEmptyText()
{
    if (!m_status->isWanted) {
        m_emptyText->setText(tr("No node has asked to be let in. Nodes on other machines cannot connect yet."));
    } else if (!m_status->isListening) {
        m_emptyText->setText(bridge::networkText(*m_status).text);
    } else {
        m_emptyText->setText(tr("No node has asked to be let in yet. Run the join line on the node; its key then waits "
                                "here for your approval."));
    }
}

void KeysPanel::forbidDeciding(const QString &why)
{
    m_whyNotDecided = why;
    for (QPushButton *button : m_networkButtons) {
        button->setEnabled(why.isEmpty());
        button->setToolTip(why.isEmpty() ? tr("Whether nodes on other machines can connect, and how they join") : why);
    }
    showCurrent();
}

void KeysPanel::setNow(HubTime now)
{
    m_model->setNow(now);
    m_now = now;
    showCurrent();
}

models::KeyRecordPtr KeysPanel::current() const
{
    return m_model->keyAt(m_table->currentIndex());
}

void KeysPanel::showCurrent()
{
    const models::KeyRecordPtr key = current();
    for (const Action action : kActions) {
        QAction *item = this->action(action);
        item->setEnabled(key != nullptr && isPossible(action, *key) && m_whyNotDecided.isEmpty());
        item->setToolTip(m_whyNotDecided.isEmpty() ? actionTip(action) : m_whyNotDecided);
    }
    m_details->setKey(key, m_now);
}

void KeysPanel::reviewPending()
{
    m_model->setOrderFrozen(false);
    m_table->sortByColumn(KeyModel::StateColumn, Qt::AscendingOrder);
    m_table->scrollToTop();
    if (m_model->pendingCount() > 0) {
        m_table->setCurrentIndex(m_model->index(0, 0));
    }
    m_table->setFocus();
}

void KeysPanel::showProblem(const QString &text)
{
    m_details->showProblem(text);
}

void KeysPanel::activate(const QModelIndex &index)
{
    const models::KeyRecordPtr key = m_model->keyAt(index);
    if (!key) {
        return;
    }
    if (key->state == KeyState::Pending) {
        m_table->setCurrentIndex(index);
        action(Action::Approve)->trigger(); // does nothing where nothing can be decided
    } else if (key->state == KeyState::Approved && !key->node.isEmpty()) {
        Q_EMIT nodeActivated(key->node);
    }
}

void KeysPanel::openMenu(const QPoint &at)
{
    if (!current()) {
        return;
    }
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->setToolTipsVisible(true);
    for (const Action action : kActions) {
        menu->addAction(this->action(action));
    }
    menu->popup(m_table->viewport()->mapToGlobal(at));
}

bool KeysPanel::eventFilter(QObject *watched, QEvent *event)
{
    const QEvent::Type type = event->type();
    if (watched == m_table->viewport() && (type == QEvent::Enter || type == QEvent::Leave)) {
        m_isHovered = type == QEvent::Enter;
    } else if (watched != m_table || (type != QEvent::FocusIn && type != QEvent::FocusOut)) {
        return QWidget::eventFilter(watched, event);
    }
    const bool hasKeyboard = type == QEvent::FocusIn || (type != QEvent::FocusOut && m_table->hasFocus());
    m_model->setOrderFrozen(m_isHovered || hasKeyboard);
    return QWidget::eventFilter(watched, event);
}

} // namespace iso::panels
