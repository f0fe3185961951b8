#include "ui/charts_page/birth_loader.h"

namespace iso::charts_page
{

BirthLoader::BirthLoader(QObject *parent)
    : QObject(parent)
{
}

void BirthLoader::load(const NodeId &node, HubTime from, HubTime to)
{
    m_askedUpTo = to;
    if (!m_query) {
        return;
    }
    using events::EventKind;
    using events::kindBit;
    events::EventQuery query;
    query.from = from;
    query.to = to;
    query.node = node;
    query.kinds = kindBit(EventKind::Joined) | kindBit(EventKind::Restarted) | kindBit(EventKind::Changed);
    query.limit = kMostBirths;
    const std::uint64_t number = ++m_number;
    m_job = m_query(query, [this, number](Result<events::EventResult> result) {
        if (number == m_number && result) {
            m_births = std::move(result->events);
            Q_EMIT arrived();
        }
    });
}

void BirthLoader::clear()
{
    m_job = bridge::QueryJob();
    ++m_number;
    m_births.reset();
}

} // namespace iso::charts_page
