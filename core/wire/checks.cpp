#include "core/wire/checks.h"

#include <algorithm>
#include <fmt/format.h>

namespace iso::wire::detail
{

namespace
{

constexpr std::uint32_t kLongest_ms = 24 * 3600 * 1000;

/// Texts reach terminals and logs, where control characters could forge lines or steer the terminal. That they are
/// UTF-8 was checked by the parser.
bool isControl(char c)
{
    const auto code = static_cast<unsigned char>(c);
    return (code < 0x20 && c != '\n' && c != '\t') || code == 0x7f;
}

} // namespace

void Checks::refuse(RefusalReason reason, std::string_view field, std::string_view rule)
{
    if (m_failed) {
        return;
    }
    m_failed = true;
    std::string path;
    for (std::size_t i = 0; i < m_depth; ++i) {
        const Step &step = m_path[i];
        path +=
            step.index == kNoIndex ? fmt::format("{}.", step.field) : fmt::format("{}[{}].", step.field, step.index);
    }
    m_refusal = {reason, fmt::format("{}{} {}", path, field, rule)};
}

const std::string &Checks::text(std::string_view field, const std::string &value)
{
    if (value.size() > kMaxString_bytes) {
        refuse(RefusalReason::BadText, field, "is longer than 256 bytes");
    } else if (std::any_of(value.begin(), value.end(), isControl)) {
        refuse(RefusalReason::BadText, field, "holds control characters");
    }
    return value;
}

const std::string &Checks::label(std::string_view field, const std::string &value)
{
    if (value.empty()) {
        refuse(RefusalReason::BadText, field, "is empty");
    }
    return text(field, value);
}

const std::string &Checks::name(std::string_view field, const std::string &value)
{
    if (!isPlainName(value)) {
        refuse(RefusalReason::BadText, field, "is not made of letters, digits, '.', '_' and '-'");
    }
    return label(field, value);
}

double Checks::unusualNumber(std::string_view field, double value, double minimum, double maximum)
{
    // Sums of shares come out a little above 1 by rounding; that is no lie.
    constexpr double kSlack = 1e-6;
    if (!std::isfinite(value)) {
        refuse(RefusalReason::BadNumber, field, "is not finite");
    } else if (value < minimum || value > maximum + std::abs(maximum) * kSlack) {
        refuse(RefusalReason::BadNumber, field, fmt::format("is {}, not within {} to {}", value, minimum, maximum));
    }
    return std::min(value, maximum);
}

bool Checks::count(std::string_view field, int size, std::size_t most)
{
    if (static_cast<std::size_t>(size) > most) {
        refuse(RefusalReason::TooMany, field, fmt::format("has {} entries, more than {}", size, most));
        return false;
    }
    return true;
}

Duration Checks::milliseconds(std::string_view field, std::uint32_t value_ms)
{
    if (value_ms > kLongest_ms) {
        refuse(RefusalReason::BadNumber, field, "is more than a day");
    }
    return std::chrono::milliseconds(value_ms);
}

std::uint64_t Checks::sequence(std::string_view field, std::uint64_t value)
{
    if (value > static_cast<std::uint64_t>(kLargest)) {
        refuse(RefusalReason::BadNumber, field, "is above 2^62");
    }
    return value;
}

void Checks::range(std::uint64_t from, std::uint64_t to)
{
    sequence("to_seq", to);
    if (from == 0 || from > to) {
        refuse(RefusalReason::BadNumber, "from_seq", "must be from 1 up to to_seq");
    }
}

} // namespace iso::wire::detail
