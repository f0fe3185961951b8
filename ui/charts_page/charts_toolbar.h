#pragma once

#include "core/telemetry/metric.h"
#include "ui/charts_page/chart_subject.h"
#include "ui/charts_page/range_bar.h"

#include <QWidget>

class QAction;
class QComboBox;
class QLabel;
class QToolButton;

namespace iso::charts_page
{

/// What can be chosen about the charts: whom, which latency, one line or many, the range of time, export. Holds no
/// state of its own but that of its buttons. GUI thread.
class ChartsToolbar final : public QWidget
{
    Q_OBJECT
public:
    explicit ChartsToolbar(QWidget *parent = nullptr);

    void setTitle(const QString &title);
    [[nodiscard]] QString title() const;
    /// Whether the nodes can also be one line each, and whether they are.
    void setSeparate(bool possible, bool separate);
    void setLive(bool live);
    void setZoomed(bool zoomed);
    [[nodiscard]] Scope scope() const;
    [[nodiscard]] bool isPinned() const;
    [[nodiscard]] RangeBar &ranges() { return *m_ranges; }
    [[nodiscard]] QToolButton &pin() { return *m_pin; }
    [[nodiscard]] QToolButton &live() { return *m_live; }
    [[nodiscard]] QToolButton &separate() { return *m_separate; }
    [[nodiscard]] QComboBox &latencies() { return *m_latency; }
    [[nodiscard]] QComboBox &scopes() { return *m_scope; }

Q_SIGNALS:
    void scopeChosen();
    void pinChanged(bool pinned);
    void latencyChosen(iso::telemetry::LatencyId latency);
    void separateChosen(bool separate);
    void liveChosen(bool live);
    void zoomReset();
    void pngRequested();
    void csvRequested();

private:
    QToolButton *makeButton(const QString &text, const QString &tip, bool checkable);

    QLabel *m_title;
    QComboBox *m_scope;
    QToolButton *m_pin;
    QComboBox *m_latency;
    QToolButton *m_separate;
    RangeBar *m_ranges;
    QToolButton *m_live;
    QToolButton *m_reset;
    QToolButton *m_export;
};

} // namespace iso::charts_page
