#include "core/probe/completion_stream.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace iso::probe
{

namespace
{

/// True when a chunk has text of the answer. Engines that think aloud send that apart, and it is text all the same.
bool hasText(const nlohmann::json &chunk)
{
    const auto choices = chunk.find("choices");
    if (choices == chunk.end() || !choices->is_array() || choices->empty()) {
        return false;
    }
    const auto delta = choices->front().find("delta");
    if (!choices->front().is_object() || delta == choices->front().end() || !delta->is_object()) {
        return false;
    }
    for (const char *name : {"content", "reasoning_content", "reasoning"}) {
        const auto text = delta->find(name);
        if (text != delta->end() && text->is_string() && !text->get_ref<const std::string &>().empty()) {
            return true;
        }
    }
    return false;
}

} // namespace

std::size_t CompletionStream::feed(std::string_view bytes)
{
    std::size_t tokens = 0;
    while (!bytes.empty() && m_error.empty()) {
        const std::size_t end = bytes.find('\n');
        m_line += bytes.substr(0, end);
        if (m_line.size() > kMaxLine_bytes) {
            m_error = "the reply has a line that is too long";
            break;
        }
        if (end == std::string_view::npos) {
            break;
        }
        bytes.remove_prefix(end + 1);
        tokens += line(m_line);
        m_line.clear();
    }
    return m_error.empty() ? tokens : 0;
}

std::size_t CompletionStream::line(std::string_view text)
{
    if (text.ends_with('\r')) {
        text.remove_suffix(1);
    }
    constexpr std::string_view kData = "data:";
    if (m_isDone || !text.starts_with(kData)) {
        if (text.starts_with('{')) {
            m_error = "the reply is not a stream";
        }
        return 0; // other fields, comments, and the empty line that ends an event
    }
    text.remove_prefix(kData.size());
    if (text.starts_with(' ')) {
        text.remove_prefix(1);
    }
    if (text == "[DONE]") {
        m_isDone = true;
        return 0;
    }
    const nlohmann::json chunk = nlohmann::json::parse(text, nullptr, false);
    if (!chunk.is_object()) {
        m_error = "the reply has an event that is not JSON";
        return 0;
    }
    if (chunk.contains("error")) {
        m_error = "the server reported an error within its reply";
        return 0;
    }
    return hasText(chunk) ? 1 : 0;
}

} // namespace iso::probe
