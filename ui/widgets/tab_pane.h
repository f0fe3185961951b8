#pragma once

#include <QWidget>

class QHBoxLayout;
class QStackedWidget;
class QTabBar;

namespace iso::widgets
{

class ElidedLabel;

/// Pages with a bar of tabs above them and a line of text at the bar's right end. GUI thread.
class TabPane final : public QWidget
{
    Q_OBJECT
public:
    explicit TabPane(QWidget *parent = nullptr);

    /// Takes the page as a child.
    void addPage(QWidget *page, const QString &title);
    void setPageTitle(QWidget *page, const QString &title);
    void setCurrentPage(QWidget *page);
    void setCornerText(const QString &text);
    /// Takes a widget that stands at the bar's right end while the page is shown.
    void addCornerWidget(QWidget *page, QWidget *corner);

private:
    QTabBar *m_bar;
    QHBoxLayout *m_head;
    ElidedLabel *m_corner;
    QStackedWidget *m_pages;
};

} // namespace iso::widgets
