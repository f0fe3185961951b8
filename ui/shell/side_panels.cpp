#include "ui/shell/side_panels.h"

#include "ui/shell/window_settings.h"

#include <QWidget>

namespace iso::shell
{

namespace
{

const QString kFleetName = QStringLiteral("fleet");
const QString kInspectorName = QStringLiteral("inspector");

} // namespace

SidePanels::SidePanels(QWidget &fleet, QWidget &inspector, QObject *parent)
    : QObject(parent)
    , m_fleet{&fleet}
    , m_inspector{&inspector}
{
}

void SidePanels::show(Side side, bool shown)
{
    Panel &asked = side == Side::Fleet ? m_fleet : m_inspector;
    asked.isWanted = shown;
    if (shown) {
        m_front = side;
    }
    apply();
}

void SidePanels::setWindowWidth(int width)
{
    if (const bool isNarrow = width < kBothFrom; isNarrow != m_isNarrow) {
        m_isNarrow = isNarrow;
        const Side other = m_front == Side::Fleet ? Side::Inspector : Side::Fleet;
        m_front = panel(m_front).isWanted ? m_front : other;
        apply();
    }
}

bool SidePanels::isShown(Side side) const
{
    return panel(side).isWanted && (!m_isNarrow || m_front == side);
}

void SidePanels::apply()
{
    for (const Side side : {Side::Fleet, Side::Inspector}) {
        panel(side).widget->setVisible(isShown(side));
    }
    Q_EMIT changed();
}

void SidePanels::save(WindowSettings &settings) const
{
    settings.setShown(kFleetName, m_fleet.isWanted);
    settings.setShown(kInspectorName, m_inspector.isWanted);
}

void SidePanels::restore(const WindowSettings &settings)
{
    m_fleet.isWanted = settings.isShown(kFleetName);
    m_inspector.isWanted = settings.isShown(kInspectorName);
    m_front = m_fleet.isWanted ? Side::Fleet : Side::Inspector;
    apply();
}

} // namespace iso::shell
