#pragma once

#include <QList>
#include <QString>

class QAction;

namespace iso::shell
{

/// Name, version, licence and the sources of what is inside, as rich text.
QString aboutText(const QString &version);
/// A table of every action that has a shortcut, as rich text.
QString shortcutsTable(const QList<QAction *> &actions);

} // namespace iso::shell
