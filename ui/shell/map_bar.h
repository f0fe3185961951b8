#pragma once

#include "ui/shell/map_modes.h"

#include <QWidget>
#include <vector>

class QAction;
class QActionGroup;
class QHBoxLayout;
class QMenu;
class QToolButton;

namespace iso::shell
{

class WindowSettings;

/// What the map's colours and sizes mean, chosen beside the tabs over the map; remembered. What has no room is in a
/// menu at the end. GUI thread.
class MapBar final : public QWidget
{
    Q_OBJECT
public:
    explicit MapBar(QWidget *parent = nullptr);

    [[nodiscard]] const MapMode &mode() const { return m_mode; }
    void setMode(const MapMode &mode);
    /// One more button for the colours, beside another view that shares them; it always says the same.
    QToolButton *makeColourButton(QWidget *parent);
    [[nodiscard]] bool showsDayNight() const;
    void setDayNight(bool on);
    /// A button for an action of the window, behind the others.
    void addButton(QAction &action, const QString &name, const QString &text);

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

    void save(WindowSettings &settings) const;
    void restore(const WindowSettings &settings);

Q_SIGNALS:
    void modeChanged(const iso::shell::MapMode &mode);
    void dayNightChanged(bool on);

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    static QToolButton *makeChoice(const QString &name, const QString &tip, QMenu *menu, QWidget *parent);
    void updateTexts();
    /// Shows the buttons that fit, from the left.
    void fit();
    void fillMore();

    MapMode m_mode;
    QMenu *m_colourMenu;
    QMenu *m_sizeMenu;
    std::vector<QToolButton *> m_colourButtons;
    QToolButton *m_size;
    QToolButton *m_dayNight;
    QToolButton *m_more; ///< what has no room
    std::vector<QToolButton *> m_buttons;
    QHBoxLayout *m_row;
    QActionGroup *m_colours;
    QActionGroup *m_sizes;
};

} // namespace iso::shell
