#pragma once

#include "ui/shell/map_modes.h"

#include <QWidget>

class QAction;
class QActionGroup;
class QToolButton;

namespace iso::shell
{

class WindowSettings;

/// What the map's colours and sizes mean, chosen beside the tabs over the map; remembered. GUI thread.
class MapBar final : public QWidget
{
    Q_OBJECT
public:
    explicit MapBar(QWidget *parent = nullptr);

    [[nodiscard]] const MapMode &mode() const { return m_mode; }
    void setMode(const MapMode &mode);
    [[nodiscard]] bool showsDayNight() const;
    void setDayNight(bool on);

    void save(WindowSettings &settings) const;
    void restore(const WindowSettings &settings);

Q_SIGNALS:
    void modeChanged(const iso::shell::MapMode &mode);
    void dayNightChanged(bool on);

private:
    QToolButton *addChoice(const QString &name, const QString &tip);
    void updateTexts();

    MapMode m_mode;
    QToolButton *m_colour;
    QToolButton *m_size;
    QToolButton *m_dayNight;
    QActionGroup *m_colours;
    QActionGroup *m_sizes;
};

} // namespace iso::shell
