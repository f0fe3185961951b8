#include "resources/resources.h"

#include <QFile>
#include <QtGlobal>

// The macro expands to a declaration, which must stand outside of any namespace.
static void initialiseInGlobalNamespace()
{
    Q_INIT_RESOURCE(iso_resources);
}

namespace iso::resources
{

void initialise()
{
    initialiseInGlobalNamespace();
}

Result<QByteArray> read(const QString &path)
{
    initialise();
    QFile file(QStringLiteral(":/isochrone/") + path);
    if (!file.open(QIODevice::ReadOnly)) {
        return failure(ErrorCode::NotFound, "no compiled-in file " + path.toStdString());
    }
    return file.readAll();
}

} // namespace iso::resources
