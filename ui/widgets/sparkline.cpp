#include "ui/widgets/sparkline.h"

#include <QPainter>
#include <QPolygonF>
#include <algorithm>
#include <cmath>

namespace iso::widgets
{

namespace
{

struct Scale {
    double low;
    double span;
};

Scale scaleOf(std::span<const float> values, double minimumSpan_ratio)
{
    double low = 0;
    double high = 0;
    double sum = 0;
    int count = 0;
    for (const float value : values) {
        if (std::isnan(value)) {
            continue;
        }
        low = count == 0 ? value : std::min<double>(low, value);
        high = count == 0 ? value : std::max<double>(high, value);
        sum += value;
        ++count;
    }
    const double mean = count == 0 ? 0 : sum / count;
    const double span = std::max({high - low, std::abs(mean) * minimumSpan_ratio, 1e-9});
    return {(low + high - span) / 2, span};
}

} // namespace

void paintSparkline(QPainter &painter, const QRectF &area, std::span<const float> values, const QColor &color,
                    double minimumSpan_ratio)
{
    const auto known = std::count_if(values.begin(), values.end(), [](float value) { return !std::isnan(value); });
    if (known < 2) {
        return; // one value is no course
    }
    const Scale scale = scaleOf(values, minimumSpan_ratio);
    const double step = area.width() / static_cast<double>(std::max<std::size_t>(1, values.size() - 1));
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(color, 1.2));
    QPolygonF run;
    const auto flush = [&] {
        if (run.size() == 1) {
            painter.drawPoint(run.first()); // a lone value between two gaps
        } else if (run.size() > 1) {
            painter.drawPolyline(run);
        }
        run.clear();
    };
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (std::isnan(values[i])) {
            flush();
            continue;
        }
        const double height = (values[i] - scale.low) / scale.span;
        run.append({area.left() + step * static_cast<double>(i), area.bottom() - height * area.height()});
    }
    flush();
    painter.restore();
}

Sparkline::Sparkline(QWidget *parent)
    : QWidget(parent)
{
    setAttribute(Qt::WA_NoSystemBackground);
}

void Sparkline::setColor(const QColor &color)
{
    m_color = color;
    update();
}

void Sparkline::setValues(std::vector<float> values)
{
    m_values = std::move(values);
    update();
}

void Sparkline::paintEvent(QPaintEvent * /*event*/)
{
    QPainter painter(this);
    paintSparkline(painter, QRectF(rect()).adjusted(1, 2, -1, -2), m_values, m_color);
}

} // namespace iso::widgets
