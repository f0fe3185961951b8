#include "ui/shell/key_notice.h"

#include "ui/bridge/value_text.h"

#include <QCoreApplication>
#include <algorithm>

namespace iso::shell
{

namespace
{

struct Notice {
    Q_DECLARE_TR_FUNCTIONS(iso::shell::KeyNotice)
};

} // namespace

void KeyNotice::setKeys(const enrolment::KeyList &keys)
{
    m_pending.clear();
    for (const enrolment::KeyRecord &key : keys.keys) {
        if (key.state == enrolment::KeyState::Pending) {
            m_pending.insert(key.key);
        }
    }
}

void KeyNotice::dismiss()
{
    if (m_dismissed.size() + m_pending.size() > kMostRemembered) {
        m_dismissed.clear();
    }
    m_dismissed.insert(m_pending.begin(), m_pending.end());
}

QString KeyNotice::text() const
{
    const bool isNew = std::any_of(m_pending.begin(), m_pending.end(),
                                   [this](const PublicKey &key) { return !m_dismissed.contains(key); });
    if (!isNew) {
        return {};
    }
    return m_pending.size() == 1 ? Notice::tr("1 key waits for approval")
                                 : Notice::tr("%1 keys wait for approval").arg(bridge::grouped(m_pending.size()));
}

} // namespace iso::shell
