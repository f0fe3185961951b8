#pragma once

#include "core/commands/command_record.h"

#include <QString>

namespace iso::bridge
{

/// "set-limit 40/s · op-7": the command with the values of its arguments, and who asked, for marks in charts.
QString markText(const commands::CommandRecord &command);

} // namespace iso::bridge
