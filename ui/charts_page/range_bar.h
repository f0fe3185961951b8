#pragma once

#include "core/base/time.h"

#include <QWidget>
#include <optional>
#include <vector>

class QToolButton;

namespace iso::charts_page
{

/// The choice of a range of time: the last minutes to days, or any other range. GUI thread.
class RangeBar final : public QWidget
{
    Q_OBJECT
public:
    explicit RangeBar(QWidget *parent = nullptr);

    /// Marks the button of a range, the custom one for none.
    void showChosen(std::optional<Duration> range);
    /// What the fields of a custom range begin with.
    void setShownRange(NodeTime from, NodeTime to);
    [[nodiscard]] QToolButton *button(Duration range) const;

Q_SIGNALS:
    /// The newest so and so long.
    void lastChosen(iso::Duration range);
    void customChosen(iso::NodeTime from, iso::NodeTime to);

private:
    void openCustom();

    struct Choice {
        Duration range;
        QToolButton *button;
    };
    std::vector<Choice> m_choices;
    QToolButton *m_custom;
    NodeTime m_from;
    NodeTime m_to;
};

} // namespace iso::charts_page
