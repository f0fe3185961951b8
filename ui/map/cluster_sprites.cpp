#include "ui/map/cluster_sprites.h"

#include "ui/map/mark_atlas.h"

#include <QPainter>
#include <QPolygonF>
#include <algorithm>
#include <cmath>
#include <numeric>

namespace iso::map
{

namespace
{

/// The order of the arcs: what needs a person first.
constexpr std::array<MarkTone, kToneCount> kArcOrder = {
    MarkTone::Bad,    MarkTone::Over,   MarkTone::Near, MarkTone::Draining, MarkTone::Level4, MarkTone::Level3,
    MarkTone::Level2, MarkTone::Level1, MarkTone::Ok,   MarkTone::Idle,     MarkTone::Unknown};

double arcWidth(MarkTone tone)
{
    switch (tone) {
    case MarkTone::Bad:
        return 5;
    case MarkTone::Over:
    case MarkTone::Level4:
        return 4;
    case MarkTone::Near:
    case MarkTone::Draining:
    case MarkTone::Level3:
        return 3.2;
    case MarkTone::Unknown:
        return 1.2;
    case MarkTone::Ok:
    case MarkTone::Idle:
    case MarkTone::Level1:
    case MarkTone::Level2:
        break;
    }
    return 2.4;
}

QString countText(std::uint32_t count)
{
    return count < 10'000 ? QString::number(count) : QStringLiteral("%1k").arg(count / 1000);
}

} // namespace

void ClusterTally::add(const MapMark &mark)
{
    ++count;
    selected += mark.selected ? 1U : 0U;
    ++byTone[static_cast<std::size_t>(mark.stale ? MarkTone::Unknown : mark.tone)];
    if (mark.badge.severity > 0) {
        badge.severity = badge.severity == 0 ? mark.badge.severity : std::min(badge.severity, mark.badge.severity);
        badge.count = static_cast<std::uint16_t>(std::min(badge.count + mark.badge.count, 0xFFFF));
    }
}

ClusterSprites::ClusterSprites(const theme::Theme &theme, qreal devicePixelRatio)
    : m_theme(theme)
    , m_devicePixelRatio(devicePixelRatio)
{
    // The largest takes 6 KiB at ratio 1, so a thousand find room: more than stand beside each other on a large screen.
    constexpr double kMost_bytes = 8 << 20;
    m_donuts.setMaxCost(static_cast<qsizetype>(kMost_bytes * devicePixelRatio * devicePixelRatio));
}

bool ClusterSprites::isFor(const theme::Theme &theme, qreal devicePixelRatio) const
{
    return m_devicePixelRatio == devicePixelRatio && m_theme == theme;
}

double ClusterSprites::radiusOf(std::uint32_t count)
{
    constexpr std::array<std::pair<std::uint32_t, double>, 5> kSteps = {
        {{5, 10}, {10, 11}, {30, 12.5}, {100, 14.5}, {300, 16.5}}};
    for (const auto &[below, radius] : kSteps) {
        if (count < below) {
            return radius;
        }
    }
    return 18.5;
}

std::array<std::uint8_t, kToneCount> ClusterSprites::sharesOf(const ClusterTally &tally)
{
    std::array<std::uint8_t, kToneCount> shares{};
    const std::uint32_t total = std::accumulate(tally.byTone.begin(), tally.byTone.end(), 0U);
    if (total == 0) {
        return shares;
    }
    int given = 0;
    for (std::size_t i = 0; i < kToneCount; ++i) {
        if (tally.byTone[i] > 0) {
            const double exact = static_cast<double>(kSteps) * tally.byTone[i] / total;
            shares[i] = static_cast<std::uint8_t>(std::max(1.0, std::round(exact)));
            given += shares[i];
        }
    }
    // The largest gives or takes what rounding left.
    *std::max_element(shares.begin(), shares.end()) += static_cast<std::uint8_t>(kSteps - given);
    return shares;
}

QPixmap ClusterSprites::blank(double side) const
{
    const int pixels = 2 * static_cast<int>(std::ceil(side / 2 * m_devicePixelRatio));
    QPixmap pixmap(pixels, pixels);
    pixmap.setDevicePixelRatio(m_devicePixelRatio);
    pixmap.fill(Qt::transparent);
    return pixmap;
}

QPixmap ClusterSprites::drawDonut(const Look &look) const
{
    const double radius = radiusOf(look.count);
    QPixmap pixmap = blank(2 * radius + 2);
    QPainter painter(&pixmap);
    painter.setRenderHint(QPainter::Antialiasing);
    const double middle = pixmap.width() / m_devicePixelRatio / 2;
    const QPointF center(middle, middle);
    painter.setPen(QPen(m_theme.land, 1));
    painter.setBrush(m_theme.panel);
    painter.drawEllipse(center, radius + 0.3, radius + 0.3);

    painter.setBrush(Qt::NoBrush);
    constexpr int kCircle = 16 * 360; // the units of QPainter::drawArc
    int angle = kCircle / 4;          // the top
    for (const MarkTone tone : kArcOrder) {
        const int span = kCircle * look.shares[static_cast<std::size_t>(tone)] / kSteps;
        if (span == 0) {
            continue;
        }
        const double width = arcWidth(tone);
        QPen pen(MarkAtlas::colorOf(m_theme, tone), width, Qt::SolidLine, Qt::FlatCap);
        if (tone == MarkTone::Draining) {
            pen.setDashPattern({1.2, 0.7});
        }
        painter.setPen(pen);
        const double at = radius - width / 2;
        const QRectF box(center - QPointF(at, at), QSizeF(2 * at, 2 * at));
        if (span == kCircle) {
            painter.drawEllipse(box);
        } else {
            painter.drawArc(box, angle, -span);
        }
        angle -= span;
    }
    painter.setFont(theme::font(theme::FontRole::Small));
    painter.setPen(m_theme.text);
    painter.drawText(QRectF(0, 0, 2 * middle, 2 * middle), Qt::AlignCenter, countText(look.count));
    return pixmap;
}

QPixmap ClusterSprites::drawBadge(const MarkBadge &badge) const
{
    constexpr double kSide = 15;
    QPixmap pixmap = blank(kSide + 2);
    QPainter painter(&pixmap);
    painter.setRenderHint(QPainter::Antialiasing);
    const double middle = pixmap.width() / m_devicePixelRatio / 2;
    const auto point = [middle](double x, double y) { return QPointF(middle + x, middle + y); };
    const double half = kSide / 2;
    painter.setPen(QPen(m_theme.land, 1, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    QRectF textBox(0, 0, 2 * middle, 2 * middle);
    if (badge.severity == 1) {
        painter.setBrush(m_theme.crit);
        painter.drawRoundedRect(QRectF(point(-half, -6.5), point(half, 6.5)), 2, 2);
    } else if (badge.severity == 2) {
        painter.setBrush(m_theme.high);
        painter.drawPolygon(QPolygonF{{point(0, -half), point(half, half - 1), point(-half, half - 1)}});
        textBox.translate(0, 2);
    } else {
        painter.setBrush(m_theme.med);
        painter.drawPolygon(QPolygonF{{point(0, -half), point(half, 0), point(0, half), point(-half, 0)}});
    }
    QFont font = theme::font(theme::FontRole::Strong);
    font.setPixelSize(9);
    painter.setFont(font);
    painter.setPen(m_theme.onBad);
    const QString text = badge.count <= 1  ? QStringLiteral("!")
                         : badge.count > 9 ? QStringLiteral("9+")
                                           : QString::number(badge.count);
    painter.drawText(textBox, Qt::AlignCenter, text);
    return pixmap;
}

QPixmap ClusterSprites::donut(const ClusterTally &tally)
{
    const Look look{tally.count, sharesOf(tally)};
    if (const QPixmap *known = m_donuts.object(look)) {
        return *known;
    }
    const QPixmap drawn = drawDonut(look);
    m_donuts.insert(look, new QPixmap(drawn), drawn.width() * drawn.height() * drawn.depth() / 8);
    return drawn;
}

const QPixmap &ClusterSprites::ring(double radius, bool isWhole)
{
    const int name = static_cast<int>(std::round(radius * 4)) * 2 + (isWhole ? 1 : 0);
    const auto known = m_rings.find(name);
    if (known != m_rings.end()) {
        return known->second;
    }
    QPixmap pixmap = blank(2 * radius + 4);
    QPainter painter(&pixmap);
    painter.setRenderHint(QPainter::Antialiasing);
    QPen pen(m_theme.accent, 2, Qt::SolidLine, Qt::FlatCap);
    if (!isWhole) {
        pen.setDashPattern({2.2, 1.4});
    }
    painter.setPen(pen);
    const double middle = pixmap.width() / m_devicePixelRatio / 2;
    painter.drawEllipse(QPointF(middle, middle), radius, radius);
    painter.end();
    return m_rings.emplace(name, pixmap).first->second;
}

const QPixmap &ClusterSprites::badge(const MarkBadge &badge)
{
    const std::uint32_t name = badge.severity * 100U + std::min<std::uint32_t>(badge.count, 10);
    const auto known = m_badges.find(name);
    return known != m_badges.end() ? known->second : m_badges.emplace(name, drawBadge(badge)).first->second;
}

} // namespace iso::map
