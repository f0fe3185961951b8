#include "tests/lint/source_tree.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QFileInfo>
#include <algorithm>

namespace iso::lint
{
namespace
{

// Version control, editors and builds; .ci is ours.
bool isSkipped(const QString &topFolder)
{
    return topFolder == QLatin1String("build") || topFolder.startsWith(QLatin1String("build-")) ||
           (topFolder.startsWith(QLatin1Char('.')) && topFolder != QLatin1String(".ci"));
}

bool isText(const QString &name)
{
    static const QStringList kSuffixes{QStringLiteral("cpp"), QStringLiteral("h"),     QStringLiteral("md"),
                                       QStringLiteral("txt"), QStringLiteral("cmake"), QStringLiteral("sh"),
                                       QStringLiteral("py"),  QStringLiteral("proto"), QStringLiteral("json"),
                                       QStringLiteral("in"),  QStringLiteral("sql"),   QStringLiteral("toml"),
                                       QStringLiteral("qss")};
    const QString suffix = QFileInfo(name).suffix();
    return suffix.isEmpty() || kSuffixes.contains(suffix);
}

} // namespace

QString SourceFile::layer() const
{
    QString top = path.section(QLatin1Char('/'), 0, 0);
    if (top == QLatin1String("resources")) {
        return top;
    }
    return path.count(QLatin1Char('/')) < 2 ? QString() : path.section(QLatin1Char('/'), 0, 1);
}

SourceTree SourceTree::load(const QString &root)
{
    SourceTree tree;
    tree.m_root = root;
    const QDir dir(root);
    const auto add = [&](const QString &path) {
        QFile file(dir.filePath(path));
        if (isText(path) && file.open(QIODevice::ReadOnly)) {
            tree.m_files.append(SourceFile{path, QString::fromUtf8(file.readAll())});
        }
    };
    for (const QString &name : dir.entryList(QDir::Files | QDir::Hidden)) {
        add(name);
    }
    for (const QString &name : dir.entryList(QDir::Dirs | QDir::Hidden | QDir::NoDotAndDotDot)) {
        if (isSkipped(name)) {
            continue; // not even walked: builds are large
        }
        QDirIterator it(dir.filePath(name), QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
        while (it.hasNext()) {
            add(dir.relativeFilePath(it.next()));
        }
    }
    std::sort(tree.m_files.begin(), tree.m_files.end(),
              [](const SourceFile &a, const SourceFile &b) { return a.path < b.path; });
    return tree;
}

const SourceFile *SourceTree::find(const QString &path) const
{
    const auto it = std::find_if(m_files.begin(), m_files.end(), [&](const SourceFile &f) { return f.path == path; });
    return it == m_files.end() ? nullptr : &*it;
}

bool SourceTree::exists(const QString &path) const
{
    return QFileInfo::exists(QDir(m_root).filePath(path));
}

} // namespace iso::lint
