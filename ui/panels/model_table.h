#pragma once

#include "core/telemetry/sample.h"
#include "core/telemetry/sliding_histogram.h"
#include "core/wire/birth.h"

#include <QWidget>
#include <map>
#include <string>
#include <vector>

class QGridLayout;
class QLabel;

namespace iso::panels
{

/// The models of a node that serves several, with their figures: levels of the newest live sample, TTFT of the last
/// minute. Hidden for a node with one model or none, whose figures are those of the node. GUI thread.
class ModelTable final : public QWidget
{
    Q_OBJECT

public:
    /// More models than this are counted in a last row.
    static constexpr std::size_t kMostModels = 16;

    explicit ModelTable(QWidget *parent = nullptr);

    /// Another node, or a new birth: forgets figures.
    void setNode(const wire::Birth &birth);
    void add(const telemetry::Sample &sample, HubTime received);
    /// Shows what was added; call it once for a batch.
    void showFigures();
    /// Greys the figures.
    void setStale(bool stale);

    /// The texts of a model's row: name, running / waiting, KV cache, TTFT p95, tokens/s. Empty for an unknown model.
    [[nodiscard]] QStringList textsOf(const QString &model) const;

private:
    struct Figures {
        telemetry::MetricSet metrics;
        telemetry::SlidingHistogram ttft;
        double interval_s = 0;
        bool isReported = false;
    };
    [[nodiscard]] QStringList textsOf(const std::string &model, const Figures &figures) const;
    QLabel *makeCell(int row, int column, const char *role);

    QGridLayout *m_grid;
    std::map<std::string, Figures> m_models;
    std::vector<std::vector<QLabel *>> m_rows;
    bool m_isStale = false;
};

} // namespace iso::panels
