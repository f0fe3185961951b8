#include "core/session/gate.h"

#include "core/transport/context.h"

#include <fmt/format.h>

namespace iso::session
{
using enrolment::KeyRegistry;
using wire::Refusal;
using wire::RefusalReason;

namespace
{

/// Share of the descriptors in use from which on nobody new is let in: the rest is for files and for who is here.
constexpr double kCrowded_ratio = 0.9;

Refusal tooMuch(const enrolment::RateLimit &limit)
{
    return {RefusalReason::RateLimited,
            fmt::format("more than {:.0f} messages a second, or long ones, for each of its nodes", limit.perSecond)};
}

} // namespace

Gate::Gate(KeyRegistry &keys, enrolment::RateLimit limit)
    : m_keys(keys)
    , m_limit(limit)
    , m_plain(limit)
{
}

wire::Decoded<Gate::Pass> Gate::enter(const transport::Sender &sender, std::string_view claimedNode,
                                      std::size_t size_bytes, SteadyTime now)
{
    if (!sender.isProven()) {
        if (sender.isEncrypted) {
            return tl::unexpected(Refusal{RefusalReason::NotApproved, "nobody has checked its key"});
        }
        if (!claimedNode.empty() && !m_plain.take(claimedNode, size_bytes, now)) {
            return tl::unexpected(tooMuch(m_limit));
        }
        return Pass{};
    }
    Pass pass;
    switch (m_keys.pass(sender.key, size_bytes, now, pass.holder)) {
    case KeyRegistry::Passage::Open:
        return pass;
    case KeyRegistry::Passage::RateLimited:
        return tl::unexpected(tooMuch(m_limit));
    case KeyRegistry::Passage::NotApproved:
        break;
    }
    return tl::unexpected(Refusal{RefusalReason::NotApproved, "its key is not approved, or not any more"});
}

std::optional<Refusal> Gate::objection(const Pass &pass, const wire::Envelope &envelope)
{
    const NodeId &node = envelope.header.node;
    if (pass.holder == nullptr) {
        if (m_keys.isOwned(node)) {
            return Refusal{RefusalReason::NotOwner, "the node belongs to a key, and this connection proves none"};
        }
        return std::nullopt;
    }
    if (auto why = m_keys.objection(*pass.holder, node)) {
        return Refusal{RefusalReason::NotOwner, std::move(*why)};
    }
    return std::nullopt;
}

bool Gate::admit(const PublicKey &key, std::string_view address)
{
    const bool isApproved = m_keys.admit(key, address);
    return isApproved && !m_isCrowded;
}

void Gate::countDescriptors()
{
    const transport::DescriptorUse use = transport::descriptorUse();
    m_isCrowded = static_cast<double>(use.open) >= kCrowded_ratio * static_cast<double>(use.limit);
}

} // namespace iso::session
