#include "tests/journeys/hands.h"

#include <QCoreApplication>
#include <QEvent>
#include <QProcess>
#include <QScrollBar>
#include <QWindow>

namespace iso::test::hands
{

using namespace Qt::StringLiterals;

namespace
{

void xdotool(const QStringList &arguments)
{
    if (const int code = QProcess::execute(u"xdotool"_s, arguments); code != 0) {
        qFatal("xdotool %s ended with %d; packaging/install_deps.sh test installs it", qPrintable(arguments.join(u' ')),
               code);
    }
}

QStringList movement(const QWidget &widget, QPoint at)
{
    // Layouts that are under way first, or the hand would go to where the widget was.
    QCoreApplication::sendPostedEvents(nullptr, QEvent::LayoutRequest);
    const QPoint global = widget.mapToGlobal(at);
    return {u"mousemove"_s, QString::number(global.x()), QString::number(global.y())};
}

} // namespace

void moveTo(const QWidget &widget, QPoint at)
{
    xdotool(movement(widget, at));
}

void click(const QWidget &widget, std::optional<QPoint> at)
{
    xdotool(movement(widget, at.value_or(widget.rect().center())) + QStringList{u"click"_s, u"1"_s});
}

void doubleClick(const QWidget &widget, QPoint at)
{
    xdotool(movement(widget, at) + QStringList{u"click"_s, u"--repeat"_s, u"2"_s, u"--delay"_s, u"50"_s, u"1"_s});
}

void rightClick(const QWidget &widget, QPoint at)
{
    xdotool(movement(widget, at) + QStringList{u"click"_s, u"3"_s});
}

void press(const QWidget &widget, std::optional<QPoint> at)
{
    xdotool(movement(widget, at.value_or(widget.rect().center())) + QStringList{u"mousedown"_s, u"1"_s});
}

void release()
{
    xdotool({u"mouseup"_s, u"1"_s});
}

void drag(const QWidget &widget, QPoint from, QPoint to)
{
    xdotool(movement(widget, from) + QStringList{u"mousedown"_s, u"1"_s} + movement(widget, (from + to) / 2) +
            movement(widget, to) + QStringList{u"mouseup"_s, u"1"_s});
}

void key(const char *keys)
{
    xdotool({u"key"_s, u"--clearmodifiers"_s, QString::fromLatin1(keys)});
}

void keyDown(const char *key)
{
    xdotool({u"keydown"_s, QString::fromLatin1(key)});
}

void keyUp(const char *key)
{
    xdotool({u"keyup"_s, QString::fromLatin1(key)});
}

void type(const QString &text)
{
    xdotool({u"type"_s, u"--delay"_s, u"15"_s, text});
}

QPoint cell(QAbstractItemView &view, const QModelIndex &index)
{
    view.scrollTo(index);
    return view.visualRect(index).center();
}

} // namespace iso::test::hands

namespace iso::test::eyes
{

bool isOnScreen(const QWidget &widget)
{
    const QWindow *window = widget.window()->windowHandle();
    return widget.isVisible() && window != nullptr && window->isExposed();
}

QAbstractButton *button(const QWidget &where, const QString &text)
{
    for (QAbstractButton *button : where.findChildren<QAbstractButton *>()) {
        if (button->isVisible() && (button->text().remove(u'&') == text || button->accessibleName() == text)) {
            return button;
        }
    }
    return nullptr;
}

QModelIndex row(const QAbstractItemView &view, const QString &text, int column)
{
    const QModelIndexList found = view.model()->match(view.model()->index(0, column), Qt::DisplayRole, text, 1,
                                                      Qt::MatchContains | Qt::MatchRecursive);
    return found.isEmpty() ? QModelIndex() : found.first();
}

} // namespace iso::test::eyes
