#pragma once

#include "core/session/network_status.h"

#include <QDialog>
#include <functional>

class QCheckBox;
class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QVBoxLayout;

namespace iso::dialogs
{

/// Whether nodes on other machines can connect: the switch, what came of it, and the line that a node joins with.
/// GUI thread.
class NetworkDialog final : public QDialog
{
    Q_OBJECT

public:
    /// `accept` switches on or off; setStatus tells what came of it.
    NetworkDialog(const session::NetworkStatusPtr &status, std::function<void(bool)> accept, QWidget *parent = nullptr);

    void setStatus(const session::NetworkStatusPtr &status);
    /// What Copy puts on the clipboard: "isochrone-node --join '…'"; empty while nobody can join.
    [[nodiscard]] QString joinCommand() const;

private:
    void makeSwitch(QVBoxLayout *layout);
    QWidget *makeJoinBox();
    QWidget *makeSteps();
    void fillAddresses();
    void showLine();
    void copyLine();

    session::NetworkStatusPtr m_status;
    QCheckBox *m_switch;
    QLabel *m_state;
    QLabel *m_fingerprint = nullptr;
    QLabel *m_addressCaption = nullptr;
    QComboBox *m_addresses = nullptr;
    QLineEdit *m_line = nullptr;
    QPushButton *m_copy = nullptr;
};

} // namespace iso::dialogs
