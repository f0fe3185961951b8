#include "ui/dialogs/parameter_form.h"

#include "core/commands/arguments.h"
#include "ui/bridge/value_text.h"

#include <QCheckBox>
#include <QComboBox>
#include <QGridLayout>
#include <QLineEdit>
#include <QLocale>
#include <QStyle>
#include <algorithm>

namespace iso::dialogs
{

namespace
{

using bridge::toQString;

QString rangeText(const wire::ParameterDescriptor &parameter)
{
    const auto number = [](double value) { return QLocale(QLocale::English).toString(value, 'g', 12); };
    if (parameter.minimum && parameter.maximum) {
        return ParameterForm::tr("%1 to %2").arg(number(*parameter.minimum), number(*parameter.maximum));
    }
    if (parameter.minimum) {
        return ParameterForm::tr("at least %1").arg(number(*parameter.minimum));
    }
    return parameter.maximum ? ParameterForm::tr("at most %1").arg(number(*parameter.maximum)) : QString();
}

QString titleOf(const wire::ParameterDescriptor &parameter)
{
    return toQString(parameter.title.empty() ? parameter.name : parameter.title);
}

} // namespace

ParameterForm::ParameterForm(QWidget *parent)
    : QWidget(parent)
{
}

void ParameterForm::setParameters(const std::vector<wire::ParameterDescriptor> &parameters)
{
    m_fields.clear();
    qDeleteAll(findChildren<QWidget *>(QString(), Qt::FindDirectChildrenOnly));
    delete layout();
    auto *grid = new QGridLayout(this);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(12);
    grid->setVerticalSpacing(6);
    grid->setColumnMinimumWidth(0, 110);
    grid->setColumnStretch(1, 2);
    grid->setColumnStretch(2, 3);
    int row = 0;
    for (const wire::ParameterDescriptor &parameter : parameters) {
        Field field;
        field.parameter = parameter;
        field.editor = makeEditor(parameter);
        field.editor->setObjectName(toQString(parameter.name));
        field.editor->setAccessibleName(titleOf(parameter));
        field.message = new QLabel(this);
        field.message->setWordWrap(true);
        field.message->setObjectName(toQString(parameter.name) + QStringLiteral("-message"));
        auto *label = new QLabel(titleOf(parameter), this);
        label->setProperty("role", QStringLiteral("muted"));
        label->setBuddy(field.editor);
        grid->addWidget(label, row, 0);
        grid->addWidget(field.editor, row, 1);
        grid->addWidget(field.message, row, 2);
        showMessage(field);
        m_fields.push_back(field);
        ++row;
    }
    Q_EMIT changed();
}

QWidget *ParameterForm::makeEditor(const wire::ParameterDescriptor &parameter)
{
    switch (parameter.type) {
    case wire::ParameterType::Flag: {
        auto *box = new QCheckBox(this);
        box->setChecked(parameter.defaultValue == "true");
        connect(box, &QCheckBox::toggled, this, [this, box] { edited(box); });
        return box;
    }
    case wire::ParameterType::Choice: {
        auto *box = new QComboBox(this);
        if (parameter.defaultValue.empty()) {
            box->addItem(QString()); // nothing is chosen for the user
        }
        for (const std::string &choice : parameter.choices) {
            box->addItem(toQString(choice));
        }
        if (const int i = box->findText(toQString(parameter.defaultValue)); i >= 0) {
            box->setCurrentIndex(i);
        }
        connect(box, &QComboBox::currentIndexChanged, this, [this, box] { edited(box); });
        return box;
    }
    case wire::ParameterType::Text:
    case wire::ParameterType::Integer:
    case wire::ParameterType::Real:
        break;
    }
    auto *edit = new QLineEdit(toQString(parameter.defaultValue), this);
    edit->setPlaceholderText(rangeText(parameter));
    connect(edit, &QLineEdit::textChanged, this, [this, edit] { edited(edit); });
    return edit;
}

QString ParameterForm::textOf(const Field &field)
{
    if (const auto *box = qobject_cast<const QCheckBox *>(field.editor)) {
        return box->isChecked() ? QStringLiteral("true") : QStringLiteral("false");
    }
    if (const auto *box = qobject_cast<const QComboBox *>(field.editor)) {
        return box->currentText();
    }
    const auto *edit = qobject_cast<const QLineEdit *>(field.editor);
    return edit != nullptr ? edit->text().trimmed() : QString();
}

QString ParameterForm::problemOf(const Field &field)
{
    const QString text = textOf(field);
    if (text.isEmpty()) {
        return field.parameter.required ? tr("needed") : QString();
    }
    const Status status = commands::checkValue(field.parameter, text.toStdString());
    return status ? QString() : toQString(status.error().message);
}

void ParameterForm::showMessage(Field &field)
{
    const QString problem = problemOf(field);
    // An empty field that nobody has touched is not an error yet; it only says what it needs.
    const bool wrong = !problem.isEmpty() && (field.touched || !textOf(field).isEmpty());
    QString text = problem;
    if (!wrong) {
        QStringList hint;
        if (!field.parameter.unit.empty()) {
            hint.append(toQString(field.parameter.unit));
        }
        if (const QString range = rangeText(field.parameter); !range.isEmpty()) {
            hint.append(range);
        }
        if (!problem.isEmpty()) {
            hint.append(problem);
        }
        text = hint.join(QStringLiteral(" \u00b7 "));
    }
    field.message->setText(text);
    field.message->setProperty("role", wrong ? QStringLiteral("error") : QStringLiteral("muted"));
    field.editor->setProperty("invalid", wrong);
    field.editor->setAccessibleDescription(text);
    for (QWidget *widget : {static_cast<QWidget *>(field.message), field.editor}) {
        widget->style()->unpolish(widget);
        widget->style()->polish(widget);
    }
}

void ParameterForm::edited(QWidget *editor)
{
    const auto field =
        std::find_if(m_fields.begin(), m_fields.end(), [editor](const Field &f) { return f.editor == editor; });
    if (field != m_fields.end()) {
        field->touched = true;
        showMessage(*field);
        Q_EMIT changed();
    }
}

std::vector<wire::Argument> ParameterForm::arguments() const
{
    std::vector<wire::Argument> result;
    for (const Field &field : m_fields) {
        if (const QString text = textOf(field); !text.isEmpty()) {
            result.push_back({field.parameter.name, text.toStdString()});
        }
    }
    return result;
}

bool ParameterForm::isValid() const
{
    return std::all_of(m_fields.begin(), m_fields.end(), [](const Field &field) { return problemOf(field).isEmpty(); });
}

QString ParameterForm::messageFor(const std::string &parameter) const
{
    const auto field = std::find_if(m_fields.begin(), m_fields.end(),
                                    [&parameter](const Field &f) { return f.parameter.name == parameter; });
    return field == m_fields.end() ? QString() : problemOf(*field);
}

void ParameterForm::setValue(const std::string &parameter, const QString &value)
{
    for (const Field &field : m_fields) {
        if (field.parameter.name != parameter) {
            continue;
        }
        if (auto *edit = qobject_cast<QLineEdit *>(field.editor)) {
            edit->setText(value);
        } else if (auto *box = qobject_cast<QComboBox *>(field.editor)) {
            box->setCurrentText(value);
        } else if (auto *check = qobject_cast<QCheckBox *>(field.editor)) {
            check->setChecked(value == QLatin1String("true"));
        }
        return;
    }
}

void ParameterForm::focusFirst()
{
    if (!m_fields.empty()) {
        m_fields.front().editor->setFocus();
    }
}

} // namespace iso::dialogs
