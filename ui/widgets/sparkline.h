#pragma once

#include <QColor>
#include <QRectF>
#include <QWidget>
#include <span>
#include <vector>

class QPainter;

namespace iso::widgets
{

/// A line without axes over values of equal distance in time. NaN is a gap. The scale spans at least
/// `minimumSpan_ratio` of the mean, so that noise stays flat and only real changes stand out.
void paintSparkline(QPainter &painter, const QRectF &area, std::span<const float> values, const QColor &color,
                    double minimumSpan_ratio = 0.3);

/// A sparkline as a widget. GUI thread.
class Sparkline final : public QWidget
{
    Q_OBJECT
public:
    explicit Sparkline(QWidget *parent = nullptr);

    void setColor(const QColor &color);
    void setValues(std::vector<float> values);

    [[nodiscard]] QSize sizeHint() const override { return {92, 20}; }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QColor m_color;
    std::vector<float> m_values;
};

} // namespace iso::widgets
