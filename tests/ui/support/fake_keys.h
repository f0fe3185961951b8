#pragma once

#include "core/enrolment/key_record.h"

#include <string>

namespace iso::test
{

/// A key that is made of its fingerprint, so that two fingerprints are two keys.
inline PublicKey keyOf(const std::string &fingerprint)
{
    std::array<std::uint8_t, PublicKey::kSize> bytes{};
    for (std::size_t i = 0; i < fingerprint.size(); ++i) {
        bytes[i % bytes.size()] = static_cast<std::uint8_t>(fingerprint[i]);
    }
    return PublicKey::fromBytes(bytes);
}

/// A key in some state; of an approved one `node` is what it speaks for.
inline enrolment::KeyRecord keyRecord(const std::string &fingerprint,
                                      enrolment::KeyState state = enrolment::KeyState::Pending,
                                      const std::string &node = {})
{
    enrolment::KeyRecord record;
    record.key = keyOf(fingerprint);
    record.fingerprint = fingerprint;
    record.state = state;
    record.address = "192.0.2.7";
    record.attempts = 3;
    if (!node.empty()) {
        record.node = NodeId::fromText(node).value();
        record.speaksFor = state == enrolment::KeyState::Approved ? 1 : 0;
    }
    return record;
}

} // namespace iso::test
