#pragma once

#include "core/enrolment/key_record.h"

#include <QString>
#include <unordered_set>

namespace iso::shell
{

/// What to say about keys that wait for approval. Once dismissed it is silent until another key knocks. GUI thread.
class KeyNotice
{
public:
    /// Keys that were dismissed and are gone are forgotten beyond this many: strangers make keys for nothing.
    static constexpr std::size_t kMostRemembered = 4096;

    void setKeys(const enrolment::KeyList &keys);
    void dismiss();
    /// "2 keys wait for approval"; empty when there is nothing new to say.
    [[nodiscard]] QString text() const;

private:
    std::unordered_set<PublicKey> m_pending;
    std::unordered_set<PublicKey> m_dismissed;
};

} // namespace iso::shell
