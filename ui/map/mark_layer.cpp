#include "ui/map/mark_layer.h"

#include <QFontMetricsF>
#include <QPainter>
#include <algorithm>
#include <cmath>
#include <numeric>
#include <tuple>

namespace iso::map
{

namespace
{

constexpr double kRim = 24; // what is centred just outside of the view still shows

/// Later is drawn over earlier: what needs a person lies on top.
std::uint8_t drawingRank(const MapMark &mark)
{
    if (mark.selected) {
        return 8;
    }
    switch (mark.shape) {
    case MarkShape::Triangle:
        return 7;
    case MarkShape::Square:
    case MarkShape::Diamond:
        return 6;
    case MarkShape::DashedRing:
        return 3;
    case MarkShape::Circle:
        break;
    }
    if (mark.stale) {
        return 0;
    }
    switch (mark.tone) {
    case MarkTone::Bad:
        return 5;
    case MarkTone::Over:
        return 4;
    case MarkTone::Near:
        return 2;
    case MarkTone::Ok:
        return 1;
    default:
        return 0;
    }
}

bool standsTheSame(const MapMark &a, const MapMark &b)
{
    return a.key == b.key && a.place == b.place;
}

bool needsAttention(MarkTone tone)
{
    return tone == MarkTone::Over || tone == MarkTone::Bad;
}

/// On whole device pixels: a copy, not a blend between four pixels.
void drawCentred(QPainter &painter, const QPointF &at, const QPixmap &sprite, qreal ratio)
{
    const double half = sprite.width() / ratio / 2;
    painter.drawPixmap(
        QPointF(std::round((at.x() - half) * ratio) / ratio, std::round((at.y() - half) * ratio) / ratio), sprite);
}

} // namespace

MarkLayer::MarkLayer(const theme::Theme &theme)
    : m_theme(theme)
    , m_atlas(theme)
    , m_sprites(std::make_unique<ClusterSprites>(theme))
{
}

void MarkLayer::setTheme(const theme::Theme &theme)
{
    m_theme = theme;
}

void MarkLayer::setFigureReader(FigureReader reader)
{
    m_readFigure = std::move(reader);
    m_readings.clear();
}

void MarkLayer::setMarks(std::vector<MapMark> marks)
{
    std::erase_if(marks, [](const MapMark &mark) { return !isOnEarth(mark.place); });
    const bool isSameLayout = std::equal(marks.begin(), marks.end(), m_marks.begin(), m_marks.end(), standsTheSame);
    m_marks = std::move(marks);
    m_tallies.clear();
    m_placedFor.reset();
    if (isSameLayout) {
        return;
    }
    m_worlds.resize(m_marks.size());
    std::transform(m_marks.begin(), m_marks.end(), m_worlds.begin(),
                   [](const MapMark &mark) { return toWorld(mark.place); });
    m_byKey.resize(m_marks.size());
    std::iota(m_byKey.begin(), m_byKey.end(), 0U);
    std::sort(m_byKey.begin(), m_byKey.end(),
              [this](std::uint32_t a, std::uint32_t b) { return m_marks[a].key < m_marks[b].key; });
    m_levels.clear();
    m_level = nullptr;
}

void MarkLayer::takeLevel(double scale)
{
    const int number = ClusterLevel::levelOf(scale);
    if (m_level == nullptr || number != m_levelNumber) {
        auto known = m_levels.find(number);
        if (known == m_levels.end()) {
            std::vector<std::uint32_t> keys(m_marks.size());
            std::transform(m_marks.begin(), m_marks.end(), keys.begin(), [](const MapMark &mark) { return mark.key; });
            known = m_levels.emplace(number, ClusterLevel::build(m_worlds, keys, number)).first;
        }
        m_level = &known->second;
        m_levelNumber = number;
        m_tallies.clear();
        m_readings.clear();
    }
    m_readings.resize(m_level->clusters.size());
    if (m_tallies.empty()) {
        m_tallies.resize(m_level->clusters.size());
        for (std::size_t i = 0; i < m_marks.size(); ++i) {
            m_tallies[m_level->ofMark[i]].add(m_marks[i]);
        }
    }
}

void MarkLayer::place(const MapCamera &camera)
{
    if (m_placedFor == camera) {
        return;
    }
    m_placedFor = camera;
    takeLevel(camera.scale());
    m_items.clear();
    m_openAt.reset();
    std::optional<std::uint32_t> open;
    if (m_open) {
        const std::optional<std::uint32_t> mark = indexOf(*m_open);
        const Cluster *cluster = mark ? &m_level->clusters[m_level->ofMark[*mark]] : nullptr;
        if (cluster != nullptr && isInseparable(*cluster, camera) && cluster->count > 1 && !cluster->isSpread) {
            open = m_level->ofMark[*mark];
            m_openAt = camera.toScreen(cluster->world);
            m_openRadius = spiralRadius(cluster->count) + 6;
        } else {
            m_open.reset(); // gone, apart by itself, or bundled with others
        }
    }
    const QSizeF view = camera.viewSize();
    for (std::uint32_t i = 0; i < m_level->clusters.size(); ++i) {
        const Cluster &cluster = m_level->clusters[i];
        const bool isOpen = open == i;
        const double reach = kRim + (cluster.isSpread || isOpen ? spiralRadius(cluster.count) : 0);
        const QPointF at = camera.toScreen(cluster.world);
        if (at.x() < -reach || at.y() < -reach || at.x() > view.width() + reach || at.y() > view.height() + reach) {
            continue;
        }
        // What lies under the disc of the open cluster is not there for as long.
        if (isOpen || !m_openAt || std::hypot(at.x() - m_openAt->x(), at.y() - m_openAt->y()) > m_openRadius + 12) {
            placeCluster(i, at, isOpen);
        }
    }
    std::stable_sort(m_items.begin(), m_items.end(), [](const Item &a, const Item &b) {
        return std::tuple(a.isOpened, a.rank) < std::tuple(b.isOpened, b.rank);
    });
}

void MarkLayer::placeCluster(std::uint32_t index, const QPointF &at, bool isOpen)
{
    const Cluster &cluster = m_level->clusters[index];
    const std::span<const std::uint32_t> members = m_level->membersOf(cluster);
    if (cluster.count > 1 && !cluster.isSpread && !isOpen) {
        m_items.push_back({at, members.front(), index, true, false, 0});
        return;
    }
    for (std::size_t seed = 0; seed < members.size(); ++seed) {
        const std::uint32_t mark = members[seed];
        m_items.push_back({at + spiralSeed(seed), mark, index, false, isOpen, drawingRank(m_marks[mark])});
    }
}

void MarkLayer::readFigures(const MapCamera &camera, std::size_t mostMarks)
{
    if (!m_readFigure) {
        return;
    }
    place(camera);
    std::vector<std::uint32_t> waiting;
    for (const Item &item : m_items) {
        if (item.isCluster) {
            waiting.push_back(item.cluster);
        }
    }
    std::stable_sort(waiting.begin(), waiting.end(),
                     [this](std::uint32_t a, std::uint32_t b) { return m_readings[a].at < m_readings[b].at; });
    std::size_t looked = 0;
    std::vector<std::uint32_t> keys;
    for (const std::uint32_t i : waiting) {
        const std::span<const std::uint32_t> members = m_level->membersOf(m_level->clusters[i]);
        if (looked > 0 && looked + members.size() > mostMarks) {
            break; // the largest comes first of the next round
        }
        looked += members.size();
        keys.resize(members.size());
        std::transform(members.begin(), members.end(), keys.begin(),
                       [this](std::uint32_t mark) { return m_marks[mark].key; });
        m_readings[i] = {m_readFigure(keys), ++m_readingCount};
    }
}

double MarkLayer::radiusOf(const Item &item) const
{
    return item.isCluster ? ClusterSprites::radiusOf(m_tallies[item.cluster].count)
                          : MarkAtlas::radiusOf(m_marks[item.mark]);
}

void MarkLayer::paint(QPainter &painter, const MapCamera &camera, qreal devicePixelRatio)
{
    place(camera);
    if (!m_atlas.isFor(m_theme, devicePixelRatio)) {
        m_atlas = MarkAtlas(m_theme, devicePixelRatio);
        m_sprites = std::make_unique<ClusterSprites>(m_theme, devicePixelRatio);
    }
    bool isDiscPainted = !m_openAt;
    for (const Item &item : m_items) {
        if (item.isOpened && !isDiscPainted) {
            paintOpenDisc(painter);
            isDiscPainted = true;
        }
        paintItem(painter, item, devicePixelRatio);
    }
}

void MarkLayer::paintItem(QPainter &painter, const Item &item, qreal devicePixelRatio)
{
    const double radius = radiusOf(item);
    if (!item.isCluster) {
        const MapMark &mark = m_marks[item.mark];
        drawCentred(painter, item.at, m_atlas.sprite(mark), devicePixelRatio);
        if (mark.selected) {
            drawCentred(painter, item.at, m_sprites->ring(radius + 5, true), devicePixelRatio);
        }
        paintBadge(painter, item.at, radius, mark.badge, devicePixelRatio);
        return;
    }
    const ClusterTally &tally = m_tallies[item.cluster];
    drawCentred(painter, item.at, m_sprites->donut(tally), devicePixelRatio);
    if (tally.selected > 0) {
        const bool isWhole = tally.selected == tally.count;
        drawCentred(painter, item.at, m_sprites->ring(radius + 3, isWhole), devicePixelRatio);
    }
    paintFigure(painter, item);
    paintBadge(painter, item.at, radius, tally.badge, devicePixelRatio);
}

void MarkLayer::paintBadge(QPainter &painter, const QPointF &at, double radius, const MarkBadge &badge, qreal ratio)
{
    if (badge.severity > 0) {
        const double diagonal = radius * 0.8;
        drawCentred(painter, at + QPointF(diagonal + 1, -diagonal - 1), m_sprites->badge(badge), ratio);
    }
}

void MarkLayer::paintFigure(QPainter &painter, const Item &item) const
{
    const std::optional<ClusterFigure> &figure = m_readings[item.cluster].figure;
    if (!figure || !needsAttention(figure->tone)) {
        return; // what is normal is told when somebody points at it
    }
    const QFont font = theme::font(theme::FontRole::Small);
    const QFontMetricsF metrics(font);
    const double width = metrics.horizontalAdvance(figure->text) + 6;
    const QRectF box(std::round(item.at.x() - width / 2), std::round(item.at.y() + radiusOf(item) + 2), width,
                     metrics.height() - 2);
    painter.fillRect(box, m_theme.panel);
    painter.setFont(font);
    painter.setPen(MarkAtlas::colorOf(m_theme, figure->tone));
    painter.drawText(box, Qt::AlignCenter, figure->text);
}

void MarkLayer::paintOpenDisc(QPainter &painter) const
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(m_theme.accent, 1));
    painter.setBrush(m_theme.panel);
    painter.drawEllipse(*m_openAt, m_openRadius, m_openRadius);
    painter.restore();
}

void MarkLayer::paintRing(QPainter &painter, const MapCamera &camera, const MapHit &hit, const QColor &color)
{
    place(camera);
    if (const Item *item = itemOf(hit)) {
        const double radius = radiusOf(*item) + (item->isCluster ? 3 : 5);
        painter.save();
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(color, 2));
        painter.drawEllipse(item->at, radius, radius);
        painter.restore();
    }
}

const MarkLayer::Item *MarkLayer::itemOf(const MapHit &hit) const
{
    const auto it = std::find_if(m_items.begin(), m_items.end(), [&](const Item &item) { return hitOf(item) == hit; });
    return it == m_items.end() ? nullptr : &*it;
}

std::optional<std::uint32_t> MarkLayer::indexOf(std::uint32_t key) const
{
    const auto it = std::lower_bound(m_byKey.begin(), m_byKey.end(), key,
                                     [this](std::uint32_t i, std::uint32_t wanted) { return m_marks[i].key < wanted; });
    return it != m_byKey.end() && m_marks[*it].key == key ? std::optional(*it) : std::nullopt;
}

std::optional<QPointF> MarkLayer::positionOf(std::uint32_t key, const MapCamera &camera)
{
    place(camera);
    const std::optional<std::uint32_t> mark = indexOf(key);
    if (!mark) {
        return std::nullopt;
    }
    const Cluster &cluster = m_level->clusters[m_level->ofMark[*mark]];
    const bool isOpen = m_open && m_openAt && itemOf({key, false}) != nullptr;
    QPointF at = camera.toScreen(cluster.world);
    if (cluster.isSpread || isOpen) {
        const std::span<const std::uint32_t> members = m_level->membersOf(cluster);
        at += spiralSeed(static_cast<std::size_t>(std::find(members.begin(), members.end(), *mark) - members.begin()));
    }
    return at;
}

std::optional<MapHit> MarkLayer::hitAt(const QPointF &at, const MapCamera &camera)
{
    place(camera);
    constexpr double kTolerance = 3;
    const Item *nearest = nullptr;
    double nearestDistance = 0;
    for (auto item = m_items.rbegin(); item != m_items.rend(); ++item) {
        const double distance = std::hypot(item->at.x() - at.x(), item->at.y() - at.y());
        const double radius = radiusOf(*item);
        if (distance <= radius) {
            return hitOf(*item); // the topmost
        }
        if (distance <= radius + kTolerance && (nearest == nullptr || distance < nearestDistance)) {
            nearest = &*item;
            nearestDistance = distance;
        }
    }
    return nearest != nullptr ? std::optional(hitOf(*nearest)) : std::nullopt;
}

std::vector<std::uint32_t> MarkLayer::keysOf(const MapHit &hit, const MapCamera &camera)
{
    place(camera);
    const std::optional<std::uint32_t> mark = indexOf(hit.key);
    if (!mark) {
        return {};
    }
    if (!hit.isCluster) {
        return {hit.key};
    }
    std::vector<std::uint32_t> keys;
    for (const std::uint32_t member : m_level->membersOf(m_level->clusters[m_level->ofMark[*mark]])) {
        keys.push_back(m_marks[member].key);
    }
    return keys;
}

std::vector<GeoPoint> MarkLayer::placesOf(std::span<const std::uint32_t> keys) const
{
    std::vector<GeoPoint> places;
    for (const std::uint32_t key : keys) {
        if (const std::optional<std::uint32_t> mark = indexOf(key)) {
            places.push_back(m_marks[*mark].place);
        }
    }
    return places;
}

std::vector<std::uint32_t> MarkLayer::keysIn(const QRectF &area, const MapCamera &camera)
{
    place(camera);
    std::vector<std::uint32_t> keys;
    for (const Item &item : m_items) {
        if (area.contains(item.at)) {
            const std::vector<std::uint32_t> own = keysOf(hitOf(item), camera);
            keys.insert(keys.end(), own.begin(), own.end());
        }
    }
    return keys;
}

std::vector<MapHit> MarkLayer::inReadingOrder(const MapCamera &camera)
{
    place(camera);
    constexpr double kRow = 48;
    const QRectF view(QPointF(0, 0), camera.viewSize());
    std::vector<const Item *> seen;
    for (const Item &item : m_items) {
        if (view.contains(item.at)) {
            seen.push_back(&item);
        }
    }
    std::sort(seen.begin(), seen.end(), [](const Item *a, const Item *b) {
        return std::tuple(std::floor(a->at.y() / kRow), a->at.x(), a->at.y()) <
               std::tuple(std::floor(b->at.y() / kRow), b->at.x(), b->at.y());
    });
    std::vector<MapHit> hits;
    std::transform(seen.begin(), seen.end(), std::back_inserter(hits),
                   [this](const Item *item) { return hitOf(*item); });
    return hits;
}

std::optional<ClusterFigure> MarkLayer::figureOf(const MapHit &hit, const MapCamera &camera)
{
    place(camera);
    const Item *item = hit.isCluster ? itemOf(hit) : nullptr;
    return item != nullptr ? m_readings[item->cluster].figure : std::nullopt;
}

bool MarkLayer::isInseparable(const Cluster &cluster, const MapCamera &camera)
{
    constexpr double kNearlyAll = 0.7; // the last step of the wheel changes no level any more
    return cluster.isOnePlace || camera.scale() > kNearlyAll * MapCamera::kMaxScale;
}

bool MarkLayer::isInseparable(const MapHit &cluster, const MapCamera &camera)
{
    place(camera);
    const std::optional<std::uint32_t> mark = indexOf(cluster.key);
    return mark && isInseparable(m_level->clusters[m_level->ofMark[*mark]], camera);
}

std::optional<MapHit> MarkLayer::hitOfKey(std::uint32_t key, const MapCamera &camera)
{
    place(camera);
    const std::optional<std::uint32_t> mark = indexOf(key);
    if (!mark) {
        return std::nullopt;
    }
    const Cluster &cluster = m_level->clusters[m_level->ofMark[*mark]];
    for (const MapHit &hit : {MapHit{key, false}, MapHit{m_marks[m_level->membersOf(cluster).front()].key, true}}) {
        if (itemOf(hit) != nullptr) {
            return hit;
        }
    }
    return std::nullopt;
}

void MarkLayer::open(const MapHit &cluster)
{
    m_open = cluster.key;
    m_placedFor.reset();
}

bool MarkLayer::close()
{
    m_placedFor.reset();
    return std::exchange(m_open, std::nullopt).has_value();
}

} // namespace iso::map
