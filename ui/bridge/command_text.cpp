#include "ui/bridge/command_text.h"

#include "ui/bridge/value_text.h"

#include <QStringList>

namespace iso::bridge
{

QString markText(const commands::CommandRecord &command)
{
    QStringList words = {toQString(command.name)};
    for (const wire::Argument &argument : command.arguments) {
        words.append(toQString(argument.value));
    }
    return QStringLiteral("%1 \u00b7 %2").arg(words.join(QLatin1Char(' ')), toQString(command.issuer));
}

} // namespace iso::bridge
