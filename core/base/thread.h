#pragma once

namespace iso
{

/// Names the calling thread for debuggers, `top -H` and profiles; at most 15 letters are kept.
void nameThisThread(const char *name);

/// The calling thread gets the processor after those that somebody waits for. For good: only an administrator could
/// take it back. Of Linux: QThread's own priorities have no effect on its usual scheduler.
void yieldToOthers();

} // namespace iso
