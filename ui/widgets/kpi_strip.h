#pragma once

#include "core/fleet/snapshot.h"
#include "core/problems/problem.h"
#include "ui/bridge/objectives.h"
#include "ui/theme/theme.h"
#include "ui/widgets/figure_history.h"
#include "ui/widgets/kpi_tile.h"

#include <QWidget>
#include <array>

class QHBoxLayout;

namespace iso::widgets
{

/// The fleet in one line of figures. A tile appears when its figure first exists, and stays. GUI thread.
class KpiStrip final : public QWidget
{
    Q_OBJECT
public:
    enum Tile { NodesTile = 0, TtftTile, ErrorsTile, LoadTile, TokensTile, EnergyTile, ProblemsTile, TileCount };

    KpiStrip(const theme::Theme &theme, const bridge::Objectives &objectives, QWidget *parent = nullptr);

    void setTheme(const theme::Theme &theme);
    void setSnapshot(const fleet::FleetSnapshot &snapshot);
    /// Shown with the next snapshot, and at once when the tile is there.
    void setProblems(const problems::ProblemList &list);
    /// Null while the tile's figure has never existed.
    [[nodiscard]] const KpiTile *tile(Tile which) const { return m_tiles[which]; }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void show(Tile which, HubTime at, const std::optional<double> &figure, KpiFigure shown);
    [[nodiscard]] static QString titleOf(Tile which);
    [[nodiscard]] KpiFigure problemsFigure() const;
    [[nodiscard]] KpiFigure ttftFigure(const fleet::GroupSummary &fleet) const;

    theme::Theme m_theme;
    bridge::Objectives m_objectives;
    QHBoxLayout *m_layout;
    std::array<std::uint32_t, 4> m_problems{}; ///< by severity
    std::array<KpiTile *, TileCount> m_tiles{};
    std::array<FigureHistory, TileCount> m_histories;
};

/// A core trend as values for a sparkline.
std::vector<float> trendValues(const fleet::Trend &trend);

} // namespace iso::widgets
