#pragma once

#include <QPixmap>
#include <QStyle>
#include <QToolButton>

namespace iso::map
{

/// A button that floats over the map. It is painted with every frame of the map below it, so its picture is kept as
/// long as it looks the same: the style sheet would take five buttons a fifth of a frame. GUI thread.
class MapButton final : public QToolButton
{
    Q_OBJECT
public:
    using QToolButton::QToolButton;

protected:
    void paintEvent(QPaintEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    /// All that its look depends on and that nobody announces.
    struct Look {
        QStyle::State state;
        QSize size;
        qreal devicePixelRatio = 1;
        qint64 icon = 0;
        bool operator==(const Look &) const = default;
    };
    Look m_look;
    QPixmap m_picture;
};

} // namespace iso::map
