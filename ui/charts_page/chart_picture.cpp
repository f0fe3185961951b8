#include "ui/charts_page/chart_picture.h"

#include "ui/theme/theme.h"

#include <QImage>
#include <QPainter>
#include <QWidget>

namespace iso::charts_page
{

bool savePicture(const QString &file, QWidget &charts, const QString &title, const QString &details)
{
    constexpr int kMargin = 12;
    constexpr int kHead = 44;
    constexpr qreal kSharpness = 2;
    const QSize size = charts.size() + QSize(2 * kMargin, kHead + kMargin);
    QImage image(size * kSharpness, QImage::Format_RGB32);
    image.setDevicePixelRatio(kSharpness);
    image.fill(charts.palette().color(QPalette::Window));
    QPainter painter(&image);
    painter.setPen(charts.palette().color(QPalette::WindowText));
    painter.setFont(theme::font(theme::FontRole::Heading));
    painter.drawText(QRect(kMargin, 6, size.width() - 2 * kMargin, 18), Qt::AlignLeft, title);
    painter.setFont(theme::font(theme::FontRole::Small));
    painter.drawText(QRect(kMargin, 24, size.width() - 2 * kMargin, 16), Qt::AlignLeft, details);
    charts.render(&painter, QPoint(kMargin, kHead));
    painter.end();
    return image.save(file);
}

} // namespace iso::charts_page
