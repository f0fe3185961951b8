#pragma once

#include "core/enrolment/key_record.h"
#include "core/session/network_status.h"
#include "ui/bridge/node_facts.h"
#include "ui/bridge/value_text.h"

namespace iso::bridge
{

QString stateText(enrolment::KeyState state);
QString kindText(enrolment::KeyKind kind);

/// The node or the declared set of a key: "edge-osl-001", "edge-osl-*, edge-ber-001 (12 heard)". No value where nothing
/// is bound yet; the reason says when it will be.
ValueText speaksForText(const enrolment::KeyRecord &key);
/// Who feels it when the key is cut off, for a sentence: "edge-osl-001", "the 12 nodes heard through it". Empty when
/// nobody does.
QString cutOffText(const enrolment::KeyRecord &key);

/// Whether nodes on other machines can come in, as one sentence and how bad it is: Ok, Near while it is not sure yet,
/// Bad when something is in the way, None when nobody wants it.
struct NetworkText {
    QString text;
    Tone tone = Tone::None;
};
NetworkText networkText(const session::NetworkStatus &network);

} // namespace iso::bridge
