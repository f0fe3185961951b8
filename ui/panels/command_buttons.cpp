#include "ui/panels/command_buttons.h"

#include "ui/bridge/value_text.h"
#include "ui/widgets/flow_layout.h"

#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <algorithm>
#include <array>
#include <string_view>

namespace iso::panels
{

namespace
{

using bridge::toQString;

constexpr std::size_t kButtons = 3;
constexpr int kWidestTitle = 160; ///< pixels; a node may announce any title

/// The usual commands, most used first, with the one word that a button has room for.
struct ShortTitle {
    std::string_view name;
    const char *text;
};
constexpr std::array kShortTitles = {
    ShortTitle{"drain", QT_TRANSLATE_NOOP("iso::panels::CommandButtons", "Drain\u2026")},
    ShortTitle{"resume", QT_TRANSLATE_NOOP("iso::panels::CommandButtons", "Resume\u2026")},
    ShortTitle{"probe", QT_TRANSLATE_NOOP("iso::panels::CommandButtons", "Probe\u2026")},
    ShortTitle{"restart-engine", QT_TRANSLATE_NOOP("iso::panels::CommandButtons", "Restart\u2026")},
    ShortTitle{"status", QT_TRANSLATE_NOOP("iso::panels::CommandButtons", "Check\u2026")},
};

std::size_t rankOf(const wire::CommandDescriptor &command)
{
    return static_cast<std::size_t>(
        std::find_if(kShortTitles.begin(), kShortTitles.end(),
                     [&command](const ShortTitle &title) { return title.name == command.name; }) -
        kShortTitles.begin());
}

QString menuTitle(const wire::CommandDescriptor &command)
{
    return toQString(command.title.empty() ? command.name : command.title) + QChar(0x2026);
}

QString buttonTitle(const wire::CommandDescriptor &command)
{
    const std::size_t rank = rankOf(command);
    return rank < kShortTitles.size() ? CommandButtons::tr(kShortTitles[rank].text) : menuTitle(command);
}

} // namespace

CommandButtons::CommandButtons(QWidget *parent)
    : QWidget(parent)
    , m_row(new widgets::FlowLayout(this, 8))
{
}

void CommandButtons::setCatalogue(const wire::Birth &birth)
{
    while (QLayoutItem *item = m_row->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    std::vector<wire::CommandDescriptor> commands = birth.commands;
    // Stopping a command starts at that command, in the list of commands.
    std::erase_if(commands, [](const wire::CommandDescriptor &command) { return command.name == "cancel"; });
    if (commands.empty()) {
        auto *text = new QLabel(birth.telemetryOnly ? tr("This node only sends telemetry; it takes no commands.")
                                                    : tr("This node has announced no commands."),
                                this);
        text->setProperty("role", QStringLiteral("muted"));
        text->setWordWrap(true);
        m_row->addWidget(text);
        return;
    }
    std::stable_sort(commands.begin(), commands.end(),
                     [](const auto &a, const auto &b) { return rankOf(a) < rankOf(b); });
    const std::size_t direct = commands.size() <= kButtons + 1 ? commands.size() : kButtons;
    for (std::size_t i = 0; i < direct; ++i) {
        addButton(commands[i]);
    }
    commands.erase(commands.begin(), commands.begin() + static_cast<std::ptrdiff_t>(direct));
    if (!commands.empty()) {
        addMenu(commands);
    }
}

void CommandButtons::addButton(const wire::CommandDescriptor &command)
{
    auto *button = new QPushButton(this);
    button->setText(button->fontMetrics().elidedText(buttonTitle(command), Qt::ElideRight, kWidestTitle));
    button->setObjectName(toQString(command.name));
    button->setToolTip(toQString(command.description));
    button->setAccessibleName(menuTitle(command));
    const QString name = toQString(command.name);
    connect(button, &QPushButton::clicked, this, [this, name] { Q_EMIT chosen(name); });
    m_row->addWidget(button);
}

void CommandButtons::addMenu(const std::vector<wire::CommandDescriptor> &commands)
{
    auto *button = new QPushButton(tr("More\u2026"), this);
    button->setObjectName(QStringLiteral("more"));
    button->setAccessibleName(tr("More commands"));
    auto *menu = new QMenu(button);
    menu->setToolTipsVisible(true);
    for (const wire::CommandDescriptor &command : commands) {
        const QString name = toQString(command.name);
        QAction *action = menu->addAction(menuTitle(command), this, [this, name] { Q_EMIT chosen(name); });
        action->setToolTip(toQString(command.description));
        action->setData(name);
    }
    connect(button, &QPushButton::clicked, menu,
            [button, menu] { menu->popup(button->mapToGlobal(QPoint(0, button->height()))); });
    m_row->addWidget(button);
}

} // namespace iso::panels
