#include "ui/theme/themed_icons.h"

#include "resources/resources.h"

#include <QIconEngine>
#include <QPainter>
#include <QPixmapCache>
#include <QSvgRenderer>

namespace iso::theme
{

namespace
{

QPixmap render(const QByteArray &svg, const QSize &pixels)
{
    QSvgRenderer renderer(svg);
    if (!renderer.isValid() || pixels.isEmpty()) {
        return {};
    }
    QPixmap result(pixels);
    result.fill(Qt::transparent);
    QPainter painter(&result);
    painter.setRenderHint(QPainter::Antialiasing);
    renderer.render(&painter);
    return result;
}

QByteArray tinted(QByteArray svg, const QColor &color)
{
    return svg.replace("currentColor", color.name().toLatin1());
}

/// Renders at the size that is asked for, so one icon serves every pixel ratio.
class SvgEngine final : public QIconEngine
{
public:
    SvgEngine(QByteArray svg, QColor normal, QColor active, QColor disabled)
        : m_svg(std::move(svg))
        , m_normal(normal)
        , m_active(active)
        , m_disabled(disabled)
    {
    }

    void paint(QPainter *painter, const QRect &rect, QIcon::Mode mode, QIcon::State state) override
    {
        const qreal ratio = painter->device()->devicePixelRatioF();
        QPixmap image = pixmap((QSizeF(rect.size()) * ratio).toSize(), mode, state);
        painter->drawPixmap(rect, image);
    }

    QPixmap pixmap(const QSize &size, QIcon::Mode mode, QIcon::State state) override
    {
        const QColor color = colorFor(mode, state);
        const QString key = QStringLiteral("iso/%1/%2/%3x%4")
                                .arg(qHash(m_svg))
                                .arg(color.isValid() ? color.name() : QString())
                                .arg(size.width())
                                .arg(size.height());
        QPixmap result;
        if (!QPixmapCache::find(key, &result)) {
            result = render(color.isValid() ? tinted(m_svg, color) : m_svg, size);
            QPixmapCache::insert(key, result);
        }
        return result;
    }

    [[nodiscard]] QIconEngine *clone() const override { return new SvgEngine(*this); }

private:
    [[nodiscard]] QColor colorFor(QIcon::Mode mode, QIcon::State state) const
    {
        if (mode == QIcon::Disabled) {
            return m_disabled;
        }
        return mode == QIcon::Normal && state == QIcon::Off ? m_normal : m_active;
    }

    QByteArray m_svg;
    QColor m_normal, m_active, m_disabled;
};

Result<QByteArray> svgOf(const QString &name)
{
    return resources::read(QStringLiteral("icons/%1.svg").arg(name));
}

} // namespace

ThemedIcons::ThemedIcons(const Theme &theme)
    : m_theme(theme)
{
}

QIcon ThemedIcons::icon(const QString &name) const
{
    const Result<QByteArray> svg = svgOf(name);
    return svg ? QIcon(new SvgEngine(*svg, m_theme.muted, m_theme.text, m_theme.faint)) : QIcon();
}

QPixmap ThemedIcons::pixmap(const QString &name, const QColor &color, int size, qreal devicePixelRatio)
{
    const Result<QByteArray> svg = svgOf(name);
    if (!svg) {
        return {};
    }
    QPixmap result = render(tinted(*svg, color), (QSizeF(size, size) * devicePixelRatio).toSize());
    result.setDevicePixelRatio(devicePixelRatio);
    return result;
}

QIcon ThemedIcons::applicationIcon()
{
    const Result<QByteArray> svg = svgOf(QStringLiteral("isochrone"));
    return svg ? QIcon(new SvgEngine(*svg, QColor(), QColor(), QColor())) : QIcon();
}

} // namespace iso::theme
