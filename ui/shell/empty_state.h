#pragma once

#include <QFrame>
#include <QString>

class QLabel;
class QPushButton;

namespace iso::shell
{

/// What to do while no node has come: the lines that start a simulated fleet, and where real nodes connect. Lies in the
/// middle of its parent. GUI thread.
class EmptyState final : public QFrame
{
    Q_OBJECT
public:
    explicit EmptyState(QWidget *parent);

    void setEndpoints(const QString &telemetry, const QString &control);
    /// Nobody can be let in from here, and why; empty gives it back.
    void forbidDeciding(const QString &why);
    [[nodiscard]] QString commandLine() const;

Q_SIGNALS:
    /// Nodes on other machines are to be let in.
    void networkRequested();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void showEvent(QShowEvent *event) override;

private:
    void centre();

    QLabel *m_line;
    QLabel *m_address;
    QPushButton *m_network;
};

} // namespace iso::shell
