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
    , m_colour(addChoice(QStringLiteral("map-colour"), tr("What the colours of the map stand for")))
    , m_size(addChoice(QStringLiteral("map-size"), tr("What the size of a mark stands for")))
    , m_dayNight(new QToolButton(this))
    , m_colours(new QActionGroup(this))
    , m_sizes(new QActionGroup(this))
{
    setObjectName(QStringLiteral("map-bar"));
    for (const ColourBy colour : kColours) {
        addTo(m_colour->menu(), m_colours, colour);
    }
    for (const SizeBy size : kSizes) {
        addTo(m_size->menu(), m_sizes, size);
    }
    m_dayNight->setObjectName(QStringLiteral("map-day-night"));
    m_dayNight->setProperty("role", QStringLiteral("corner"));
    m_dayNight->setText(tr("Day/night"));
    m_dayNight->setToolTip(tr("Shade the side of the Earth where the sun is down"));
    m_dayNight->setAccessibleName(tr("Day and night on the map"));
    m_dayNight->setCheckable(true);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(2);
    for (QToolButton *button : {m_colour, m_size, m_dayNight}) {
        row->addWidget(button);
    }
    connect(m_colours, &QActionGroup::triggered, this, [this](const QAction *action) {
        setMode({colourOfSetting(action->data().toString()), m_mode.size});
    });
    connect(m_sizes, &QActionGroup::triggered, this, [this](const QAction *action) {
        setMode({m_mode.colour, sizeOfSetting(action->data().toString())});
    });
    connect(m_dayNight, &QToolButton::toggled, this, &MapBar::dayNightChanged);
    updateTexts();
}

QToolButton *MapBar::addChoice(const QString &name, const QString &tip)
{
    auto *button = new QToolButton(this);
    button->setObjectName(name);
    button->setProperty("role", QStringLiteral("corner"));
    button->setToolTip(tip);
    button->setPopupMode(QToolButton::InstantPopup);
    button->setFocusPolicy(Qt::TabFocus);
    button->setMenu(new QMenu(button));
    return button;
}

void MapBar::updateTexts()
{
    m_colour->setText(tr("Colour: %1 ▾").arg(nameOf(m_mode.colour)));
    m_size->setText(tr("Size: %1 ▾").arg(nameOf(m_mode.size).toLower()));
    m_colour->setAccessibleName(tr("Colour of the map: %1").arg(nameOf(m_mode.colour)));
    m_size->setAccessibleName(tr("Size of marks: %1").arg(nameOf(m_mode.size)));
    for (QAction *action : m_colours->actions()) {
        action->setChecked(action->data().toString() == settingOf(m_mode.colour));
    }
    for (QAction *action : m_sizes->actions()) {
        action->setChecked(action->data().toString() == settingOf(m_mode.size));
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
