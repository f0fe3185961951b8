#pragma once

#include "core/commands/command_record.h"
#include "ui/theme/theme.h"

#include <QWidget>

class QLabel;
class QPushButton;

namespace iso::panels
{

class CommandSteps;
class ProbeView;

/// One command with every step of its life. GUI thread.
class CommandDetails final : public QWidget
{
    Q_OBJECT

public:
    explicit CommandDetails(const theme::Theme &theme, QWidget *parent = nullptr);

    void setTheme(const theme::Theme &theme);
    /// Null for none.
    void setCommand(const commands::CommandRecordPtr &record);
    /// It cannot be cancelled from here, and why; empty gives it back.
    void forbidSending(const QString &why);
    /// The steps as they are shown: "12:04:31.120 sent", one a line.
    [[nodiscard]] QString stepsText() const;
    /// What a probe measured; empty for other commands.
    [[nodiscard]] QString probeText() const;
    /// Who, why, and results that have no form of their own.
    [[nodiscard]] QString factsText() const;

Q_SIGNALS:
    /// Ask for this command to be stopped.
    void cancelRequested(const iso::commands::CommandRecordPtr &record);

private:
    commands::CommandRecordPtr m_record;
    QLabel *m_title;
    QLabel *m_facts;
    ProbeView *m_probe;
    CommandSteps *m_steps;
    QPushButton *m_cancel;
};

/// The steps, painted: time, mark, state, message. GUI thread.
class CommandSteps final : public QWidget
{
    Q_OBJECT

public:
    static constexpr int kRowHeight = 22;

    explicit CommandSteps(const theme::Theme &theme, QWidget *parent = nullptr);

    void setTheme(const theme::Theme &theme);
    void setSteps(const std::vector<commands::CommandStep> &steps);
    [[nodiscard]] QString text() const;

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override { return {200, sizeHint().height()}; }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    theme::Theme m_theme;
    std::vector<commands::CommandStep> m_steps;
};

} // namespace iso::panels
