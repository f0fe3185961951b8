#include "tests/ui/support/layout_checks.h"

#include <QAbstractButton>
#include <QAbstractScrollArea>
#include <QAbstractSpinBox>
#include <QComboBox>
#include <QFrame>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QMenuBar>
#include <QScrollBar>
#include <QSplitterHandle>
#include <QTabBar>

namespace iso::test
{

namespace
{

QString nameOf(const QWidget &widget)
{
    QString text = QString::fromLatin1(widget.metaObject()->className());
    if (const auto *label = qobject_cast<const QLabel *>(&widget)) {
        text += QStringLiteral(" \"%1\"").arg(label->text().left(40));
    } else if (const auto *button = qobject_cast<const QAbstractButton *>(&widget)) {
        text += QStringLiteral(" \"%1\"").arg(button->text());
    } else if (!widget.accessibleName().isEmpty()) {
        text += QStringLiteral(" \"%1\"").arg(widget.accessibleName());
    }
    return widget.objectName().isEmpty() ? text : text + QStringLiteral(" #") + widget.objectName();
}

QString rectText(const QRect &rect)
{
    return QStringLiteral("%1,%2 %3x%4").arg(rect.x()).arg(rect.y()).arg(rect.width()).arg(rect.height());
}

/// Drawn over others by design, and never in the pointer's way.
bool floats(const QWidget &widget)
{
    return widget.testAttribute(Qt::WA_TransparentForMouseEvents) ||
           widget.property("role").toString() == QLatin1String("filterMessage");
}

/// Parts of a widget of Qt's own are Qt's business.
bool hasOwnParts(const QWidget &widget)
{
    return qobject_cast<const QLineEdit *>(&widget) != nullptr || qobject_cast<const QComboBox *>(&widget) != nullptr ||
           qobject_cast<const QAbstractSpinBox *>(&widget) != nullptr ||
           qobject_cast<const QMenuBar *>(&widget) != nullptr || qobject_cast<const QTabBar *>(&widget) != nullptr ||
           qobject_cast<const QHeaderView *>(&widget) != nullptr ||
           qobject_cast<const QScrollBar *>(&widget) != nullptr;
}

bool isViewport(const QWidget &widget)
{
    const auto *area = qobject_cast<const QAbstractScrollArea *>(widget.parentWidget());
    return area != nullptr && area->viewport() == &widget;
}

QList<QWidget *> childrenOf(const QWidget &parent)
{
    QList<QWidget *> shown;
    for (QObject *child : parent.children()) {
        auto *widget = qobject_cast<QWidget *>(child);
        if (widget != nullptr && !widget->isWindow() && widget->isVisible() && !floats(*widget) &&
            qobject_cast<QSplitterHandle *>(widget) == nullptr) {
            shown.append(widget);
        }
    }
    return shown;
}

void checkSize(const QWidget &widget, QStringList &faults)
{
    if (widget.objectName().startsWith(QLatin1String("qt_scrollarea"))) {
        return; // holds a scroll bar, which works at any length
    }
    const QSize least = widget.minimumSizeHint();
    if (widget.width() < least.width() && widget.minimumWidth() != widget.width()) {
        faults
            << QStringLiteral("%1 is %2 wide and needs %3").arg(nameOf(widget)).arg(widget.width()).arg(least.width());
    }
    const auto *label = qobject_cast<const QLabel *>(&widget);
    const int height = label != nullptr && label->wordWrap() ? label->heightForWidth(widget.width()) : least.height();
    constexpr int kRounding = 1; // of style sheets
    if (widget.height() < height - kRounding && qobject_cast<const QFrame *>(&widget) == label) {
        faults << QStringLiteral("%1 is %2 high and needs %3").arg(nameOf(widget)).arg(widget.height()).arg(height);
    }
    if (const auto *tabs = qobject_cast<const QTabBar *>(&widget); tabs != nullptr && tabs->count() > 0) {
        if (tabs->tabRect(tabs->count() - 1).right() > tabs->width()) {
            faults << QStringLiteral("%1 hides its last tab").arg(nameOf(widget));
        }
    }
}

void checkInside(const QWidget &widget, const QWidget &parent, QStringList &faults)
{
    QRect room = parent.rect();
    if (isViewport(parent)) {
        // What scrolls may be larger than its window, in the directions in which it can be scrolled.
        const auto *area = static_cast<const QAbstractScrollArea *>(parent.parentWidget());
        if (area->verticalScrollBarPolicy() != Qt::ScrollBarAlwaysOff) {
            room.setTop(-100'000);
            room.setHeight(200'000);
        }
        if (area->horizontalScrollBarPolicy() != Qt::ScrollBarAlwaysOff) {
            room.setLeft(-100'000);
            room.setWidth(200'000);
        }
    }
    if (!room.contains(widget.geometry())) {
        faults << QStringLiteral("%1 at %2 is outside its parent %3 of %4")
                      .arg(nameOf(widget), rectText(widget.geometry()), nameOf(parent), rectText(parent.rect()));
    }
}

void check(const QWidget &parent, QStringList &faults)
{
    const QList<QWidget *> children = childrenOf(parent);
    for (int i = 0; i < children.size(); ++i) {
        const QWidget &child = *children[i];
        checkInside(child, parent, faults);
        checkSize(child, faults);
        for (int j = 0; j < i; ++j) {
            if (const QRect common = child.geometry() & children[j]->geometry(); !common.isEmpty()) {
                faults << QStringLiteral("%1 lies over %2 in %3 at %4")
                              .arg(nameOf(child), nameOf(*children[j]), nameOf(parent), rectText(common));
            }
        }
        if (!hasOwnParts(child)) {
            check(child, faults);
        }
    }
}

} // namespace

QStringList layoutFaults(const QWidget &window)
{
    QStringList faults;
    check(window, faults);
    return faults;
}

QStringList namelessWidgets(const QWidget &window)
{
    QStringList nameless;
    for (const QWidget *widget : window.findChildren<QWidget *>()) {
        if (widget->isWindow() || !widget->isVisibleTo(&window) || (widget->focusPolicy() & Qt::TabFocus) == 0 ||
            (widget->parentWidget() != nullptr && hasOwnParts(*widget->parentWidget())) || isViewport(*widget)) {
            continue;
        }
        const auto *button = qobject_cast<const QAbstractButton *>(widget);
        bool isSpoken = !widget->accessibleName().isEmpty() || (button != nullptr && !button->text().isEmpty()) ||
                        qobject_cast<const QTabBar *>(widget) != nullptr;
        for (const QLabel *label : window.findChildren<QLabel *>()) {
            isSpoken = isSpoken || label->buddy() == widget;
        }
        if (!isSpoken) {
            nameless << nameOf(*widget);
        }
    }
    return nameless;
}

} // namespace iso::test
