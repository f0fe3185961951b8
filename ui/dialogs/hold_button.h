#pragma once

#include "core/base/time.h"

#include <QPushButton>
#include <QTimer>

namespace iso::dialogs
{

/// A button that can be made to need holding: mouse, Space or Enter, kept down for kHold while it fills. Letting go
/// earlier, or losing the focus, takes it back. GUI thread.
class HoldButton final : public QPushButton
{
    Q_OBJECT

public:
    static constexpr Duration kHold = std::chrono::seconds(1);

    /// `clock` outlives the button.
    explicit HoldButton(const Clock &clock, QWidget *parent = nullptr);

    void setHoldNeeded(bool needed);
    [[nodiscard]] bool isHoldNeeded() const { return m_holdNeeded; }
    /// 0 when not held, 1 when done.
    [[nodiscard]] double progress() const;

Q_SIGNALS:
    /// Clicked, or held long enough.
    void confirmed();

protected:
    void mousePressEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void keyReleaseEvent(QKeyEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;
    void hideEvent(QHideEvent *event) override;
    void changeEvent(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    void beginHold();
    void endHold();
    void checkHold();

    const Clock &m_clock;
    QTimer m_timer;
    SteadyTime m_heldSince;
    bool m_holdNeeded = false;
};

} // namespace iso::dialogs
