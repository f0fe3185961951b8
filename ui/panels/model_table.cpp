#include "ui/panels/model_table.h"

#include "ui/bridge/value_text.h"
#include "ui/widgets/elided_label.h"

#include <QGridLayout>
#include <algorithm>

namespace iso::panels
{

using bridge::toQString;
using bridge::ValueText;
using telemetry::LatencyId;
using telemetry::MetricId;

namespace
{

constexpr int kColumns = 5;

QString textOf(const telemetry::MetricSet &metrics, MetricId id)
{
    return bridge::metricText(metrics, id).text;
}

} // namespace

ModelTable::ModelTable(QWidget *parent)
    : QWidget(parent)
    , m_grid(new QGridLayout(this))
{
    setAccessibleName(tr("Models of the node"));
    m_grid->setContentsMargins(0, 0, 0, 0);
    m_grid->setHorizontalSpacing(10);
    m_grid->setVerticalSpacing(4);
    m_grid->setColumnStretch(0, 1);
    const QStringList headings = {tr("Model"), tr("Run / wait"), tr("KV"), tr("TTFT p95"), tr("Tokens/s")};
    for (int column = 0; column < kColumns; ++column) {
        makeCell(0, column, "faint")->setText(headings[column]);
    }
    hide();
}

QLabel *ModelTable::makeCell(int row, int column, const char *role)
{
    QLabel *label = column == 0 ? new widgets::ElidedLabel(this) : new QLabel(this);
    label->setProperty("role", QLatin1String(role));
    label->setAlignment((column == 0 ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    m_grid->addWidget(label, row, column);
    return label;
}

void ModelTable::setNode(const wire::Birth &birth)
{
    m_models.clear();
    for (const wire::Model &model : birth.models) {
        m_models[model.name];
    }
    showFigures();
}

void ModelTable::add(const telemetry::Sample &sample, HubTime received)
{
    for (const telemetry::ModelSample &model : sample.models) {
        if (!m_models.contains(model.model) && m_models.size() >= kMostModels) {
            continue; // the last row says that there are more
        }
        Figures &figures = m_models[model.model];
        figures.metrics = model.metrics;
        figures.interval_s = static_cast<double>(sample.interval.count()) / 1e9;
        figures.isReported = true;
        if (const auto &ttft = model.latencies[static_cast<std::size_t>(LatencyId::TimeToFirstToken)]) {
            figures.ttft.add(*ttft, SteadyTime::fromNanoseconds(received.toNanoseconds()));
        }
    }
    for (auto &[name, figures] : m_models) {
        figures.ttft.advance(SteadyTime::fromNanoseconds(received.toNanoseconds()));
    }
}

QStringList ModelTable::textsOf(const std::string &model, const Figures &figures) const
{
    if (!figures.isReported) {
        const QString none = QStringLiteral("\u2014");
        return {toQString(model), none, none, none, none};
    }
    const auto tokens = figures.metrics.value(MetricId::TokensOut);
    const auto p95 = figures.ttft.total().quantile(0.95);
    return {toQString(model),
            textOf(figures.metrics, MetricId::RequestsRunning) + QStringLiteral(" / ") +
                textOf(figures.metrics, MetricId::RequestsWaiting),
            textOf(figures.metrics, MetricId::KvCacheUsage),
            p95 ? bridge::milliseconds(p95->estimate) : QStringLiteral("\u2014"),
            tokens && figures.interval_s > 0 ? bridge::si(*tokens / figures.interval_s)
                                             : textOf(figures.metrics, MetricId::TokensOut)};
}

void ModelTable::showFigures()
{
    setVisible(m_models.size() > 1);
    std::vector<QStringList> texts;
    for (const auto &[name, figures] : m_models) {
        if (texts.size() == kMostModels) {
            texts.push_back({tr("and %1 more").arg(m_models.size() - kMostModels), {}, {}, {}, {}});
            break;
        }
        texts.push_back(textsOf(name, figures));
    }
    while (m_rows.size() < texts.size()) {
        std::vector<QLabel *> cells;
        for (int column = 0; column < kColumns; ++column) {
            cells.push_back(makeCell(static_cast<int>(m_rows.size()) + 1, column, column == 0 ? "muted" : ""));
        }
        m_rows.push_back(std::move(cells));
    }
    for (std::size_t row = 0; row < m_rows.size(); ++row) {
        for (int column = 0; column < kColumns; ++column) {
            QLabel *cell = m_rows[row][static_cast<std::size_t>(column)];
            const QString text = row < texts.size() ? texts[row][column] : QString();
            cell->setVisible(row < texts.size());
            cell->setEnabled(!m_isStale);
            if (cell->text() != text) {
                cell->setText(text);
            }
        }
    }
}

void ModelTable::setStale(bool stale)
{
    if (stale != m_isStale) {
        m_isStale = stale;
        showFigures();
    }
}

QStringList ModelTable::textsOf(const QString &model) const
{
    const auto found = m_models.find(model.toStdString());
    return found == m_models.end() ? QStringList() : textsOf(found->first, found->second);
}

} // namespace iso::panels
