#pragma once

#include "core/wire/command_descriptor.h"

#include <QLabel>
#include <QWidget>
#include <vector>

namespace iso::dialogs
{

/// One field for each parameter of a command, checked while it is being filled in; what is wrong stands beside the
/// field. GUI thread.
class ParameterForm final : public QWidget
{
    Q_OBJECT

public:
    explicit ParameterForm(QWidget *parent = nullptr);

    /// Replaces the fields.
    void setParameters(const std::vector<wire::ParameterDescriptor> &parameters);
    /// What was filled in; optional fields left empty are not there.
    [[nodiscard]] std::vector<wire::Argument> arguments() const;
    [[nodiscard]] bool isValid() const;
    /// The message beside a field; empty when its value is good.
    [[nodiscard]] QString messageFor(const std::string &parameter) const;
    /// Puts a value into a field, as if typed.
    void setValue(const std::string &parameter, const QString &value);
    void focusFirst();

Q_SIGNALS:
    void changed();

private:
    struct Field {
        wire::ParameterDescriptor parameter;
        QWidget *editor = nullptr;
        QLabel *message = nullptr;
        bool touched = false;
    };

    QWidget *makeEditor(const wire::ParameterDescriptor &parameter);
    [[nodiscard]] static QString textOf(const Field &field);
    [[nodiscard]] static QString problemOf(const Field &field);
    void edited(QWidget *editor);
    static void showMessage(Field &field);

    std::vector<Field> m_fields;
};

} // namespace iso::dialogs
