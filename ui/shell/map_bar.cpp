#include "ui/shell/map_bar.h"

#include "ui/shell/window_settings.h"

#include <QAction>
#include <QActionGroup>
#include <QHBoxLayout>
#include <QMenu>
#include <QToolButton>

namespace iso::shell
{

namespace
{

constexpr int kSpacing = 2;

/// One exclusive choice in a menu.
template<typename Choice>
void addTo(QMenu *menu, QActionGroup *group, Choice choice)
{
    QAction *action = menu->addAction(nameOf(choice));
    action->setCheckable(true);
    action->setData(settingOf(choice));
    group->addAction(action);
}

} // namespace

MapBar::MapBar(QWidget *parent)
    : QWidget(parent)
    , m_colourMenu(new QMenu(this))
    , m_sizeMenu(new QMenu(this))
    , m_size(makeChoice(QStringLiteral("map-size"), tr("What the size of a mark stands for"), m_sizeMenu, this))
    , m_dayNight(new QToolButton(this))
    , m_more(makeChoice(QStringLiteral("map-more"), tr("What else the map can show"), new QMenu(this), this))
    , m_row(new QHBoxLayout(this))
    , m_colours(new QActionGroup(this))
    , m_sizes(new QActionGroup(this))
{
    setObjectName(QStringLiteral("map-bar"));
    for (const ColourBy colour : kColours) {
        addTo(m_colourMenu, m_colours, colour);
    }
    for (const SizeBy size : kSizes) {
        addTo(m_sizeMenu, m_sizes, size);
    }
    m_dayNight->setObjectName(QStringLiteral("map-day-night"));
    m_dayNight->setProperty("role", QStringLiteral("corner"));
    m_dayNight->setText(tr("Day/night"));
    m_dayNight->setToolTip(tr("Shade the side of the Earth where the sun is down"));
    m_dayNight->setAccessibleName(tr("Day and night on the map"));
    m_dayNight->setCheckable(true);
    m_row->setContentsMargins(0, 0, 0, 0);
    m_row->setSpacing(kSpacing);
    for (QToolButton *button : {makeColourButton(this), m_size, m_dayNight}) {
        m_row->addWidget(button);
        m_buttons.push_back(button);
    }
    m_more->setText(tr("More ▾"));
    m_more->setAccessibleName(tr("More of the map"));
    m_more->hide();
    m_row->addWidget(m_more);
    connect(m_more->menu(), &QMenu::aboutToShow, this, &MapBar::fillMore);
    connect(m_colours, &QActionGroup::triggered, this, [this](const QAction *action) {
        setMode({colourOfSetting(action->data().toString()), m_mode.size});
    });
    connect(m_sizes, &QActionGroup::triggered, this, [this](const QAction *action) {
        setMode({m_mode.colour, sizeOfSetting(action->data().toString())});
    });
    connect(m_dayNight, &QToolButton::toggled, this, &MapBar::dayNightChanged);
    updateTexts();
}

QToolButton *MapBar::makeChoice(const QString &name, const QString &tip, QMenu *menu, QWidget *parent)
{
    auto *button = new QToolButton(parent);
    button->setObjectName(name);
    button->setProperty("role", QStringLiteral("corner"));
    button->setToolTip(tip);
    button->setPopupMode(QToolButton::InstantPopup);
    button->setFocusPolicy(Qt::TabFocus);
    button->setMenu(menu);
    return button;
}

void MapBar::addButton(QAction &action, const QString &name, const QString &text)
{
    auto *button = new QToolButton(this);
    action.setIconText(text); // the button follows the action, and would take its long text
    button->setDefaultAction(&action);
    button->setObjectName(name);
    button->setProperty("role", QStringLiteral("corner"));
    button->setToolButtonStyle(Qt::ToolButtonTextOnly);
    button->setFocusPolicy(Qt::TabFocus);
    button->setAccessibleName(text);
    m_row->insertWidget(m_row->count() - 1, button);
    m_buttons.push_back(button);
    updateGeometry();
    fit();
}

QToolButton *MapBar::makeColourButton(QWidget *parent)
{
    m_colourButtons.push_back(
        makeChoice(QStringLiteral("map-colour"), tr("What the colours stand for"), m_colourMenu, parent));
    updateTexts();
    return m_colourButtons.back();
}

void MapBar::updateTexts()
{
    for (QToolButton *button : m_colourButtons) {
        button->setText(tr("Colour: %1 ▾").arg(nameOf(m_mode.colour)));
        button->setAccessibleName(tr("Colour: %1").arg(nameOf(m_mode.colour)));
    }
    m_size->setText(tr("Size: %1 ▾").arg(nameOf(m_mode.size).toLower()));
    m_size->setAccessibleName(tr("Size of marks: %1").arg(nameOf(m_mode.size)));
    for (QAction *action : m_colours->actions()) {
        action->setChecked(action->data().toString() == settingOf(m_mode.colour));
    }
    for (QAction *action : m_sizes->actions()) {
        action->setChecked(action->data().toString() == settingOf(m_mode.size));
    }
    updateGeometry();
    fit();
}

QSize MapBar::sizeHint() const
{
    QSize size(-kSpacing, 0);
    for (const QToolButton *button : m_buttons) {
        const QSize each = button->sizeHint();
        size = {size.width() + kSpacing + each.width(), std::max(size.height(), each.height())};
    }
    return size;
}

QSize MapBar::minimumSizeHint() const
{
    return m_more->sizeHint();
}

void MapBar::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    fit();
}

void MapBar::fit()
{
    const bool isWhole = sizeHint().width() <= width();
    int room = isWhole ? width() : width() - m_more->sizeHint().width();
    for (QToolButton *button : m_buttons) {
        room -= isWhole ? 0 : button->sizeHint().width() + kSpacing;
        button->setVisible(room >= 0);
    }
    m_more->setVisible(!isWhole);
}

void MapBar::fillMore()
{
    QMenu &menu = *m_more->menu();
    menu.clear();
    for (QToolButton *button : m_buttons) {
        if (!button->isHidden()) {
            continue;
        }
        if (button->menu() != nullptr) {
            menu.addMenu(button->menu())->setText(button->accessibleName());
        } else if (button->defaultAction() != nullptr) {
            menu.addAction(button->defaultAction());
        } else {
            QAction *toggle = menu.addAction(button->text());
            toggle->setCheckable(true);
            toggle->setChecked(button->isChecked());
            connect(toggle, &QAction::triggered, button, &QToolButton::setChecked);
        }
    }
}

void MapBar::setMode(const MapMode &mode)
{
    if (mode == m_mode) {
        return;
    }
    m_mode = mode;
    updateTexts();
    Q_EMIT modeChanged(m_mode);
}

bool MapBar::showsDayNight() const
{
    return m_dayNight->isChecked();
}

void MapBar::setDayNight(bool on)
{
    m_dayNight->setChecked(on);
}

void MapBar::save(WindowSettings &settings) const
{
    settings.setChoice(QStringLiteral("map-colour"), settingOf(m_mode.colour));
    settings.setChoice(QStringLiteral("map-size"), settingOf(m_mode.size));
    settings.setChoice(QStringLiteral("map-day-night"), showsDayNight() ? QStringLiteral("on") : QStringLiteral("off"));
}

void MapBar::restore(const WindowSettings &settings)
{
    setMode({colourOfSetting(settings.choice(QStringLiteral("map-colour"))),
             sizeOfSetting(settings.choice(QStringLiteral("map-size")))});
    setDayNight(settings.choice(QStringLiteral("map-day-night")) == QLatin1String("on"));
}

} // namespace iso::shell
