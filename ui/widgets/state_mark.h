#pragma once

#include "ui/bridge/node_facts.h"
#include "ui/theme/theme.h"

#include <QWidget>

class QPainter;

namespace iso::widgets
{

/// Draws a node's state into a square around the middle of `area`: shape says what it does, colour how well.
void paintStateMark(QPainter &painter, const QRectF &area, bridge::NodeShape shape, const QColor &color);

/// A state mark as a widget, 12 px wide. GUI thread.
class StateMark final : public QWidget
{
    Q_OBJECT
public:
    explicit StateMark(const theme::Theme &theme, QWidget *parent = nullptr);

    void setTheme(const theme::Theme &theme);
    /// `text` is what the mark says, for assistive technology and the tooltip.
    void setState(bridge::NodeShape shape, bridge::Tone tone, const QString &text);

    [[nodiscard]] QSize sizeHint() const override { return {12, 12}; }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    theme::Theme m_theme;
    bridge::NodeShape m_shape = bridge::NodeShape::Ring;
    bridge::Tone m_tone = bridge::Tone::None;
};

} // namespace iso::widgets
