#pragma once

namespace iso
{

/// Prints the broken invariant and aborts. Not for errors that the outside can cause: those are a Result.
[[noreturn]] void invariantBroken(const char *expression, const char *file, int line);

} // namespace iso

/// An assertion that stays on in release builds. A macro, because it must name the expression and the line.
#define ISO_CHECK(expression)                                                                                          \
    (static_cast<bool>(expression) ? static_cast<void>(0) : ::iso::invariantBroken(#expression, __FILE__, __LINE__))
