#pragma once

#include "core/isochrone/what_if.h"

#include <QFrame>

class QLabel;
class QVBoxLayout;

namespace iso::widgets
{
class VerticalScrollArea;
}

namespace iso::panels
{

/// What draining some nodes would do: what is lost beyond each level, who takes over, and on which models that stands.
/// Lies over the map. GUI thread.
class WhatIfPanel final : public QFrame
{
    Q_OBJECT
public:
    explicit WhatIfPanel(QWidget *map);

    /// The question was asked, the answer is being worked out.
    void showWaiting(std::size_t nodes);
    void setAnswer(const isochrone::WhatIf &what);

    /// All that is written on it, for tests and for copying.
    [[nodiscard]] QString text() const;

Q_SIGNALS:
    void closed();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    QLabel *addText(const char *role);
    void fit();

    QVBoxLayout *m_texts = nullptr;
    widgets::VerticalScrollArea *m_scroll = nullptr;
    QLabel *m_title;
    QLabel *m_losses;
    QLabel *m_takeover;
    QLabel *m_warning;
    QLabel *m_notes;
};

} // namespace iso::panels
