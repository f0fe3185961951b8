#pragma once

#include <QEvent>
#include <QScrollArea>
#include <QScrollBar>
#include <algorithm>

namespace iso::widgets
{

/// Scrolls up and down only, and is therefore never narrower than what it holds beside the scroll bar. GUI thread.
class VerticalScrollArea final : public QScrollArea
{
    Q_OBJECT

public:
    explicit VerticalScrollArea(QWidget *content, QWidget *parent = nullptr)
        : QScrollArea(parent)
    {
        setFrameShape(QFrame::NoFrame);
        setWidgetResizable(true);
        setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
        setFocusPolicy(Qt::NoFocus); // what is inside takes it, and is scrolled to
        setWidget(content);
        content->installEventFilter(this); // QScrollArea does so too; said here because the minimum hangs on it
    }

    [[nodiscard]] QSize minimumSizeHint() const override
    {
        const int width = std::max(widget()->minimumSizeHint().width(), widget()->minimumWidth());
        return {width + verticalScrollBar()->sizeHint().width(), kLeastHeight};
    }

protected:
    bool eventFilter(QObject *watched, QEvent *event) override
    {
        if (watched == widget() && event->type() == QEvent::LayoutRequest) {
            updateGeometry();
        }
        return QScrollArea::eventFilter(watched, event);
    }

private:
    static constexpr int kLeastHeight = 60; ///< two rows and the bar that leads to the rest
};

} // namespace iso::widgets
