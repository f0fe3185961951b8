#pragma once

#include <QLayout>
#include <QList>

namespace iso::widgets
{

/// Lays items out as words in a line: side by side, and on the next row what has no room. It asks for the height of the
/// width that it has, and not for one at every width: stacked pages would then take the height of the narrowest.
/// GUI thread.
class FlowLayout final : public QLayout
{
    Q_OBJECT

public:
    /// `spacing` lies between items and between rows, in pixels.
    explicit FlowLayout(QWidget *parent, int spacing);
    ~FlowLayout() override;

    void addItem(QLayoutItem *item) override;
    [[nodiscard]] int count() const override { return static_cast<int>(m_items.size()); }
    [[nodiscard]] QLayoutItem *itemAt(int index) const override;
    QLayoutItem *takeAt(int index) override;
    [[nodiscard]] Qt::Orientations expandingDirections() const override { return {}; }
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSize() const override;
    void setGeometry(const QRect &rect) override;

private:
    /// Places the items from the top of `rect`; returns the height they take.
    [[nodiscard]] int place(const QRect &rect) const;

    QList<QLayoutItem *> m_items;
    int m_spacing;
    int m_height = 0; ///< of all rows, at the last width
};

} // namespace iso::widgets
