#pragma once

#include "core/wire/command_descriptor.h"
#include "ui/dialogs/command_targets.h"

#include <QFrame>
#include <QLabel>

namespace iso::dialogs
{

/// Says before sending what a command would touch. GUI thread.
class ConsequenceView final : public QFrame
{
    Q_OBJECT

public:
    explicit ConsequenceView(QWidget *parent = nullptr);

    void describe(const CommandTargets &targets, const wire::CommandDescriptor &command);
    /// The figures, as they stand there.
    [[nodiscard]] QString figuresText() const { return m_figures->text(); }
    [[nodiscard]] QString namesText() const { return m_names->text(); }
    [[nodiscard]] QString hazardText() const { return m_hazard->text(); }
    /// What would be left of each model in each region; empty when nothing is taken away.
    [[nodiscard]] QString capacityText() const { return m_capacity->text(); }
    /// What the fleet would no longer reach in time, by the model on the map; empty until it is worked out.
    /// Shown for commands that take nodes out of service.
    void setReachLost(const QString &text);
    [[nodiscard]] QString reachText() const { return m_reach->text(); }

private:
    void showReachLost();

    QLabel *m_figures;
    QLabel *m_names;
    QLabel *m_hazard;
    QLabel *m_capacity;
    QLabel *m_reach;
    QLabel *m_warning;
    bool m_takesCapacity = false;
    QString m_reachLost; ///< kept while a command is looked at that loses none
};

} // namespace iso::dialogs
