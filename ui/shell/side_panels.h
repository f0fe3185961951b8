#pragma once

#include <QObject>

class QWidget;

namespace iso::shell
{

class WindowSettings;

/// Which of the two panels beside the map are shown: those the user wants, and in a narrow window only the one that was
/// asked for last, so that the map keeps its room. GUI thread.
class SidePanels final : public QObject
{
    Q_OBJECT
public:
    enum class Side { Fleet, Inspector };
    /// Narrower windows show one side at a time.
    static constexpr int kBothFrom = 1100;

    SidePanels(QWidget &fleet, QWidget &inspector, QObject *parent);

    /// The user asks for a side, or wants it away.
    void show(Side side, bool shown = true);
    void setWindowWidth(int width);
    [[nodiscard]] bool isShown(Side side) const;
    /// What is wanted, whatever there is room for.
    void save(WindowSettings &settings) const;
    void restore(const WindowSettings &settings);

Q_SIGNALS:
    void changed();

private:
    struct Panel {
        QWidget *widget = nullptr;
        bool isWanted = true;
    };
    [[nodiscard]] const Panel &panel(Side side) const { return side == Side::Fleet ? m_fleet : m_inspector; }
    void apply();

    Panel m_fleet;
    Panel m_inspector;
    Side m_front = Side::Fleet; ///< the one that is shown where there is room for one
    bool m_isNarrow = false;
};

} // namespace iso::shell
