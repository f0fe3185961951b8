#pragma once

#include <QEvent>
#include <QLabel>
#include <QPainter>
#include <QStyleOption>

namespace iso::widgets
{

/// A label of one line that gives way: what does not fit ends in an ellipsis, and the whole text becomes the tooltip.
class ElidedLabel final : public QLabel
{
    Q_OBJECT

public:
    using QLabel::QLabel;

    [[nodiscard]] QSize minimumSizeHint() const override { return {24, QLabel::minimumSizeHint().height()}; }

protected:
    void paintEvent(QPaintEvent *event) override
    {
        Q_UNUSED(event)
        QPainter painter(this);
        const QString shown = fontMetrics().elidedText(text(), Qt::ElideRight, width());
        style()->drawItemText(&painter, rect(), static_cast<int>(alignment()), palette(), isEnabled(), shown,
                              foregroundRole());
    }
    bool event(QEvent *event) override
    {
        if (event->type() == QEvent::ToolTip && toolTip().isEmpty() &&
            fontMetrics().horizontalAdvance(text()) > width()) {
            setToolTip(text());
            const bool handled = QLabel::event(event);
            setToolTip(QString());
            return handled;
        }
        return QLabel::event(event);
    }
};

} // namespace iso::widgets
