#pragma once

#include "tests/integration/program.h"

#include <QString>
#include <functional>

namespace iso::test
{

/// A machine's network of its own, with loopback and nothing else. It has no name and is gone with the last program in
/// it, so that nothing is left behind however a test ends.
class NetNamespace
{
public:
    /// Why this machine cannot make one, for QSKIP; empty when it can.
    static QString whyNot();

    NetNamespace();
    ~NetNamespace();
    NetNamespace(const NetNamespace &) = delete;
    NetNamespace &operator=(const NetNamespace &) = delete;

    /// Does the work inside, and waits for it.
    void run(const std::function<void()> &work) const;
    /// Puts a program inside.
    [[nodiscard]] InChild entrance() const;

private:
    int m_descriptor = -1;
};

} // namespace iso::test
