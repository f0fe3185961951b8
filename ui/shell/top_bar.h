#pragma once

#include "core/base/time.h"
#include "ui/shell/filter_line.h"
#include "ui/theme/theme.h"

#include <QWidget>

class QAction;
class QHBoxLayout;
class QLabel;
class QMenuBar;
class QToolButton;

namespace iso::shell
{

class SavedViews;
class ViewsMenu;

/// The first line of the window: menus, filter, whether the view is live, and the time. GUI thread.
class TopBar final : public QWidget
{
    Q_OBJECT
public:
    enum class Liveness { Live, Paused, Behind, Replay };

    /// `views` outlives it; `fleet` gives what the filter can offer.
    TopBar(const theme::Theme &theme, QAction *pauseAction, SavedViews &views, FilterLine::FleetSource fleet,
           QWidget *parent = nullptr);

    void setTheme(const theme::Theme &theme);
    [[nodiscard]] QMenuBar &menus() { return *m_menus; }
    [[nodiscard]] FilterLine &filter() { return *m_filter; }
    void focusFilter();
    void setLiveness(Liveness liveness);
    void setTime(HubTime now);
    /// What the session is, at the right end: "live, workspace demo".
    void setDescription(const QString &text);
    [[nodiscard]] QString descriptionText() const;

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void updateLiveness();
    /// Spends less on what can be spared.
    void setNarrow(bool narrow);

    theme::Theme m_theme;
    QMenuBar *m_menus;
    FilterLine *m_filter;
    ViewsMenu *m_views;
    QToolButton *m_live;
    QLabel *m_time;
    QLabel *m_description;
    QHBoxLayout *m_row;
    bool m_isNarrow = true; ///< until the width is known
    Liveness m_liveness = Liveness::Live;
};

} // namespace iso::shell
