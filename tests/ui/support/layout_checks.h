#pragma once

#include <QStringList>

class QWidget;

namespace iso::test
{

/// What is wrong with how the visible widgets inside `window` stand: outside their parent, smaller than their text
/// needs, or one over another. Empty when all is well. What floats over others by design is left out: cards beside
/// the pointer, the filter's message, the replay's frame.
QStringList layoutFaults(const QWidget &window);

/// Visible widgets inside `window` that take the focus but cannot be spoken: without accessible name, text or label.
QStringList namelessWidgets(const QWidget &window);

} // namespace iso::test
