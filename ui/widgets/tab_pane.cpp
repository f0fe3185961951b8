#include "ui/widgets/tab_pane.h"

#include "ui/widgets/elided_label.h"

#include <QHBoxLayout>
#include <QStackedWidget>
#include <QTabBar>
#include <QVBoxLayout>

namespace iso::widgets
{

TabPane::TabPane(QWidget *parent)
    : QWidget(parent)
    , m_bar(new QTabBar(this))
    , m_head(new QHBoxLayout)
    , m_corner(new ElidedLabel(this))
    , m_pages(new QStackedWidget(this))
{
    m_bar->setDrawBase(false);
    m_bar->setExpanding(false);
    m_bar->setDocumentMode(true);
    // The chosen tab is bold and wider than its hint: with all the room that is left nothing has to scroll.
    m_bar->setUsesScrollButtons(false);
    m_bar->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    m_corner->setProperty("role", QStringLiteral("muted"));
    m_corner->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    m_head->setContentsMargins(4, 0, 12, 0);
    m_head->setSpacing(12);
    m_head->addWidget(m_bar, 1, Qt::AlignBottom);
    m_head->addWidget(m_corner);
    m_corner->hide();
    auto *row = new QWidget(this);
    row->setFixedHeight(31);
    row->setLayout(m_head);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(row);
    column->addWidget(m_pages, 1);
    connect(m_bar, &QTabBar::currentChanged, m_pages, &QStackedWidget::setCurrentIndex);
}

void TabPane::addPage(QWidget *page, const QString &title)
{
    m_pages->addWidget(page);
    m_bar->addTab(title);
}

void TabPane::setPageTitle(QWidget *page, const QString &title)
{
    const int index = m_pages->indexOf(page);
    if (m_bar->tabText(index) != title) {
        m_bar->setTabText(index, title);
    }
}

void TabPane::setCurrentPage(QWidget *page)
{
    m_bar->setCurrentIndex(m_pages->indexOf(page));
}

void TabPane::setCornerText(const QString &text)
{
    if (m_corner->text() != text) {
        m_corner->setText(text);
        m_corner->setVisible(!text.isEmpty());
    }
}

void TabPane::addCornerWidget(QWidget *page, QWidget *corner)
{
    m_head->addWidget(corner);
    const auto follow = [this, page, corner] { corner->setVisible(m_pages->currentWidget() == page); };
    connect(m_pages, &QStackedWidget::currentChanged, corner, follow);
    follow();
}

} // namespace iso::widgets
