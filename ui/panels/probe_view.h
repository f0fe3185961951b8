#pragma once

#include "ui/panels/probe_figures.h"
#include "ui/theme/theme.h"

#include <QWidget>

class QLabel;

namespace iso::panels
{

class ProbeTable;

/// What a probe measured: how many requests went well, and each latency with its percentiles and distribution.
/// GUI thread.
class ProbeView final : public QWidget
{
    Q_OBJECT

public:
    explicit ProbeView(const theme::Theme &theme, QWidget *parent = nullptr);

    void setTheme(const theme::Theme &theme);
    void setFigures(const ProbeFigures &figures);
    /// All that is shown, one line for each latency: "TTFT p50 120 p95 180 p99 210 ms".
    [[nodiscard]] QString text() const;

private:
    QLabel *m_summary;
    ProbeTable *m_table;
};

/// The latencies, painted: name, percentiles, histogram. GUI thread.
class ProbeTable final : public QWidget
{
    Q_OBJECT

public:
    static constexpr int kHeadHeight = 20;
    static constexpr int kRowHeight = 44;

    explicit ProbeTable(const theme::Theme &theme, QWidget *parent = nullptr);

    void setTheme(const theme::Theme &theme);
    void setLatencies(const std::vector<ProbeFigures::Latency> &latencies);
    [[nodiscard]] QString text() const;

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override { return {260, sizeHint().height()}; }

protected:
    void paintEvent(QPaintEvent *event) override;
    bool event(QEvent *event) override;

private:
    void paintHead(QPainter &painter) const;
    void paintRow(QPainter &painter, const ProbeFigures::Latency &latency, double top) const;
    void paintHistogram(QPainter &painter, const std::vector<commands::HistogramBar> &bars, const QRectF &area) const;

    theme::Theme m_theme;
    std::vector<ProbeFigures::Latency> m_latencies;
};

} // namespace iso::panels
