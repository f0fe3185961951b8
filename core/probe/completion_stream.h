#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace iso::probe
{

/// Reads the streamed answer of an OpenAI-compatible server: server-sent events (WHATWG HTML, "Server-sent events") of
/// chat.completion.chunk objects, ended by "[DONE]". Each event with text counts as one token, which is what engines
/// send unless they are asked to send several at once. Trusts nothing: lines are bounded, and what is no such event is
/// an error.
class CompletionStream
{
public:
    static constexpr std::size_t kMaxLine_bytes = 64 * 1024;

    /// Returns how many tokens came with these bytes; 0 after an error.
    std::size_t feed(std::string_view bytes);

    [[nodiscard]] bool isDone() const { return m_isDone; }
    /// Empty when all is well.
    [[nodiscard]] const std::string &error() const { return m_error; }

private:
    std::size_t line(std::string_view text);

    std::string m_line;
    std::string m_error;
    bool m_isDone = false;
};

} // namespace iso::probe
