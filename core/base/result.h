#pragma once

#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>

namespace iso
{

/// What kind of failure it is, for callers that react to it. The text is for people.
enum class ErrorCode {
    InvalidInput, ///< something from outside breaks a rule; nothing was done
    NotFound,     ///< the thing asked for does not exist
    Refused,      ///< understood, but not allowed here or now
    Busy,         ///< a bounded resource is full or owned by somebody else; try again later
    Io,           ///< the system refused a file, socket or database operation
    Corrupt,      ///< stored bytes fail their own checks
    Unsupported,  ///< written by a newer version, or a feature this build lacks
    Cancelled,    ///< stopped on request
};

/// The code's name as it appears in JSON and logs.
std::string_view toText(ErrorCode code);

/// A failure with a message a user can read: what happened, why, and where it helps what to do.
struct Error {
    ErrorCode code = ErrorCode::InvalidInput;
    std::string message;

    /// The same failure seen from one level up: "context: message".
    [[nodiscard]] Error withContext(std::string_view context) const;

    bool operator==(const Error &) const = default;
};

template<typename T>
using Result = tl::expected<T, Error>;
using Status = Result<void>;

inline tl::unexpected<Error> failure(ErrorCode code, std::string message)
{
    return tl::unexpected<Error>(Error{code, std::move(message)});
}

inline tl::unexpected<Error> failure(Error error)
{
    return tl::unexpected<Error>(std::move(error));
}

} // namespace iso
