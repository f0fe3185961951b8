#include "ui/charts_page/group_loader.h"

namespace iso::charts_page
{

GroupLoader::GroupLoader(GroupQueryFunction query, QObject *parent)
    : QObject(parent)
    , m_query(std::move(query))
{
}

void GroupLoader::load(history::GroupQuery query)
{
    m_whole = std::move(query);
    m_whole.sampleBudget = kPage_samples;
    m_readFrom = m_whole.to();
    m_samples = 0;
    m_limit = kMost_samples;
    m_error.reset();
    readPage();
}

void GroupLoader::stop()
{
    if (m_state == State::Reading) {
        m_job = bridge::QueryJob();
        ++m_number;
        setState(State::Held);
    }
}

void GroupLoader::readOn()
{
    if (m_state == State::Held) {
        m_limit = m_samples + kMost_samples;
        readPage();
    }
}

double GroupLoader::progress_ratio() const
{
    const Duration whole = m_whole.to() - m_whole.from;
    return whole.count() > 0
               ? static_cast<double>((m_whole.to() - m_readFrom).count()) / static_cast<double>(whole.count())
               : 0;
}

void GroupLoader::readPage()
{
    history::GroupQuery page = m_whole;
    page.steps = static_cast<std::size_t>((m_readFrom - m_whole.from) / m_whole.step);
    const std::uint64_t number = ++m_number;
    setState(State::Reading);
    m_job = m_query(page, [this, number, page](const Result<history::GroupResult> &result) {
        if (number == m_number) {
            take(page, result);
        }
    });
}

void GroupLoader::take(const history::GroupQuery &page, const Result<history::GroupResult> &result)
{
    if (!result) {
        m_error = result.error();
        setState(State::Failed);
        return;
    }
    m_readFrom = result->readFrom;
    m_samples += result->samples;
    Q_EMIT pageArrived(page, *result);
    if (m_readFrom <= m_whole.from) {
        setState(State::Done);
    } else if (m_samples >= m_limit) {
        setState(State::Held);
    } else {
        readPage();
    }
}

void GroupLoader::setState(State state)
{
    m_state = state;
    Q_EMIT changed();
}

} // namespace iso::charts_page
