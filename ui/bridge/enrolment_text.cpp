#include "ui/bridge/enrolment_text.h"

#include <QCoreApplication>
#include <QStringList>
#include <algorithm>

namespace iso::bridge
{

namespace
{

struct Texts {
    Q_DECLARE_TR_FUNCTIONS(iso::bridge::EnrolmentTexts)
};

using enrolment::KeyKind;
using enrolment::KeyRecord;
using enrolment::KeyState;

ValueText gatewayText(const KeyRecord &key)
{
    QStringList names;
    for (const std::string &name : key.declared) {
        names.append(toQString(name));
    }
    ValueText text = ValueText::of(names.join(QStringLiteral(", ")));
    if (key.state == KeyState::Approved) {
        text.text = Texts::tr("%1 (%2 heard)", "declared names, how many nodes were heard")
                        .arg(text.text, grouped(key.speaksFor));
    }
    if (key.state == KeyState::Revoked && !key.retired.empty()) {
        text.text = Texts::tr("%1 (%2 retired)", "declared names, how many nodes were retired")
                        .arg(text.text, grouped(key.retired.size()));
    }
    text.reason = names.join(QLatin1Char('\n'));
    return text;
}

ValueText nodeText(const KeyRecord &key)
{
    const QString node = toQString(key.node.text());
    if (key.node.isEmpty()) {
        return key.state == KeyState::Approved ? ValueText::absent(Texts::tr("its first message will name its node"))
                                               : ValueText::absent(Texts::tr("nothing, as long as it is not approved"));
    }
    const bool isRetired = key.state == KeyState::Revoked &&
                           std::find(key.retired.begin(), key.retired.end(), key.node) != key.retired.end();
    return ValueText::of(isRetired ? Texts::tr("%1 (retired)", "a node").arg(node) : node);
}

} // namespace

QString stateText(KeyState state)
{
    switch (state) {
    case KeyState::Pending:
        return Texts::tr("pending");
    case KeyState::Approved:
        return Texts::tr("approved");
    case KeyState::Rejected:
        return Texts::tr("rejected");
    case KeyState::Revoked:
        return Texts::tr("revoked");
    }
    return Texts::tr("pending");
}

QString kindText(KeyKind kind)
{
    return kind == KeyKind::Gateway ? Texts::tr("gateway") : Texts::tr("node");
}

ValueText speaksForText(const KeyRecord &key)
{
    return key.kind == KeyKind::Gateway ? gatewayText(key) : nodeText(key);
}

QString cutOffText(const KeyRecord &key)
{
    if (key.kind == KeyKind::Node) {
        return toQString(key.node.text());
    }
    if (key.speaksFor == 0) {
        return {};
    }
    return key.speaksFor == 1 ? Texts::tr("the one node heard through it")
                              : Texts::tr("the %1 nodes heard through it").arg(grouped(key.speaksFor));
}

NetworkText networkText(const session::NetworkStatus &network)
{
    if (!network.isWanted && !network.isListening) {
        return {Texts::tr("Off: only nodes on this machine can connect."), Tone::None};
    }
    if (!network.problem.empty()) {
        return {Texts::tr("Nobody can connect: %1").arg(toQString(network.problem)), Tone::Bad};
    }
    if (!network.isListening) {
        return {Texts::tr("Opening its ports…"), Tone::Near};
    }
    const QString where = Texts::tr("Listening on %1 (telemetry) and %2 (control)")
                              .arg(toQString(network.telemetry), toQString(network.control));
    if (network.isCrowded) {
        return {Texts::tr("%1. Newcomers wait: nearly all descriptors are in use, raise the limit of open files.")
                    .arg(where),
                Tone::Bad};
    }
    if (!network.isProven) {
        return {Texts::tr("%1; the self-test is running…").arg(where), Tone::Near};
    }
    return {Texts::tr("%1; self-test passed.").arg(where), Tone::Ok};
}

} // namespace iso::bridge
