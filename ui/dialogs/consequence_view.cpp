#include "ui/dialogs/consequence_view.h"

#include "ui/bridge/value_text.h"

#include <QVBoxLayout>

namespace iso::dialogs
{

namespace
{

QString hazardSentence(wire::HazardClass hazard)
{
    switch (hazard) {
    case wire::HazardClass::Observe:
        return ConsequenceView::tr("Observe: changes nothing on the nodes.");
    case wire::HazardClass::Adjust:
        return ConsequenceView::tr("Adjust: changes a setting; easily taken back.");
    case wire::HazardClass::Disruptive:
        return ConsequenceView::tr("Disruptive: moves or interrupts traffic of these nodes.");
    case wire::HazardClass::Dangerous:
        return ConsequenceView::tr("Dangerous: can lose running work or take these nodes out of service.");
    }
    return {};
}

QString runningText(const Consequence &consequence)
{
    if (consequence.runningUnknown == consequence.nodes) {
        return ConsequenceView::tr("requests running: not known");
    }
    const QString running = ConsequenceView::tr("%1 requests running")
                                .arg(bridge::grouped(static_cast<std::uint64_t>(consequence.running)));
    return consequence.runningUnknown == 0 ? running
                                           : ConsequenceView::tr("%1, %2 nodes do not say")
                                                 .arg(running, bridge::grouped(consequence.runningUnknown));
}

QString counted(std::size_t count, const QString &one, const QString &many)
{
    return count == 1 ? one : many.arg(bridge::grouped(count));
}

QLabel *wrappedLabel(QWidget *parent, const char *role)
{
    auto *label = new QLabel(parent);
    label->setWordWrap(true);
    if (role != nullptr) {
        label->setProperty("role", QLatin1String(role));
    }
    return label;
}

} // namespace

ConsequenceView::ConsequenceView(QWidget *parent)
    : QFrame(parent)
    , m_figures(wrappedLabel(this, "heading"))
    , m_names(wrappedLabel(this, "muted"))
    , m_hazard(wrappedLabel(this, nullptr))
    , m_warning(wrappedLabel(this, "warning"))
{
    setProperty("role", QStringLiteral("card"));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(12, 10, 12, 10);
    layout->setSpacing(4);
    layout->addWidget(m_figures);
    layout->addWidget(m_names);
    layout->addWidget(m_hazard);
    layout->addWidget(m_warning);
}

void ConsequenceView::describe(const CommandTargets &targets, const wire::CommandDescriptor &command)
{
    constexpr std::size_t kNames = 6;
    constexpr std::size_t kSites = 8;
    const Consequence consequence = targets.consequence();
    m_figures->setText(QStringList{counted(consequence.nodes, tr("1 node"), tr("%1 nodes")),
                                   counted(consequence.sites, tr("1 site"), tr("%1 sites")),
                                   counted(consequence.regions, tr("1 region"), tr("%1 regions")),
                                   runningText(consequence)}
                           .join(QStringLiteral(" \u00b7 ")));
    m_names->setText(tr("%1 \u00b7 at %2").arg(targets.names(kNames), targets.sites(kSites)));
    m_names->setToolTip(tr("The list was frozen when this dialog opened."));
    m_hazard->setText(hazardSentence(command.hazard));
    m_warning->setText(consequence.unreachable == 0
                           ? QString()
                           : tr("%1 not heard now: the command waits for them until it expires.")
                                 .arg(counted(consequence.unreachable, tr("1 node is"), tr("%1 nodes are"))));
    m_warning->setVisible(consequence.unreachable > 0);
}

} // namespace iso::dialogs
