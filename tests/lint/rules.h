#pragma once

#include "tests/lint/source_tree.h"

#include <QStringList>

namespace iso::lint
{

// Each rule returns what breaks it, one line a finding: "path:line: what and why". An empty list is a pass.

inline constexpr int kMaxSourceLines = 500;
inline constexpr int kMaxHeaderLines = 250;
inline constexpr int kMaxFunctionLines = 80;

/// Files and functions stay within their bounds, but for what tests/lint/allow.txt names with a reason.
QStringList sizes(const SourceTree &tree);

/// The link table of ARCHITECTURE.md names exactly the folders that exist, and has no cycle.
QStringList linkTable(const SourceTree &tree);
/// Each folder includes only what its row of the link table allows.
QStringList layers(const SourceTree &tree);
/// Each foreign library is seen by one folder alone, and Qt not at all by the core and the programs without windows.
QStringList foreignHeaders(const SourceTree &tree);

/// Every source is built, and every header is used and guarded.
QStringList orphans(const SourceTree &tree);
/// Links in Markdown lead to files, and README.md names every program.
QStringList documents(const SourceTree &tree);

/// Texts that stand for a known mistake.
QStringList forbiddenTexts(const SourceTree &tree);

} // namespace iso::lint
