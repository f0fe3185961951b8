#pragma once

#include <QList>
#include <QString>

namespace iso::lint
{

enum class Keep { Strings, NoStrings };

/// C++ without comments, and without the contents of strings where asked, at the same lines and columns.
QString withoutComments(const QString &code, Keep keep);

/// Preprocessor lines, with their continuations, blanked.
QString withoutDirectives(const QString &code);

struct Include {
    QString target; ///< between the quotes or angle brackets
    bool quoted = false;
    int line = 0; ///< from 1
};
QList<Include> includesOf(const QString &code);

} // namespace iso::lint
