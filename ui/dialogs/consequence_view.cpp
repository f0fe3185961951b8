#include "ui/dialogs/consequence_view.h"

#include "ui/bridge/value_text.h"

#include <QStyle>
#include <QVBoxLayout>
#include <algorithm>

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

QString runningText(const fleet::BlastRadius &radius)
{
    if (radius.requestsUnknown == radius.nodes) {
        return ConsequenceView::tr("requests running: not known");
    }
    QString running =
        ConsequenceView::tr("%1 requests running").arg(bridge::grouped(static_cast<std::uint64_t>(radius.running)));
    if (radius.waiting > 0) {
        running = ConsequenceView::tr("%1, %2 waiting")
                      .arg(running, bridge::grouped(static_cast<std::uint64_t>(radius.waiting)));
    }
    return radius.requestsUnknown == 0
               ? running
               : ConsequenceView::tr("%1, %2 nodes do not say").arg(running, bridge::grouped(radius.requestsUnknown));
}

QString capacityLine(const fleet::CapacityLeft &left)
{
    const QString what =
        ConsequenceView::tr("%1 in %2").arg(bridge::toQString(left.model), bridge::toQString(left.region));
    return left.servingLeft == 0
               ? ConsequenceView::tr("%1: no node left of %2").arg(what, bridge::grouped(left.servingNow))
               : ConsequenceView::tr("%1: %2 of %3 nodes left")
                     .arg(what, bridge::grouped(left.servingLeft), bridge::grouped(left.servingNow));
}

QString capacityLines(const fleet::BlastRadius &radius)
{
    constexpr std::size_t kLines = 5;
    QStringList lines;
    for (std::size_t i = 0; i < std::min(kLines, radius.capacity.size()); ++i) {
        lines << capacityLine(radius.capacity[i]);
    }
    if (radius.capacity.size() > kLines) {
        lines << ConsequenceView::tr("and %1 more, of which more is left")
                     .arg(bridge::grouped(radius.capacity.size() - kLines));
    }
    return lines.join(QLatin1Char('\n'));
}

bool takesCapacity(wire::HazardClass hazard)
{
    return hazard == wire::HazardClass::Disruptive || hazard == wire::HazardClass::Dangerous;
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
    , m_capacity(wrappedLabel(this, nullptr))
    , m_reach(wrappedLabel(this, nullptr))
    , m_warning(wrappedLabel(this, "warning"))
{
    setProperty("role", QStringLiteral("card"));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(12, 10, 12, 10);
    layout->setSpacing(4);
    layout->addWidget(m_figures);
    layout->addWidget(m_names);
    layout->addWidget(m_hazard);
    layout->addWidget(m_capacity);
    layout->addWidget(m_reach);
    layout->addWidget(m_warning);
    m_capacity->setAccessibleName(tr("Capacity left"));
    m_capacity->hide();
    m_reach->setAccessibleName(tr("Isochrone lost"));
    m_reach->hide();
}

void ConsequenceView::describe(const CommandTargets &targets, const wire::CommandDescriptor &command)
{
    constexpr std::size_t kNames = 6;
    constexpr std::size_t kSites = 8;
    const fleet::BlastRadius consequence = targets.blastRadius();
    m_figures->setText(QStringList{counted(consequence.nodes, tr("1 node"), tr("%1 nodes")),
                                   counted(consequence.sites, tr("1 site"), tr("%1 sites")),
                                   counted(consequence.regions, tr("1 region"), tr("%1 regions")),
                                   runningText(consequence)}
                           .join(QStringLiteral(" \u00b7 ")));
    m_names->setText(tr("%1 \u00b7 at %2").arg(targets.names(kNames), targets.sites(kSites)));
    m_names->setToolTip(tr("The list was frozen when this dialog opened."));
    m_hazard->setText(hazardSentence(command.hazard));
    m_takesCapacity = takesCapacity(command.hazard);
    m_capacity->setText(m_takesCapacity ? capacityLines(consequence) : QString());
    m_capacity->setVisible(!m_capacity->text().isEmpty());
    const char *role = m_takesCapacity && consequence.modelsLost() > 0 ? "error" : "";
    if (m_capacity->property("role").toString() != QLatin1String(role)) {
        m_capacity->setProperty("role", QLatin1String(role));
        m_capacity->style()->unpolish(m_capacity);
        m_capacity->style()->polish(m_capacity);
    }
    showReachLost();
    m_warning->setText(consequence.unreachable == 0
                           ? QString()
                           : tr("%1 not heard now: the command waits for them until it expires.")
                                 .arg(counted(consequence.unreachable, tr("1 node is"), tr("%1 nodes are"))));
    m_warning->setVisible(consequence.unreachable > 0);
}

void ConsequenceView::setReachLost(const QString &text)
{
    m_reachLost = text;
    showReachLost();
}

void ConsequenceView::showReachLost()
{
    m_reach->setText(m_takesCapacity ? m_reachLost : QString());
    m_reach->setVisible(!m_reach->text().isEmpty());
}

} // namespace iso::dialogs
