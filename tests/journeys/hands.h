#pragma once

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QWidget>
#include <optional>

namespace iso::test::hands
{

// A hand on the mouse and two on the keyboard: everything goes through the display's server, as a user's would. What it
// leads to arrives with the event loop, so checks after it wait (QTRY_...).

void moveTo(const QWidget &widget, QPoint at);
/// In the middle of the widget unless told where.
void click(const QWidget &widget, std::optional<QPoint> at = {});
void doubleClick(const QWidget &widget, QPoint at);
void rightClick(const QWidget &widget, QPoint at);
void press(const QWidget &widget, std::optional<QPoint> at = {});
void release();
void drag(const QWidget &widget, QPoint from, QPoint to);

/// A key or several at once by the names of X: "Return", "ctrl+k", "slash".
void key(const char *keys);
void keyDown(const char *key);
void keyUp(const char *key);
void type(const QString &text);

/// Where a row's first cell is in the view's viewport, scrolled to when it has to be.
QPoint cell(QAbstractItemView &view, const QModelIndex &index);

} // namespace iso::test::hands

namespace iso::test::eyes
{

/// The widget's window has been put on the screen: before that a click goes to what is below.
bool isOnScreen(const QWidget &widget);
/// The button that can be seen within `where` and says this, written or spoken; null when there is none.
QAbstractButton *button(const QWidget &where, const QString &text);
/// The dialog that has the keyboard, if it is one of this kind.
template<typename Dialog>
Dialog *dialog(const QWidget &window)
{
    for (Dialog *dialog : window.findChildren<Dialog *>()) {
        if (dialog->isVisible() && dialog->isActiveWindow()) {
            return dialog;
        }
    }
    return nullptr;
}
/// The row that says this in a column, wherever it hangs; invalid when there is none.
QModelIndex row(const QAbstractItemView &view, const QString &text, int column = 0);

} // namespace iso::test::eyes
