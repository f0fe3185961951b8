#pragma once

#include "tests/lint/source_tree.h"

#include <QMap>
#include <QStringList>

namespace iso::lint
{

/// The table between "<!-- link table -->" and "<!-- /link table -->" in ARCHITECTURE.md.
struct LinkTable {
    /// Folder to what it may include: folders ("core/base") or single headers ("core/session/session.h").
    QMap<QString, QStringList> rows;
    /// What is wrong with the table's form.
    QStringList findings;

    [[nodiscard]] bool allows(const QString &folder, const QString &header) const;
};

LinkTable readLinkTable(const SourceTree &tree);

} // namespace iso::lint
