#pragma once

#include "ui/shell/saved_views.h"

#include <QToolButton>
#include <functional>

namespace iso::shell
{

/// The button beside the filter: chooses a saved view, saves the filter as one, removes one. GUI thread.
class ViewsMenu final : public QToolButton
{
    Q_OBJECT
public:
    /// `views` outlives it; `filterText` is the filter as it is typed now.
    ViewsMenu(SavedViews &views, std::function<QString()> filterText, QWidget *parent = nullptr);

    /// Asks for a name and saves the filter under it.
    void askToSave();

Q_SIGNALS:
    void viewChosen(const QString &filter);

private:
    void fill();
    void askToRemove();

    SavedViews &m_views;
    std::function<QString()> m_filterText;
};

} // namespace iso::shell
