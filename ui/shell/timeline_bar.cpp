#include "ui/shell/timeline_bar.h"

#include "ui/theme/themed_icons.h"
#include "ui/widgets/timeline_strip.h"

#include <QAbstractItemView>
#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QStackedWidget>
#include <QToolButton>

namespace iso::shell
{

namespace
{

constexpr int kControlsWidth = 310; ///< the same live and in replay: the strip must not move under the pointer

} // namespace

TimelineBar::TimelineBar(const theme::Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_strip(new widgets::TimelineStrip(theme, this))
    , m_pages(new QStackedWidget(this))
{
    setObjectName(QStringLiteral("timelineBar"));
    m_pages->setFixedWidth(kControlsWidth);
    m_pages->addWidget(makeLivePage());
    m_pages->addWidget(makeReplayPage());
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    row->addWidget(m_strip, 1);
    row->addWidget(m_pages);
    setFixedHeight(m_strip->sizeHint().height());
    updateColors();
}

QWidget *TimelineBar::makeLivePage()
{
    auto *page = new QWidget(m_pages);
    m_live = new QLabel(page);
    auto *hint = new QLabel(tr("drag to replay"), page);
    hint->setProperty("role", QStringLiteral("muted"));
    auto *column = new QVBoxLayout(page);
    column->setContentsMargins(10, 4, 8, 4);
    column->setSpacing(0);
    column->addStretch();
    column->addWidget(m_live);
    column->addWidget(hint);
    column->addStretch();
    return page;
}

QWidget *TimelineBar::makeReplayPage()
{
    auto *page = new QWidget(m_pages);
    m_text = new QLabel(page);
    m_text->setTextFormat(Qt::PlainText);
    const auto button = [page](const QString &text, const QString &tip) {
        auto *made = new QToolButton(page);
        made->setText(text);
        made->setToolTip(tip);
        made->setAccessibleName(tip);
        made->setAutoRaise(true);
        made->setProperty("role", QStringLiteral("compact"));
        made->setFocusPolicy(Qt::TabFocus);
        return made;
    };
    m_previous = button(QString(), tr("To the event before (Ctrl+[)"));
    QToolButton *back = button(QStringLiteral("−1"), tr("One minute back (Alt+Left)"));
    m_play = button(QString(), tr("Play (Space)"));
    QToolButton *forth = button(QStringLiteral("+1"), tr("One minute on (Alt+Right)"));
    m_next = button(QString(), tr("To the next event (Ctrl+])"));
    QToolButton *live = button(tr("Go live"), tr("Back to the present (Ctrl+G)"));
    m_speed = new QComboBox(page);
    m_speed->setProperty("role", QStringLiteral("compact"));
    for (const int speed : {1, 10, 60, 600}) {
        m_speed->addItem(tr("%1x", "how fast a replay plays").arg(speed), speed);
    }
    m_speed->setCurrentIndex(1);
    m_speed->view()->setMinimumWidth(m_speed->view()->sizeHintForColumn(0)); // wider than the box
    m_speed->setToolTip(tr("How fast it plays"));
    m_speed->setAccessibleName(tr("Speed of the replay"));

    connect(m_previous, &QToolButton::clicked, this, &TimelineBar::previousEventRequested);
    connect(back, &QToolButton::clicked, this, [this] { Q_EMIT stepRequested(-1); });
    connect(m_play, &QToolButton::clicked, this, &TimelineBar::playToggled);
    connect(forth, &QToolButton::clicked, this, [this] { Q_EMIT stepRequested(1); });
    connect(m_next, &QToolButton::clicked, this, &TimelineBar::nextEventRequested);
    connect(live, &QToolButton::clicked, this, &TimelineBar::liveRequested);
    connect(m_speed, &QComboBox::currentIndexChanged, this, [this] { Q_EMIT speedChanged(speed()); });

    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(1);
    for (QWidget *widget : std::initializer_list<QWidget *>{m_previous, back, m_play, forth, m_next, m_speed, live}) {
        buttons->addWidget(widget);
    }
    auto *column = new QVBoxLayout(page);
    column->setContentsMargins(8, 3, 6, 2);
    column->setSpacing(1);
    column->addWidget(m_text);
    column->addLayout(buttons);
    return page;
}

void TimelineBar::setTheme(const theme::Theme &theme)
{
    m_theme = theme;
    m_strip->setTheme(theme);
    updateColors();
}

void TimelineBar::updateColors()
{
    m_live->setText(QStringLiteral("<span style='color:%1'>● <b>%2</b></span>").arg(m_theme.accent.name(), tr("LIVE")));
    m_text->setStyleSheet(
        QStringLiteral("color: %1; font-weight: bold;").arg((m_state.isWarning ? m_theme.warn : m_theme.drain).name()));
    updateIcons();
}

void TimelineBar::updateIcons()
{
    const theme::ThemedIcons icons(m_theme);
    m_previous->setIcon(icons.icon(QStringLiteral("skip-back")));
    m_play->setIcon(icons.icon(m_state.isPlaying ? QStringLiteral("pause") : QStringLiteral("play")));
    m_next->setIcon(icons.icon(QStringLiteral("skip-forward")));
}

void TimelineBar::setState(const State &state)
{
    if (state.isReplaying != m_state.isReplaying) {
        m_pages->setCurrentIndex(state.isReplaying ? 1 : 0);
    }
    m_play->setToolTip(state.isPlaying ? tr("Stand still (Space)") : tr("Play (Space)"));
    m_play->setAccessibleName(m_play->toolTip());
    const bool isWarning = state.isWarning != m_state.isWarning;
    const bool isPlaying = state.isPlaying != m_state.isPlaying;
    m_state = state;
    if (isPlaying) {
        updateIcons();
    }
    m_text->setText(state.text);
    if (isWarning) {
        updateColors();
    }
}

double TimelineBar::speed() const
{
    return m_speed->currentData().toDouble();
}

QString TimelineBar::stateText() const
{
    return m_state.isReplaying ? m_text->text() : tr("LIVE");
}

} // namespace iso::shell
