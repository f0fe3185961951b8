#pragma once

#include "core/session/configuration.h"
#include "core/session/workspace.h"
#include "ui/dialogs/settings_dialog.h"

namespace iso::console
{

/// What the settings dialog shows of a workspace: every key of isochrone.toml with the value that is in effect.
dialogs::WorkspaceFacts workspaceFacts(const session::WorkspacePaths &paths,
                                       const session::Configuration &configuration);

} // namespace iso::console
