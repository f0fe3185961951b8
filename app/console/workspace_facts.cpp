#include "app/console/workspace_facts.h"

#include <QCoreApplication>
#include <chrono>

namespace iso::console
{

namespace
{

struct Facts {
    Q_DECLARE_TR_FUNCTIONS(iso::console::WorkspaceFacts)
};

QString milliseconds(Duration duration)
{
    return Facts::tr("%1 ms").arg(std::chrono::duration_cast<std::chrono::milliseconds>(duration).count());
}

QString text(const std::string &utf8)
{
    return QString::fromStdString(utf8);
}

} // namespace

dialogs::WorkspaceFacts workspaceFacts(const session::WorkspacePaths &paths, const session::Configuration &c)
{
    dialogs::WorkspaceFacts facts;
    facts.folder = text(paths.directory.string());
    facts.configurationFile = text(paths.configuration().string());
    std::error_code ignored;
    facts.hasConfigurationFile = std::filesystem::exists(paths.configuration(), ignored);
    const auto add = [&facts](const char *name, const QString &value, const QString &what) {
        facts.settings.push_back({QString::fromLatin1(name), value, what});
    };
    add("hub.name", text(c.hubName), Facts::tr("Told to nodes when they connect"));
    add("hub.telemetry", text(c.telemetry), Facts::tr("Where nodes of this machine publish"));
    add("hub.control", text(c.control), Facts::tr("Where nodes of this machine say hello"));
    add("network.accept", c.acceptFromNetwork ? Facts::tr("yes") : Facts::tr("no"),
        Facts::tr("Nodes on other machines, unless it was decided in the console since"));
    add("network.telemetry", text(c.networkTelemetry), Facts::tr("Where they publish, encrypted"));
    add("network.control", text(c.networkControl), Facts::tr("Where they say hello, encrypted"));
    add("limits.messages_per_second", Facts::tr("%1 messages/s").arg(c.rateLimit.perSecond),
        Facts::tr("Share of one node; a gateway has as much for each of its nodes"));
    add("limits.burst", Facts::tr("%1 messages").arg(c.rateLimit.burst), Facts::tr("At once after silence"));
    add("history.commit_ms", milliseconds(c.commitInterval),
        Facts::tr("A sample is stored at most this long after it came"));
    add("objectives.ttft_p95_ms", milliseconds(c.ttftObjective),
        Facts::tr("Above it the time to first token counts as too slow"));
    add("isochrone.fibre_km_per_ms", Facts::tr("%1 km/ms").arg(c.isochrone.model.fibre_km_per_ms),
        Facts::tr("Speed of light in the cable"));
    add("isochrone.route_inflation", QString::number(c.isochrone.model.routeInflation),
        Facts::tr("Length of the cable over the great circle"));
    add("isochrone.last_mile_ms", Facts::tr("%1 ms").arg(c.isochrone.model.lastMile_ms),
        Facts::tr("Added to each round trip for the access networks"));
    QStringList levels;
    for (const double level_ms : c.isochrone.levels_ms) {
        levels << QString::number(level_ms);
    }
    add("isochrone.levels_ms", Facts::tr("%1 ms").arg(levels.join(QStringLiteral(", "))),
        Facts::tr("The lines on the map"));
    return facts;
}

} // namespace iso::console
