#pragma once

#include "core/fleet/snapshot.h"
#include "core/session/network_status.h"
#include "core/session/session.h"
#include "ui/theme/theme.h"

#include <QElapsedTimer>
#include <QWidget>
#include <array>
#include <vector>

class QLabel;
class QTableWidget;

namespace iso::panels
{

/// The name of a refusal as the hub counts them: the index into HubHealth::refused.
QString refusalText(std::size_t reason);

/// How messages reach us: endpoints, rates, gaps, drops, and what was turned away and why. GUI thread.
class LinksPanel final : public QWidget
{
    Q_OBJECT
public:
    explicit LinksPanel(QWidget *parent = nullptr);

    void setNetwork(const session::NetworkStatusPtr &network);
    void setHub(const fleet::HubHealth &hub);
    void setRefusals(const std::vector<session::RefusedMessage> &refusals);
    /// "2,000 messages/s · 0 missing · 0 dropped", for a corner.
    [[nodiscard]] static QString summary(const fleet::HubHealth &hub);

private:
    enum Figure {
        Telemetry = 0,
        Control,
        EncryptedTelemetry,
        EncryptedControl,
        Rate,
        Samples,
        Stored,
        Backfilled,
        Duplicates,
        Missing,
        LostForEver,
        Dropped,
        FigureCount
    };
    QWidget *makeFigures();
    void makeTable();

    std::array<QLabel *, FigureCount> m_figures{};
    QLabel *m_network = nullptr; ///< what is in the way of nodes from the network
    QLabel *m_refusedHead = nullptr;
    QTableWidget *m_table;
    QElapsedTimer m_sinceShown;
    HubTime m_newest;
    std::size_t m_shown = 0;
};

} // namespace iso::panels
