#pragma once

#include "ui/theme/theme.h"

#include <QHeaderView>

namespace iso::panels
{

/// The head of the fleet tree: small titles that stand over their figures, and which column orders the rows. GUI
/// thread.
class FleetHeader final : public QHeaderView
{
    Q_OBJECT
public:
    explicit FleetHeader(const theme::Theme &theme, QWidget *parent = nullptr);

    void setTheme(const theme::Theme &theme);
    [[nodiscard]] QSize sizeHint() const override { return {100, 26}; }

protected:
    void paintEvent(QPaintEvent *event) override;
    void paintSection(QPainter *painter, const QRect &area, int section) const override;

private:
    theme::Theme m_theme;
};

} // namespace iso::panels
