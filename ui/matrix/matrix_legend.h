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

/// Says below the matrix what its cells mean, drawn as they are; in as many lines as it takes. GUI thread.
class MatrixLegend final : public QWidget
{
    Q_OBJECT
public:
    explicit MatrixLegend(const theme::Theme &theme, QWidget *parent = nullptr);

    void setTheme(const theme::Theme &theme);
    void setEntries(const QString &title, std::vector<LegendEntry> entries);
    /// At the right end, such as how many are shown.
    void setNote(const QString &note);

    [[nodiscard]] QSize sizeHint() const override { return {320, heightForWidth(320)}; }

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    static constexpr int kCellSide = 12;

    struct Place {
        QPoint cell;
        QRect text;
    };
    [[nodiscard]] std::vector<Place> placesFor(int width) const;
    [[nodiscard]] int heightForWidth(int width) const override;
    void fitHeight();

    theme::Theme m_theme;
    QString m_title;
    std::vector<LegendEntry> m_entries;
    QString m_note;
};

} // namespace iso::matrix
