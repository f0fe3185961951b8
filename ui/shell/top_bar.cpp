#include "ui/shell/top_bar.h"

#include "ui/bridge/value_text.h"
#include "ui/shell/views_menu.h"
#include "ui/theme/themed_icons.h"

#include <QAction>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenuBar>
#include <QPainter>
#include <QToolButton>

namespace iso::shell
{

namespace
{

QIcon dotIcon(const QColor &color, qreal ratio)
{
    QPixmap image((QSizeF(12, 12) * ratio).toSize());
    image.setDevicePixelRatio(ratio);
    image.fill(Qt::transparent);
    QPainter painter(&image);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(color);
    painter.drawEllipse(QPointF(6, 6), 4, 4);
    return QIcon(image);
}

} // namespace

TopBar::TopBar(const theme::Theme &theme, QAction *pauseAction, SavedViews &views, FilterLine::FleetSource fleet,
               QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_menus(new QMenuBar(this))
    , m_filter(new FilterLine(std::move(fleet), this))
    , m_views(new ViewsMenu(
          views, [this] { return m_filter->text(); }, this))
    , m_live(new QToolButton(this))
    , m_time(new QLabel(this))
    , m_description(new QLabel(this))
    , m_row(new QHBoxLayout(this))
{
    m_menus->setNativeMenuBar(false);
    m_menus->setSizePolicy(QSizePolicy::Minimum, QSizePolicy::Preferred);
    connect(m_views, &ViewsMenu::viewChosen, m_filter, &FilterLine::apply);
    m_live->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_live->setFocusPolicy(Qt::TabFocus);
    connect(m_live, &QToolButton::clicked, pauseAction, &QAction::trigger);
    m_time->setAccessibleName(tr("Time in UTC"));
    m_description->setProperty("role", QStringLiteral("muted"));

    m_row->addWidget(m_menus);
    m_row->addWidget(m_filter, 3);
    m_row->addWidget(m_views);
    m_row->addStretch(2);
    m_row->addWidget(m_description);
    m_row->addWidget(m_live);
    m_row->addWidget(m_time);
    setFixedHeight(36);
    setNarrow(false);
    setTheme(theme);
}

void TopBar::setTheme(const theme::Theme &theme)
{
    m_theme = theme;
    m_filter->setTheme(theme);
    m_views->setIcon(theme::ThemedIcons(theme).icon(QStringLiteral("chevron-down")));
    updateLiveness();
    update();
}

void TopBar::setNarrow(bool narrow)
{
    if (narrow == m_isNarrow) {
        return;
    }
    m_isNarrow = narrow;
    m_row->setContentsMargins(0, 0, narrow ? 8 : 16, 1); // the line below stays free
    m_row->setSpacing(narrow ? 6 : 12);
    m_menus->setStyleSheet(narrow ? QStringLiteral("QMenuBar { border: none; } QMenuBar::item { padding: 6px 7px; }")
                                  : QStringLiteral("QMenuBar { border: none; }"));
    m_views->setToolButtonStyle(narrow ? Qt::ToolButtonIconOnly : Qt::ToolButtonTextBesideIcon);
    m_description->setVisible(!narrow); // the window's title says it too
}

void TopBar::resizeEvent(QResizeEvent *event)
{
    constexpr int kNarrowBelow = 1000;
    setNarrow(width() < kNarrowBelow);
    QWidget::resizeEvent(event);
}

void TopBar::focusFilter()
{
    m_filter->setFocus(Qt::ShortcutFocusReason);
    m_filter->selectAll();
}

void TopBar::setLiveness(Liveness liveness)
{
    if (liveness != m_liveness) {
        m_liveness = liveness;
        updateLiveness();
    }
}

void TopBar::updateLiveness()
{
    QColor color = m_theme.accent;
    QString text = tr("LIVE");
    QString tip = tr("The view follows the fleet. Click to pause (Space)");
    if (m_liveness == Liveness::Paused) {
        color = m_theme.warn;
        text = tr("PAUSED");
        tip = tr("The view stands still; the fleet goes on. Click to go live (Space)");
    } else if (m_liveness == Liveness::Replay) {
        color = m_theme.drain;
        text = tr("REPLAY");
        tip = tr("You see the past; the fleet goes on. Click to play or stand still (Space); Ctrl+G goes live");
    } else if (m_liveness == Liveness::Behind) {
        color = m_theme.bad;
        text = tr("BEHIND");
        tip = tr("No new state has come for a while; what is shown is old");
    }
    m_live->setText(text);
    m_live->setToolTip(tip);
    m_live->setAccessibleName(text);
    m_live->setIcon(dotIcon(color, devicePixelRatioF()));
    m_live->setStyleSheet(QStringLiteral("QToolButton { color: %1; font-weight: bold; }").arg(color.name()));
}

void TopBar::setTime(HubTime now)
{
    m_time->setText(tr("%1 UTC").arg(bridge::timeOfDay(now)));
}

void TopBar::setDescription(const QString &text)
{
    m_description->setText(text);
}

QString TopBar::descriptionText() const
{
    return m_description->text();
}

void TopBar::paintEvent(QPaintEvent * /*event*/)
{
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.panel);
    painter.fillRect(QRect(0, height() - 1, width(), 1), m_theme.line);
}

} // namespace iso::shell
