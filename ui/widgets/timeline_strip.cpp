#include "ui/widgets/timeline_strip.h"

#include "ui/bridge/value_text.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>
#include <QToolTip>
#include <algorithm>

namespace iso::widgets
{
using namespace std::chrono_literals;

namespace
{

constexpr int kHeight = 56;
constexpr int kLabels = 90; ///< width of the names at the left
constexpr int kMargin = 6;
constexpr int kLineHeight = 22;
constexpr int kBarHeight = 14;
/// Minutes further apart than this have a hole between them.
constexpr Duration kHole = 90s;
constexpr std::size_t kMostMinutes = 1500;

} // namespace

TimelineStrip::TimelineStrip(const theme::Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
{
    setObjectName(QStringLiteral("timeline"));
    setFixedHeight(kHeight);
    setMouseTracking(true);
    setFocusPolicy(Qt::StrongFocus);
    setCursor(Qt::SizeHorCursor);
    setAccessibleName(tr("Timeline of the last 24 hours"));
    updateAccessible();
}

void TimelineStrip::setTheme(const theme::Theme &theme)
{
    m_theme = theme;
    update();
}

void TimelineStrip::setMinutes(std::vector<history::FleetMinute> minutes)
{
    if (minutes.size() > kMostMinutes) {
        minutes.erase(minutes.begin(), minutes.end() - kMostMinutes);
    }
    m_minutes = std::move(minutes);
    updateAccessible();
    update();
}

void TimelineStrip::setCommandTimes(std::vector<HubTime> times)
{
    std::sort(times.begin(), times.end());
    m_commands = std::move(times);
    update();
}

void TimelineStrip::setNow(HubTime now)
{
    // A pixel is most of a minute: no need to paint each frame.
    const bool isSeen = xOf(now) != plot().right() || std::chrono::abs(now - m_now) > 30s;
    if (isSeen || !m_now.isValid()) {
        m_now = now;
        update();
    }
}

QString TimelineStrip::emptyText()
{
    return tr("Nothing is stored yet. Each minute is added here; then drag to see the fleet as it was");
}

void TimelineStrip::setMoment(std::optional<HubTime> moment)
{
    if (moment != m_moment) {
        m_moment = moment;
        updateAccessible();
        update();
    }
}

void TimelineStrip::updateAccessible()
{
    setAccessibleDescription(m_minutes.empty() ? emptyText()
                             : m_moment        ? tr("Replay at %1").arg(bridge::dateAndTime(*m_moment))
                                               : tr("Live. Left and Right step one minute back and forth"));
}

QRect TimelineStrip::plot() const
{
    return {kLabels, kMargin, std::max(width() - kLabels - kMargin, 1), height() - 2 * kMargin};
}

HubTime TimelineStrip::timeAt(int x) const
{
    const QRect area = plot();
    const double share = std::clamp(static_cast<double>(x - area.left()) / std::max(area.width() - 1, 1), 0.0, 1.0);
    return m_now - kSpan + Duration(static_cast<std::int64_t>(share * static_cast<double>(kSpan.count())));
}

int TimelineStrip::xOf(HubTime time) const
{
    const QRect area = plot();
    const double share = 1.0 - static_cast<double>((m_now - time).count()) / static_cast<double>(kSpan.count());
    return area.left() + static_cast<int>(std::clamp(share, -1.0, 2.0) * (area.width() - 1));
}

const history::FleetMinute *TimelineStrip::minuteOf(HubTime time) const
{
    const auto it = std::lower_bound(m_minutes.begin(), m_minutes.end(), time,
                                     [](const history::FleetMinute &minute, HubTime t) { return minute.at < t; });
    return it != m_minutes.end() && it->at - time <= kHole && it->hubSince <= time ? &*it : nullptr;
}

QString TimelineStrip::readout(HubTime time) const
{
    QStringList lines{bridge::dateAndTime(time)};
    if (const history::FleetMinute *minute = minuteOf(time)) {
        lines << tr("%1 of %2 nodes serving").arg(bridge::grouped(minute->serving), bridge::grouped(minute->nodes));
        lines << (minute->ttftP95
                      ? tr("TTFT p95 %1 %2")
                            .arg(bridge::milliseconds(minute->ttftP95->estimate), bridge::errorBound(*minute->ttftP95))
                      : tr("TTFT p95 not measured"));
        lines << tr("%n node(s) in trouble", nullptr, static_cast<int>(minute->troubled()));
    } else {
        lines << (m_now - time < kHole ? tr("the minute is not over yet") : tr("nothing stored: no hub was running"));
    }
    const auto given = std::count_if(m_commands.begin(), m_commands.end(),
                                     [time](HubTime at) { return std::chrono::abs(at - time) <= 30s; });
    if (given > 0) {
        lines << tr("%n command(s)", nullptr, static_cast<int>(given));
    }
    return lines.join(QLatin1Char('\n'));
}

std::vector<HubTime> TimelineStrip::events() const
{
    std::vector<HubTime> events = m_commands;
    std::uint32_t before = m_minutes.empty() ? 0 : m_minutes.front().troubled();
    for (const history::FleetMinute &minute : m_minutes) {
        if (minute.troubled() > before) {
            events.push_back(minute.at);
        }
        before = minute.troubled();
    }
    std::sort(events.begin(), events.end());
    return events;
}

std::optional<HubTime> TimelineStrip::eventAfter(HubTime time) const
{
    const std::vector<HubTime> all = events();
    const auto it = std::upper_bound(all.begin(), all.end(), time);
    return it == all.end() ? std::nullopt : std::optional(*it);
}

std::optional<HubTime> TimelineStrip::eventBefore(HubTime time) const
{
    const std::vector<HubTime> all = events();
    const auto it = std::lower_bound(all.begin(), all.end(), time);
    return it == all.begin() || *(it - 1) < m_now - kSpan ? std::nullopt : std::optional(*(it - 1));
}

QSize TimelineStrip::sizeHint() const
{
    return {600, kHeight};
}

void TimelineStrip::paintEvent(QPaintEvent * /*event*/)
{
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.panel);
    painter.setPen(m_theme.line);
    painter.drawLine(rect().topLeft(), rect().topRight());
    const QRect area = plot();
    const QRect line(area.left(), area.top(), area.width(), kLineHeight);
    const QRect bars(area.left(), area.bottom() - kBarHeight + 1, area.width(), kBarHeight);
    painter.fillRect(line, m_theme.win);
    painter.setFont(theme::font(theme::FontRole::Small));
    painter.setPen(m_theme.muted);
    const auto label = [&](int y, const QString &text) {
        painter.drawText(QRect(kMargin * 2, y, kLabels - kMargin * 2, 15), Qt::AlignLeft | Qt::AlignVCenter, text);
    };
    label(2, tr("24 h"));
    label(20, tr("fleet p95"));
    label(38, tr("problems"));
    if (m_minutes.empty()) {
        painter.drawText(line.adjusted(8, 0, 0, 0), Qt::AlignLeft | Qt::AlignVCenter, emptyText());
    }
    paintBars(painter, bars);
    paintTicks(painter, bars);
    painter.setRenderHint(QPainter::Antialiasing);
    paintLine(painter, line);
    painter.setRenderHint(QPainter::Antialiasing, false);
    paintMoment(painter);
    if (hasFocus()) {
        painter.setPen(m_theme.accent);
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(area.adjusted(-2, -2, 2, 2));
    }
}

void TimelineStrip::paintLine(QPainter &painter, const QRect &area) const
{
    double highest_s = 0;
    for (const history::FleetMinute &minute : m_minutes) {
        highest_s = minute.ttftP95 ? std::max(highest_s, minute.ttftP95->estimate) : highest_s;
    }
    if (highest_s <= 0) {
        return;
    }
    QPainterPath path;
    const history::FleetMinute *before = nullptr;
    for (const history::FleetMinute &minute : m_minutes) {
        if (!minute.ttftP95 || minute.at < m_now - kSpan) {
            before = nullptr;
            continue;
        }
        const QPointF point(xOf(minute.at), area.bottom() - minute.ttftP95->estimate / highest_s * (area.height() - 3));
        const bool goesOn = before != nullptr && minute.at - before->at <= kHole && minute.hubSince == before->hubSince;
        goesOn ? path.lineTo(point) : path.moveTo(point);
        if (!goesOn) {
            path.lineTo(point + QPointF(1, 0)); // a minute by itself is seen too
        }
        before = &minute;
    }
    painter.setPen(QPen(m_theme.ok, 1.2));
    painter.setBrush(Qt::NoBrush);
    painter.drawPath(path);
}

void TimelineStrip::paintBars(QPainter &painter, const QRect &area) const
{
    constexpr int kBarWidth = 6;
    std::vector<std::uint32_t> most(static_cast<std::size_t>(area.width() / kBarWidth + 1), 0);
    std::uint32_t highest = 0;
    std::uint32_t nodes = 1;
    for (const history::FleetMinute &minute : m_minutes) {
        const int place = (xOf(minute.at) - area.left()) / kBarWidth;
        if (minute.at >= m_now - kSpan && place >= 0 && static_cast<std::size_t>(place) < most.size()) {
            most[static_cast<std::size_t>(place)] = std::max(most[static_cast<std::size_t>(place)], minute.troubled());
            highest = std::max(highest, minute.troubled());
            nodes = std::max(nodes, minute.nodes);
        }
    }
    for (std::size_t i = 0; i < most.size() && highest > 0; ++i) {
        if (most[i] == 0) {
            continue;
        }
        const int height = std::max(2, static_cast<int>(most[i] * static_cast<std::uint32_t>(area.height()) / highest));
        // A hundredth of the fleet is more than the usual noise of single machines.
        const bool isMuch = most[i] * 100 >= nodes;
        painter.fillRect(
            QRect(area.left() + static_cast<int>(i) * kBarWidth, area.bottom() - height + 1, kBarWidth - 1, height),
            isMuch ? m_theme.over : m_theme.idle);
    }
}

void TimelineStrip::paintTicks(QPainter &painter, const QRect &area) const
{
    painter.setPen(Qt::NoPen);
    painter.setBrush(m_theme.accent);
    for (const HubTime at : m_commands) {
        if (at < m_now - kSpan) {
            continue;
        }
        const int x = xOf(at);
        const QPoint tick[] = {{x, area.top() - 6}, {x - 3, area.top() - 1}, {x + 3, area.top() - 1}};
        painter.drawPolygon(tick, 3);
    }
}

void TimelineStrip::paintMoment(QPainter &painter) const
{
    const QRect area = plot();
    if (m_hoverX) {
        painter.setPen(m_theme.faint);
        painter.drawLine(*m_hoverX, area.top(), *m_hoverX, area.bottom());
    }
    const QColor color = m_moment ? m_theme.drain : m_theme.accent;
    const int x = m_moment ? std::clamp(xOf(*m_moment), area.left(), area.right()) : area.right();
    painter.fillRect(QRect(x - 1, area.top() - 3, 2, area.height() + 6), color);
    if (m_moment) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(color);
        const QPoint handle[] = {{x - 5, area.top() - 4}, {x + 5, area.top() - 4}, {x, area.top() + 2}};
        painter.drawPolygon(handle, 3);
    }
}

void TimelineStrip::choose(HubTime moment)
{
    const HubTime oldest = m_now - kSpan;
    if (moment >= m_now) {
        Q_EMIT liveRequested();
        return;
    }
    const HubTime chosen = std::max(moment, oldest);
    setMoment(chosen); // at once: the state follows when it is built
    Q_EMIT momentChosen(chosen);
}

void TimelineStrip::mousePressEvent(QMouseEvent *event)
{
    const int x = qRound(event->position().x());
    if (event->button() == Qt::LeftButton && x >= plot().left() - 3) {
        choose(timeAt(x));
    }
}

void TimelineStrip::mouseMoveEvent(QMouseEvent *event)
{
    const int x = qRound(event->position().x());
    m_hoverX = plot().contains(QPoint(x, plot().center().y())) ? std::optional(x) : std::nullopt;
    if (m_hoverX) {
        QToolTip::showText(event->globalPosition().toPoint(), readout(timeAt(x)), this);
    }
    if ((event->buttons() & Qt::LeftButton) != 0) {
        choose(timeAt(x));
    }
    update();
}

void TimelineStrip::leaveEvent(QEvent * /*event*/)
{
    m_hoverX.reset();
    update();
}

bool TimelineStrip::event(QEvent *event)
{
    // The window's shortcuts must not take the keys that move in time.
    if (event->type() == QEvent::ShortcutOverride) {
        const int key = static_cast<QKeyEvent *>(event)->key();
        if (key == Qt::Key_Left || key == Qt::Key_Right || key == Qt::Key_Home || key == Qt::Key_End ||
            (key == Qt::Key_Space && m_moment)) {
            event->accept();
            return true;
        }
    }
    return QWidget::event(event);
}

void TimelineStrip::keyPressEvent(QKeyEvent *event)
{
    const HubTime from = m_moment.value_or(m_now);
    const Duration step = (event->modifiers() & Qt::ShiftModifier) != 0 ? Duration(10min) : Duration(1min);
    switch (event->key()) {
    case Qt::Key_Left:
        choose(from - step);
        break;
    case Qt::Key_Right:
        if (m_moment) {
            choose(from + step);
        }
        break;
    case Qt::Key_Home:
        // The oldest minute that there is, not an empty strip.
        choose(m_minutes.empty() ? m_now - kSpan : std::max(m_minutes.front().at, m_now - kSpan));
        break;
    case Qt::Key_End:
        Q_EMIT liveRequested();
        break;
    case Qt::Key_Space:
        Q_EMIT playToggled();
        break;
    default:
        QWidget::keyPressEvent(event);
    }
}

} // namespace iso::widgets
