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

private:
    QLabel *m_figures;
    QLabel *m_names;
    QLabel *m_hazard;
    QLabel *m_warning;
};

} // namespace iso::dialogs
