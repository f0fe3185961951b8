#include "core/base/check.h"

#include <cstdio>
#include <cstdlib>

namespace iso
{

void invariantBroken(const char *expression, const char *file, int line)
{
    std::fprintf(stderr, "isochrone: broken invariant: %s (%s:%d)\n", expression, file, line);
    std::abort();
}

} // namespace iso
