#pragma once

#include "ui/matrix/cell_atlas.h"

#include <QWidget>
#include <vector>

namespace iso::matrix
{

struct LegendEntry {
    MatrixCell cell;
    QString text;
};

/// One line below the matrix that says what its cells mean: drawn as they are. GUI thread.
class MatrixLegend final : public QWidget
{
    Q_OBJECT
public:
    explicit MatrixLegend(const theme::Theme &theme, QWidget *parent = nullptr);

    void setTheme(const theme::Theme &theme);
    void setEntries(const QString &title, std::vector<LegendEntry> entries);
    /// At the right end, such as how many are shown.
    void setNote(const QString &note);

    [[nodiscard]] QSize sizeHint() const override { return {320, kHeight}; }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    static constexpr int kHeight = 28;
    static constexpr int kCellSide = 12;

    theme::Theme m_theme;
    QString m_title;
    std::vector<LegendEntry> m_entries;
    QString m_note;
};

} // namespace iso::matrix
