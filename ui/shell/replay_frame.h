#pragma once

#include <QColor>
#include <QWidget>

namespace iso::shell
{

/// A coloured frame over all of its parent, so that the past is never taken for the present. Lets the mouse through.
/// GUI thread.
class ReplayFrame final : public QWidget
{
    Q_OBJECT
public:
    explicit ReplayFrame(QWidget *parent);
    void setColor(const QColor &color);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    void fit();
    QColor m_color;
};

} // namespace iso::shell
