#include "app/ctl/filter_text.h"

#include "app/ctl/output.h"
#include "core/filter/filter.h"

#include <algorithm>
#include <fmt/format.h>

namespace iso::ctl
{

namespace
{

/// Characters, not bytes: where a terminal puts the mark.
std::size_t width(std::string_view utf8)
{
    return static_cast<std::size_t>(std::count_if(
        utf8.begin(), utf8.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

} // namespace

Status checkFilter(const std::string &text)
{
    const auto filter = filter::Filter::parse(text);
    if (filter) {
        return {};
    }
    const filter::FilterError &error = filter.error();
    const std::string_view before = std::string_view(text).substr(0, error.offset);
    const std::string_view wrong = std::string_view(text).substr(error.offset, error.length);
    return failure(ErrorCode::InvalidInput,
                   fmt::format("{}\n{}\n{}{}", error.message, printable(text), std::string(width(before), ' '),
                               std::string(std::max<std::size_t>(width(wrong), 1), '^')));
}

} // namespace iso::ctl
