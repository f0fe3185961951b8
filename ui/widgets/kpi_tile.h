#pragma once

#include "ui/bridge/node_facts.h"
#include "ui/theme/theme.h"

#include <QWidget>
#include <vector>

namespace iso::widgets
{

/// What a tile shows.
struct KpiFigure {
    bridge::ValueText value; ///< with its unit
    QString note;            ///< small, behind the value
    bridge::Tone tone = bridge::Tone::None;
    QString tip;
    std::vector<float> trend; ///< last 10 minutes, NaN for gaps
};

/// One figure of the KPI strip: title, value, note and the line of its last 10 minutes. GUI thread.
class KpiTile final : public QWidget
{
    Q_OBJECT
public:
    KpiTile(const QString &title, const theme::Theme &theme, QWidget *parent = nullptr);

    void setTheme(const theme::Theme &theme);
    void setFigure(const KpiFigure &figure);
    [[nodiscard]] const KpiFigure &figure() const { return m_figure; }

    [[nodiscard]] QSize sizeHint() const override { return {200, 44}; }
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QString m_title;
    theme::Theme m_theme;
    KpiFigure m_figure;
};

} // namespace iso::widgets
