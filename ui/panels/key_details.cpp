#include "ui/panels/key_details.h"

#include "ui/bridge/enrolment_text.h"

#include <QAction>
#include <QGridLayout>
#include <QLabel>
#include <QPushButton>
#include <QStyle>
#include <QVBoxLayout>

namespace iso::panels
{

using bridge::toQString;
using enrolment::KeyRecord;
using enrolment::KeyState;

namespace
{

constexpr int kButtonColumns = 3;

QString factsText(const KeyRecord &key, HubTime now)
{
    QStringList first = {bridge::stateText(key.state)};
    const bridge::ValueText speaksFor = bridge::speaksForText(key);
    if (speaksFor.isValue) {
        first << bridge::kindText(key.kind) << speaksFor.text;
    } else if (key.state == KeyState::Approved) {
        first << bridge::kindText(key.kind) << speaksFor.reason;
    }
    QStringList lines = {first.join(QStringLiteral(" · "))};
    if (!key.address.empty() && key.lastSeen.isValid()) {
        lines.append(KeyDetails::tr("last knocked %1 from %2, %3 attempts")
                         .arg(bridge::ago(now - key.lastSeen), toQString(key.address), bridge::grouped(key.attempts)));
    }
    if (key.rateLimited > 0) {
        lines.append(
            KeyDetails::tr("%1 messages turned away: it sends too fast").arg(bridge::grouped(key.rateLimited)));
    }
    return lines.join(QLatin1Char('\n'));
}

} // namespace

KeyDetails::KeyDetails(const std::vector<QAction *> &actions, QWidget *parent)
    : QWidget(parent)
    , m_fingerprint(new QLabel(this))
    , m_facts(new QLabel(this))
    , m_problem(new QLabel(this))
    , m_buttons(new QWidget(this))
{
    m_fingerprint->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_fingerprint->setAccessibleName(tr("Fingerprint of the chosen key"));
    m_facts->setProperty("role", QStringLiteral("muted"));
    m_facts->setTextFormat(Qt::PlainText);
    m_facts->setWordWrap(true);
    m_problem->setProperty("role", QStringLiteral("error"));
    m_problem->setTextFormat(Qt::PlainText);
    m_problem->setWordWrap(true);
    auto *grid = new QGridLayout(m_buttons);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setSpacing(6);
    grid->setColumnStretch(kButtonColumns, 1);
    for (std::size_t i = 0; i < actions.size(); ++i) {
        addButton(actions[i], grid, static_cast<int>(i));
    }
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(16, 10, 16, 10);
    layout->setSpacing(6);
    layout->addWidget(m_fingerprint);
    layout->addWidget(m_facts);
    layout->addWidget(m_buttons);
    layout->addWidget(m_problem);
    layout->addStretch(1);
    setKey(nullptr, {});
}

void KeyDetails::addButton(QAction *action, QGridLayout *grid, int place)
{
    auto *button = new QPushButton(action->text(), m_buttons);
    button->setMinimumWidth(96);
    button->setAccessibleName(action->text().remove(QLatin1Char('&')));
    const auto follow = [button, action] {
        button->setEnabled(action->isEnabled());
        button->setToolTip(action->toolTip());
    };
    follow();
    connect(action, &QAction::changed, button, follow);
    connect(button, &QPushButton::clicked, action, &QAction::trigger);
    grid->addWidget(button, place / kButtonColumns, place % kButtonColumns);
}

void KeyDetails::setKey(const models::KeyRecordPtr &key, HubTime now)
{
    if (const PublicKey chosen = key ? key->key : PublicKey(); chosen != m_shown) {
        m_shown = chosen;
        showProblem({});
    }
    const bool isShown = key != nullptr;
    m_facts->setVisible(isShown);
    m_buttons->setVisible(isShown);
    m_fingerprint->setEnabled(isShown);
    const QString role = isShown ? QStringLiteral("fingerprint") : QString();
    if (m_fingerprint->property("role").toString() != role) {
        m_fingerprint->setProperty("role", role);
        m_fingerprint->style()->unpolish(m_fingerprint);
        m_fingerprint->style()->polish(m_fingerprint);
    }
    const QString title = isShown ? toQString(key->fingerprint) : tr("Choose a key to decide about it");
    if (m_fingerprint->text() != title) {
        m_fingerprint->setText(title);
    }
    if (isShown) {
        m_facts->setText(factsText(*key, now));
    }
}

void KeyDetails::showProblem(const QString &text)
{
    m_problem->setText(text);
    m_problem->setVisible(!text.isEmpty());
}

} // namespace iso::panels
