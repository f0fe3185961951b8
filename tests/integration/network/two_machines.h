#pragma once

#include "tests/integration/network/bad_line.h"
#include "tests/integration/network/net_namespace.h"
#include "tests/integration/program.h"
#include "tests/support/temp_workspace.h"

namespace iso::test
{

/// A hub on one machine and room for nodes on another, with a line between them. isochronectl reaches the hub from
/// here, since its socket is a file.
class TwoMachines
{
public:
    static constexpr const char *kHubAddress = "10.99.0.1";
    static constexpr const char *kEdgeAddress = "10.99.0.2";

    /// Starts the hub on its usual ports, and waits until it is proven that strangers are kept out.
    [[nodiscard]] bool start();

    /// As "isochronectl network" shows it.
    [[nodiscard]] QString joinLine() const;
    /// Of a key that waits for a decision; empty when there is none or more than one.
    [[nodiscard]] QString waitingFingerprint() const;
    /// All nodes as "isochronectl nodes" shows them.
    [[nodiscard]] QJsonArray nodes() const;

    NetNamespace hubMachine;
    NetNamespace edgeMachine;
    BadLine line{hubMachine, kHubAddress, edgeMachine, kEdgeAddress};
    TempWorkspace folder;
    Ctl ctl{folder.file("hub")};
    Collector hub{folder.file("hub"), hubMachine.entrance()};
};

} // namespace iso::test
