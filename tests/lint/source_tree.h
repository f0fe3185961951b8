#pragma once

#include <QList>
#include <QString>
#include <QStringList>

namespace iso::lint
{

/// A text file of the project.
struct SourceFile {
    QString path; ///< from the root, with '/'
    QString text;

    [[nodiscard]] bool isCpp() const { return path.endsWith(QLatin1String(".cpp")); }
    [[nodiscard]] bool isHeader() const { return path.endsWith(QLatin1String(".h")); }
    [[nodiscard]] bool isCode() const { return isCpp() || isHeader(); }
    [[nodiscard]] bool isIn(const QString &folder) const { return path.startsWith(folder + QLatin1Char('/')); }
    [[nodiscard]] QString name() const { return path.section(QLatin1Char('/'), -1); }
    [[nodiscard]] QString folder() const { return path.section(QLatin1Char('/'), 0, -2); }
    /// What the link table calls a folder: "core/history" for all that is below it, "resources" for that one.
    [[nodiscard]] QString layer() const;
    [[nodiscard]] QStringList lines() const { return text.split(QLatin1Char('\n')); }
};

/// All text files of a tree, without build folders and what version control keeps for itself. Sorted by path.
class SourceTree
{
public:
    static SourceTree load(const QString &root);

    [[nodiscard]] const QList<SourceFile> &files() const { return m_files; }
    /// Null when there is none.
    [[nodiscard]] const SourceFile *find(const QString &path) const;
    /// Any file or folder, also one that holds no text.
    [[nodiscard]] bool exists(const QString &path) const;

private:
    QString m_root;
    QList<SourceFile> m_files;
};

} // namespace iso::lint
