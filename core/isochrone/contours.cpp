#include "core/isochrone/contours.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

namespace iso::isochrone
{

namespace
{

constexpr double kPi = std::numbers::pi;
constexpr double kTolerance_km = 0.3; ///< of a chord against the line

/// The points that a site reaches within the level, seen from its middle.
struct Circle {
    Vector center;
    Vector right;      ///< where the angle along the edge is 0
    Vector up;         ///< where it is 90 degrees
    double radius = 0; ///< radians
    double cosine = 1; ///< of the radius
    double sine = 0;

    [[nodiscard]] Vector edgeAt(double angle) const
    {
        return cosine * center + sine * (std::cos(angle) * right + std::sin(angle) * up);
    }
    [[nodiscard]] bool isApartFrom(const Circle &other) const
    {
        return radius + other.radius < kPi &&
               dot(center, other.center) < cosine * other.cosine - sine * other.sine; // the cosine of both radii
    }
};

/// A part of an edge, from <= to; angles are from 0 to 2 pi.
struct Arc {
    double from;
    double to;
};

Circle circleAround(const Vector &center, double radius)
{
    const Vector helper = std::abs(center.z) < 0.9 ? Vector{0, 0, 1} : Vector{1, 0, 0};
    const Vector right = normalised(cross(helper, center));
    return {center, right, cross(center, right), radius, std::cos(radius), std::sin(radius)};
}

/// Adds the part of `circle`'s edge that `other` covers. False when that is all of it.
///
/// The edge at angle a has the cosine A + B cos(a - a0) to the other's middle; it is covered where that is at least the
/// cosine of the other's radius.
bool addCovered(const Circle &circle, const Circle &other, bool isOtherFirst, std::vector<Arc> &covered)
{
    const double along = circle.cosine * dot(circle.center, other.center);
    const double right = dot(circle.right, other.center);
    const double up = dot(circle.up, other.center);
    const double swing = circle.sine * std::sqrt(right * right + up * up);
    const double needed = other.cosine - along;
    if (needed <= -swing) {
        // All of it. Two equal circles cover each other: the first one's edge is drawn.
        return needed == -swing && swing == 0 && circle.radius == other.radius && !isOtherFirst;
    }
    if (needed >= swing) {
        return true;
    }
    const double half = std::acos(needed / swing);
    double middle = std::atan2(up, right);
    middle = middle < 0 ? middle + 2 * kPi : middle;
    const double from = middle - half;
    const double to = middle + half;
    if (from < 0) {
        covered.push_back({from + 2 * kPi, 2 * kPi});
    }
    if (to > 2 * kPi) {
        covered.push_back({0, to - 2 * kPi});
    }
    covered.push_back({std::max(from, 0.0), std::min(to, 2 * kPi)});
    return true;
}

/// What is left of 0 to 2 pi. Sorts `covered`.
std::vector<Arc> uncovered(std::vector<Arc> &covered)
{
    std::sort(covered.begin(), covered.end(), [](const Arc &a, const Arc &b) { return a.from < b.from; });
    std::vector<Arc> left;
    double reached = 0;
    for (const Arc &arc : covered) {
        if (arc.from > reached) {
            left.push_back({reached, arc.from});
        }
        reached = std::max(reached, arc.to);
    }
    if (reached < 2 * kPi) {
        left.push_back({reached, 2 * kPi});
    }
    // Where the edge begins is nobody's corner: an arc goes on across it.
    if (left.size() > 1 && left.front().from == 0 && left.back().to == 2 * kPi) {
        left.back().to = 2 * kPi + left.front().to;
        left.erase(left.begin());
    }
    return left;
}

/// The parts of a circle's edge that no other circle covers.
std::vector<Arc> exposedArcs(const std::vector<Circle> &circles, std::size_t index)
{
    // Near circles cover most: a circle inside the union is found out after a few of them.
    constexpr std::size_t kNear = 24;
    const Circle &circle = circles[index];
    std::vector<std::pair<double, std::size_t>> others; // minus cosine of the distance: near ones first
    others.reserve(circles.size());
    for (std::size_t i = 0; i < circles.size(); ++i) {
        if (i != index && !circle.isApartFrom(circles[i])) {
            others.emplace_back(-dot(circle.center, circles[i].center), i);
        }
    }
    std::vector<Arc> covered;
    std::size_t done = 0;
    while (done < others.size()) {
        const std::size_t next = done == 0 ? std::min(kNear, others.size()) : others.size();
        if (next < others.size()) {
            std::nth_element(others.begin(), others.begin() + static_cast<std::ptrdiff_t>(next), others.end());
        }
        for (; done < next; ++done) {
            const std::size_t other = others[done].second;
            if (!addCovered(circle, circles[other], other < index, covered)) {
                return {};
            }
        }
        if (done < others.size() && uncovered(covered).empty()) {
            return {};
        }
    }
    return uncovered(covered);
}

/// Puts points on an arc and cuts it at the antimeridian.
class ArcDrawer
{
public:
    ArcDrawer(const Circle &circle, std::vector<Polyline> &lines)
        : m_circle(circle)
        , m_lines(lines)
    {
    }

    void draw(const Arc &arc)
    {
        // Whatever the size, a full circle is never less than a polygon of 48 corners.
        constexpr double kLongestStep = 2 * kPi / 48;
        const int steps = std::max(1, static_cast<int>(std::ceil((arc.to - arc.from) / kLongestStep)));
        GeoPoint last = placeAt(arc.from);
        m_lines.push_back({last});
        double from = arc.from;
        for (int i = 1; i <= steps; ++i) {
            const double to = arc.from + (arc.to - arc.from) * i / steps;
            const GeoPoint next = placeAt(to);
            refine(from, last, to, next, 0);
            from = to;
            last = next;
        }
        if (m_lines.back().size() < 2) {
            m_lines.pop_back();
        }
    }

private:
    [[nodiscard]] GeoPoint placeAt(double angle) const { return toPlace(m_circle.edgeAt(angle)); }

    /// Longitude from a to b the short way, -180 to 180.
    static double eastward_deg(const GeoPoint &a, const GeoPoint &b)
    {
        return std::remainder(b.longitude_deg - a.longitude_deg, 360.0);
    }

    /// How far the middle of the arc is from the middle of the chord, where both are drawn in longitude and latitude.
    static double deviation_km(const GeoPoint &from, const GeoPoint &middle, const GeoPoint &to)
    {
        const double north_deg = middle.latitude_deg - (from.latitude_deg + to.latitude_deg) / 2;
        const double east_deg = eastward_deg(from, middle) - eastward_deg(from, to) / 2;
        return std::hypot(north_deg, east_deg * std::cos(middle.latitude_deg * kRadians)) * kRadians * kEarthRadius_km;
    }

    void refine(double from, const GeoPoint &fromPlace, double to, const GeoPoint &toPlace, int depth)
    {
        constexpr int kDeepest = 10; // beside a pole longitudes may never come close
        const double middle = (from + to) / 2;
        const GeoPoint middlePlace = placeAt(middle);
        if (depth >= kDeepest || deviation_km(fromPlace, middlePlace, toPlace) <= kTolerance_km) {
            append(toPlace);
            return;
        }
        refine(from, fromPlace, middle, middlePlace, depth + 1);
        refine(middle, middlePlace, to, toPlace, depth + 1);
    }

    void append(const GeoPoint &next)
    {
        const GeoPoint last = m_lines.back().back();
        if (std::abs(next.longitude_deg - last.longitude_deg) > 180) {
            const double side_deg = last.longitude_deg > 0 ? 180 : -180;
            const double whole_deg = eastward_deg(last, next);
            const double part = whole_deg == 0 ? 0 : (side_deg - last.longitude_deg) / whole_deg;
            const double latitude_deg = last.latitude_deg + part * (next.latitude_deg - last.latitude_deg);
            m_lines.back().push_back({latitude_deg, side_deg});
            m_lines.push_back({{latitude_deg, -side_deg}});
        }
        m_lines.back().push_back(next);
    }

    const Circle &m_circle;
    std::vector<Polyline> &m_lines;
};

} // namespace

std::optional<Contour> contourOf(const TimeField &field, double level_ms, const std::stop_token &stop)
{
    Contour contour;
    contour.level_ms = level_ms;
    std::vector<Circle> circles;
    for (const TimeField::Site &site : field.sites()) {
        const double radius = field.model().reach_km(level_ms - site.ttft_ms) / kEarthRadius_km;
        if (radius >= kPi) {
            return contour; // this one reaches everywhere
        }
        if (radius > 0) {
            circles.push_back(circleAround(site.at, radius));
        }
    }
    for (std::size_t i = 0; i < circles.size(); ++i) {
        if (stop.stop_requested()) {
            return std::nullopt;
        }
        ArcDrawer drawer(circles[i], contour.lines);
        for (const Arc &arc : exposedArcs(circles, i)) {
            drawer.draw(arc);
        }
    }
    return stop.stop_requested() ? std::nullopt : std::optional(std::move(contour));
}

} // namespace iso::isochrone
