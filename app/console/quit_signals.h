#pragma once

#include <QObject>

namespace iso::console
{

/// Turns SIGINT and SIGTERM into a signal of Qt. GUI thread.
class QuitSignals final : public QObject
{
    Q_OBJECT
public:
    /// Keeps both from ending the process. Call first in main: threads inherit it.
    static void block();

    explicit QuitSignals(QObject *parent = nullptr);
    ~QuitSignals() override;

Q_SIGNALS:
    void quitRequested();

private:
    void readSignal();

    int m_descriptor;
};

} // namespace iso::console
