#include "ui/panels/what_if_panel.h"

#include "ui/bridge/isochrone_text.h"
#include "ui/bridge/value_text.h"
#include "ui/widgets/vertical_scroll_area.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QToolButton>
#include <QVBoxLayout>

namespace iso::panels
{

namespace
{

constexpr int kWidth = 356; // as the legend of the map
constexpr int kFrame = 1;
constexpr int kFromEdge = 16; ///< of the map, above and below
constexpr std::size_t kMostSites = 4;

QString titleFor(std::size_t nodes)
{
    return nodes == 1 ? WhatIfPanel::tr("What if 1 node were drained")
                      : WhatIfPanel::tr("What if %1 nodes were drained").arg(bridge::grouped(nodes));
}

} // namespace

WhatIfPanel::WhatIfPanel(QWidget *map)
    : QFrame(map)
{
    setObjectName(QStringLiteral("what-if"));
    setProperty("role", QStringLiteral("card"));
    setAccessibleName(tr("What if drained"));
    setFixedWidth(kWidth);
    map->installEventFilter(this);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(12, 10, 12, 10);
    column->setSpacing(6);
    auto *top = new QHBoxLayout;
    m_title = new QLabel(this);
    m_title->setProperty("role", QStringLiteral("heading"));
    auto *close = new QToolButton(this);
    close->setObjectName(QStringLiteral("what-if-close"));
    close->setText(tr("Close"));
    close->setToolTip(tr("Show the isochrones of all nodes again (Esc)"));
    close->setAccessibleName(tr("Close what if"));
    connect(close, &QToolButton::clicked, this, &WhatIfPanel::closed);
    top->addWidget(m_title, 1);
    top->addWidget(close);
    column->addLayout(top);
    auto *content = new QWidget(this);
    m_texts = new QVBoxLayout(content);
    m_texts->setContentsMargins(0, 0, 0, 0);
    m_texts->setSpacing(6);
    m_scroll = new widgets::VerticalScrollArea(content, this);
    column->addWidget(m_scroll, 1);
    m_losses = addText(nullptr);
    m_takeover = addText(nullptr);
    m_warning = addText("warning");
    m_notes = addText("muted");
    hide();
}

QLabel *WhatIfPanel::addText(const char *role)
{
    auto *label = new QLabel(this);
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    if (role != nullptr) {
        label->setProperty("role", QLatin1String(role));
    }
    m_texts->addWidget(label);
    return label;
}

void WhatIfPanel::showWaiting(std::size_t nodes)
{
    m_title->setText(titleFor(nodes));
    m_losses->setText(tr("Working it out…"));
    for (QLabel *label : {m_takeover, m_warning, m_notes}) {
        label->hide();
    }
    fit();
    show();
    raise();
}

void WhatIfPanel::setAnswer(const isochrone::WhatIf &what)
{
    m_title->setText(titleFor(what.drained));
    const QString newline = QStringLiteral("\n");
    m_losses->setText(tr("Newly beyond") + newline + bridge::lossLines(what).join(newline));
    m_takeover->setText(tr("Taken over by") + newline + bridge::takeoverLines(what, kMostSites).join(newline));
    m_warning->setText(bridge::overloadText(what.takeover));
    m_notes->setText(
        tr("By models of path and takeover; land and sea; people of %1 listed cities. Rest the pointer here "
           "for all assumptions.")
            .arg(bridge::grouped(what.now->citiesListed)));
    m_notes->setToolTip(QStringList{bridge::pathModelText(what.now->settings.model),
                                    bridge::sourcesText(what.without->sources), bridge::peopleCountedText(*what.now),
                                    bridge::takeoverModelText()}
                            .join(QStringLiteral("\n\n")));
    m_notes->setAccessibleDescription(m_notes->toolTip());
    m_takeover->show();
    m_notes->show();
    m_warning->setVisible(what.takeover.overloaded > 0);
    fit();
}

QString WhatIfPanel::text() const
{
    QStringList all;
    for (const QLabel *label : {m_title, m_losses, m_takeover, m_warning, m_notes}) {
        if (!label->isHidden()) {
            all.append(label->text());
        }
    }
    return all.join(QStringLiteral("\n"));
}

bool WhatIfPanel::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == parent() && event->type() == QEvent::Resize) {
        fit();
    }
    return QFrame::eventFilter(watched, event);
}

void WhatIfPanel::fit()
{
    // As high as its text, as far as the map has room; the rest is scrolled.
    m_texts->activate();
    const QMargins margins = layout()->contentsMargins();
    const int inner = kWidth - margins.left() - margins.right() - 2 * kFrame;
    const int head = layout()->itemAt(0)->sizeHint().height() + layout()->spacing();
    const int wanted = margins.top() + head + m_texts->heightForWidth(inner) + margins.bottom() + 2 * kFrame;
    setFixedHeight(std::min(wanted, parentWidget()->height() - 2 * kFromEdge));
}

} // namespace iso::panels
