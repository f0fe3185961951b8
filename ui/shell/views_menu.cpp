#include "ui/shell/views_menu.h"

#include <QInputDialog>
#include <QMenu>
#include <QMessageBox>

namespace iso::shell
{

ViewsMenu::ViewsMenu(SavedViews &views, std::function<QString()> filterText, QWidget *parent)
    : QToolButton(parent)
    , m_views(views)
    , m_filterText(std::move(filterText))
{
    setText(tr("Saved views"));
    setToolTip(tr("Filters with a name"));
    setAccessibleName(tr("Saved views"));
    setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    setLayoutDirection(Qt::LeftToRight);
    setPopupMode(QToolButton::InstantPopup);
    setFocusPolicy(Qt::TabFocus);
    auto *menu = new QMenu(this);
    menu->setToolTipsVisible(true);
    setMenu(menu);
    connect(&m_views, &SavedViews::changed, this, &ViewsMenu::fill);
    connect(menu, &QMenu::aboutToShow, this, &ViewsMenu::fill);
    fill();
}

void ViewsMenu::fill()
{
    QMenu &list = *menu();
    list.clear();
    bool isOwn = false;
    for (const SavedView &view : m_views.views()) {
        if (!view.isBuiltIn && !isOwn) {
            list.addSeparator();
            isOwn = true;
        }
        QAction *action = list.addAction(QString(view.name).replace(QLatin1Char('&'), QStringLiteral("&&")));
        action->setToolTip(view.filter.isEmpty() ? tr("No filter") : view.filter);
        connect(action, &QAction::triggered, this, [this, filter = view.filter] { Q_EMIT viewChosen(filter); });
    }
    list.addSeparator();
    QAction *save = list.addAction(tr("&Save this filter…"), this, &ViewsMenu::askToSave);
    save->setEnabled(!m_filterText().trimmed().isEmpty());
    QAction *remove = list.addAction(tr("&Remove a view…"), this, &ViewsMenu::askToRemove);
    remove->setEnabled(isOwn);
}

void ViewsMenu::askToSave()
{
    const QString filter = m_filterText().trimmed();
    bool isOk = false;
    const QString name = QInputDialog::getText(this, tr("Save this filter"), tr("Name of the view for %1").arg(filter),
                                               QLineEdit::Normal, filter, &isOk);
    if (isOk && !m_views.save(name, filter)) {
        QMessageBox::warning(
            this, tr("Not saved"),
            tr("\"%1\" cannot be the name of a view: it is empty or built in, or there are already %2.")
                .arg(name)
                .arg(SavedViews::kMost));
    }
}

void ViewsMenu::askToRemove()
{
    QStringList names;
    for (const SavedView &view : m_views.views()) {
        if (!view.isBuiltIn) {
            names << view.name;
        }
    }
    bool isOk = false;
    const QString name = QInputDialog::getItem(this, tr("Remove a view"), tr("View to remove"), names, 0, false, &isOk);
    if (isOk) {
        m_views.remove(name);
    }
}

} // namespace iso::shell
