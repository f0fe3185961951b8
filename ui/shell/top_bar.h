#pragma once

#include "core/base/time.h"
#include "ui/theme/theme.h"

#include <QWidget>

class QAction;
class QLabel;
class QLineEdit;
class QMenuBar;
class QToolButton;

namespace iso::shell
{

/// The first line of the window: menus, filter, whether the view is live, and the time. GUI thread.
class TopBar final : public QWidget
{
    Q_OBJECT
public:
    enum class Liveness { Live, Paused, Behind, Replay };

    TopBar(const theme::Theme &theme, QAction *pauseAction, QWidget *parent = nullptr);

    void setTheme(const theme::Theme &theme);
    [[nodiscard]] QMenuBar &menus() { return *m_menus; }
    [[nodiscard]] QLineEdit &filter() { return *m_filter; }
    void focusFilter();
    void setLiveness(Liveness liveness);
    void setTime(HubTime now);
    /// What the session is, at the right end: "live, workspace demo".
    void setDescription(const QString &text);

Q_SIGNALS:
    /// The text has rested for a moment.
    void filterChanged(const QString &text);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void setUpFilter();
    void updateLiveness();

    theme::Theme m_theme;
    QMenuBar *m_menus;
    QLineEdit *m_filter;
    QToolButton *m_live;
    QLabel *m_time;
    QLabel *m_description;
    QAction *m_searchIcon = nullptr;
    Liveness m_liveness = Liveness::Live;
};

} // namespace iso::shell
