#include "core/base/result.h"

namespace iso
{

std::string_view toText(ErrorCode code)
{
    switch (code) {
    case ErrorCode::InvalidInput:
        return "invalid-input";
    case ErrorCode::NotFound:
        return "not-found";
    case ErrorCode::Refused:
        return "refused";
    case ErrorCode::Busy:
        return "busy";
    case ErrorCode::Io:
        return "io";
    case ErrorCode::Corrupt:
        return "corrupt";
    case ErrorCode::Unsupported:
        return "unsupported";
    case ErrorCode::Cancelled:
        return "cancelled";
    }
    return "unknown";
}

Error Error::withContext(std::string_view context) const
{
    Error outer{code, std::string(context)};
    outer.message += ": ";
    outer.message += message;
    return outer;
}

} // namespace iso
