#include "ui/charts_page/charts_toolbar.h"

#include "ui/bridge/value_text.h"
#include "ui/widgets/flow_layout.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QToolButton>
#include <QVBoxLayout>

namespace iso::charts_page
{

ChartsToolbar::ChartsToolbar(QWidget *parent)
    : QWidget(parent)
    , m_title(new QLabel(this))
    , m_scope(new QComboBox(this))
    , m_pin(makeButton(tr("Pin"), tr("Keep showing these nodes, whatever is selected"), true))
    , m_latency(new QComboBox(this))
    , m_separate(makeButton(tr("One line each"), tr("One line for each node, instead of all nodes as one"), true))
    , m_ranges(new RangeBar(this))
    , m_live(makeButton(tr("Live"), tr("Follow the present"), true))
    , m_reset(
          makeButton(tr("Reset zoom"), tr("Back to the chosen range; a double click in a chart does the same"), false))
    , m_export(makeButton(tr("Export"), tr("Save what the charts show"), false))
{
    m_title->setProperty("role", QStringLiteral("heading"));
    m_title->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_title->setMinimumWidth(80);
    for (const QString &scope : {tr("Selection"), tr("Its site"), tr("Its region"), tr("Fleet")}) {
        m_scope->addItem(scope);
    }
    m_scope->setToolTip(tr("Whom the charts show; without a selection it is the fleet"));
    m_scope->setAccessibleName(tr("Whom the charts show"));
    for (const telemetry::LatencyInfo &info : telemetry::latencyCatalogue()) {
        m_latency->addItem(bridge::toQString(info.title), static_cast<int>(info.id));
    }
    m_latency->setToolTip(tr("Which latency the upper chart shows"));
    m_latency->setAccessibleName(tr("Latency"));
    m_export->setPopupMode(QToolButton::InstantPopup);
    auto *menu = new QMenu(m_export);
    connect(menu->addAction(tr("Picture (PNG)\u2026")), &QAction::triggered, this, &ChartsToolbar::pngRequested);
    connect(menu->addAction(tr("Figures (CSV)\u2026")), &QAction::triggered, this, &ChartsToolbar::csvRequested);
    m_export->setMenu(menu);

    auto *first = new QHBoxLayout;
    first->setSpacing(8);
    first->addWidget(m_title, 1);
    first->addWidget(m_export);
    auto *choices = new QWidget(this);
    auto *second = new widgets::FlowLayout(choices, 8);
    for (QWidget *widget :
         std::initializer_list<QWidget *>{m_ranges, m_live, m_reset, m_scope, m_latency, m_pin, m_separate}) {
        second->addWidget(widget);
    }
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(6);
    column->addLayout(first);
    column->addWidget(choices);

    connect(m_scope, &QComboBox::currentIndexChanged, this, &ChartsToolbar::scopeChosen);
    connect(m_pin, &QToolButton::toggled, this, [this](bool pinned) {
        m_scope->setEnabled(!pinned);
        Q_EMIT pinChanged(pinned);
    });
    connect(m_latency, &QComboBox::currentIndexChanged, this, [this](int row) {
        Q_EMIT latencyChosen(static_cast<telemetry::LatencyId>(m_latency->itemData(row).toInt()));
    });
    connect(m_separate, &QToolButton::clicked, this, &ChartsToolbar::separateChosen);
    connect(m_live, &QToolButton::clicked, this, &ChartsToolbar::liveChosen);
    connect(m_reset, &QToolButton::clicked, this, &ChartsToolbar::zoomReset);
}

QToolButton *ChartsToolbar::makeButton(const QString &text, const QString &tip, bool checkable)
{
    auto *button = new QToolButton(this);
    button->setText(text);
    button->setToolTip(tip);
    button->setAccessibleName(text);
    button->setAccessibleDescription(tip);
    button->setCheckable(checkable);
    return button;
}

void ChartsToolbar::setTitle(const QString &title)
{
    m_title->setText(title);
    m_title->setToolTip(title);
}

QString ChartsToolbar::title() const
{
    return m_title->text();
}

void ChartsToolbar::setSeparate(bool possible, bool separate)
{
    m_separate->setEnabled(possible);
    m_separate->setChecked(possible && separate);
}

void ChartsToolbar::setLive(bool live)
{
    m_live->setChecked(live);
}

void ChartsToolbar::setZoomed(bool zoomed)
{
    m_reset->setEnabled(zoomed);
}

Scope ChartsToolbar::scope() const
{
    return static_cast<Scope>(m_scope->currentIndex());
}

bool ChartsToolbar::isPinned() const
{
    return m_pin->isChecked();
}

} // namespace iso::charts_page
