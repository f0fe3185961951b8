#pragma once

#include "ui/charts/chart_frame.h"

namespace iso::charts
{

/// A chart of any named lines and bands, coloured by what they mean. GUI thread.
class SeriesChart final : public ChartFrame
{
    Q_OBJECT

public:
    using Color = QColor theme::Theme::*;

    struct Line {
        QString name;
        SeriesData data;
        Color color = &theme::Theme::iso;
        double width = 1.4;
        bool filled = false;
    };
    struct Band {
        SeriesData lower;
        SeriesData upper;
        Color color = &theme::Theme::iso;
        float opacity = 0.12F;
    };

    SeriesChart(const QString &title, ChartScheduler &scheduler, QWidget *parent = nullptr);

    /// Replaces lines and bands. `decimals` are those of the read-out.
    void setData(std::vector<Line> lines, std::vector<Band> bands, int decimals);
    void setObjective(std::optional<ChartLevel> level) { setLevel(std::move(level)); }
    /// How far the scale reaches at least.
    void setLeastTop(double top) { setScale(4, top); }
    [[nodiscard]] const std::vector<ChartLine> &shownLines() const { return chartLines(); }

    /// Eight colours for lines that mean the same for different nodes, by their place.
    static Color colorOf(std::size_t place);
    static constexpr std::size_t kMostLines = 8;

protected:
    void styleLines(std::vector<ChartLine> &lines) override;
    void styleBands(std::vector<ChartBand> &bands) override;

private:
    struct Look {
        Color color;
        double width = 1;
        bool filled = false;
    };
    std::vector<Look> m_looks;
    std::vector<std::pair<Color, float>> m_bandLooks;
};

} // namespace iso::charts
