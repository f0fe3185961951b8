#pragma once

#include "core/base/result.h"

#include <QByteArray>
#include <QString>

namespace iso::resources
{

/// Makes the compiled-in files reachable under ":/isochrone". Cheap, may be called often; the readers below call it.
void initialise();

/// The bytes of a compiled-in file, for example "map/world.bin".
Result<QByteArray> read(const QString &path);

} // namespace iso::resources
