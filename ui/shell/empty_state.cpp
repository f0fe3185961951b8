#include "ui/shell/empty_state.h"

#include <QClipboard>
#include <QEvent>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace iso::shell
{

namespace
{

constexpr int kNarrowest = 280;
constexpr int kWidest = 760;
constexpr int kShortBelow = 260;
constexpr int kMargin = 60; // keeps clear of the map's buttons

} // namespace

EmptyState::EmptyState(QWidget *parent)
    : QFrame(parent)
    , m_line(new QLabel(this))
    , m_address(new QLabel(this))
    , m_network(new QPushButton(tr("Accept nodes from the network…"), this))
{
    setProperty("role", QStringLiteral("card"));
    auto *title = new QLabel(tr("No nodes yet"), this);
    title->setProperty("role", QStringLiteral("title"));
    auto *text = new QLabel(tr("Start the simulated fleet in a terminal:"), this);
    text->setProperty("role", QStringLiteral("muted"));
    auto *copy = new QPushButton(tr("Copy"), this);
    copy->setToolTip(tr("Copy the line to the clipboard"));
    copy->setAccessibleName(copy->toolTip());
    m_line->setWordWrap(true);
    m_line->setProperty("role", QStringLiteral("code"));
    m_line->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_line->setAccessibleName(tr("Command line"));
    m_address->setWordWrap(true);
    m_address->setProperty("role", QStringLiteral("muted"));
    m_address->setTextInteractionFlags(Qt::TextSelectableByMouse);

    auto *row = new QHBoxLayout;
    row->setSpacing(12);
    row->addWidget(m_line, 1);
    row->addWidget(copy, 0, Qt::AlignTop);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(24, 20, 24, 20);
    column->setSpacing(10);
    column->addWidget(title);
    column->addWidget(text);
    column->addLayout(row);
    column->addWidget(m_address);
    forbidDeciding({});
    connect(m_network, &QPushButton::clicked, this, &EmptyState::networkRequested);
    column->addSpacing(4);
    column->addWidget(m_network, 0, Qt::AlignLeft);
    connect(copy, &QPushButton::clicked, this, [this, copy] {
        QGuiApplication::clipboard()->setText(m_line->text());
        copy->setText(tr("Copied"));
    });
    parent->installEventFilter(this);
}

void EmptyState::setEndpoints(const QString &telemetry, const QString &control)
{
    const QString line =
        QStringLiteral("isochrone-sim --nodes 500 --telemetry %1 --control %2").arg(telemetry, control);
    if (line == m_line->text()) {
        return;
    }
    m_line->setText(line);
    m_address->setText(tr("Nodes on this machine connect to %1 (telemetry) and %2 (control).").arg(telemetry, control));
    centre();
}

void EmptyState::forbidDeciding(const QString &why)
{
    m_network->setEnabled(why.isEmpty());
    m_network->setToolTip(why.isEmpty() ? tr("Let nodes on other machines connect") : why);
}

QString EmptyState::commandLine() const
{
    return m_line->text();
}

bool EmptyState::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == parent() && event->type() == QEvent::Resize) {
        centre();
    }
    return QFrame::eventFilter(watched, event);
}

void EmptyState::showEvent(QShowEvent *event)
{
    QFrame::showEvent(event);
    centre();
}

void EmptyState::centre()
{
    for (QLabel *label : findChildren<QLabel *>()) {
        label->ensurePolished(); // their fonts come from the style sheet
    }
    const QRect room = parentWidget()->rect();
    const bool isShort = room.height() < kShortBelow;
    layout()->setContentsMargins(24, isShort ? 8 : 20, 24, isShort ? 8 : 20);
    layout()->setSpacing(isShort ? 4 : 10);
    setFixedWidth(std::clamp(room.width() - 2 * kMargin, kNarrowest, kWidest));
    layout()->activate(); // also the rows in it remember the heights of the texts before
    setFixedHeight(layout()->totalHeightForWidth(width()));
    move(std::max(0, (room.width() - width()) / 2), std::max(0, (room.height() - height()) / 2));
    raise();
}

} // namespace iso::shell
