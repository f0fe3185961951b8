#include "tests/lint/code_text.h"
#include "tests/lint/rules.h"

#include <QDir>
#include <QFileInfo>
#include <QRegularExpression>
#include <QSet>

namespace iso::lint
{
namespace
{

bool isOurs(const SourceFile &file)
{
    return file.isCode() &&
           (file.isIn(QStringLiteral("core")) || file.isIn(QStringLiteral("ui")) || file.isIn(QStringLiteral("app")) ||
            file.isIn(QStringLiteral("resources")) || file.isIn(QStringLiteral("tests")));
}

/// The files that the CMakeLists.txt of a tree name, as paths from the root. iso_test names its source without ".cpp",
/// and a loop over tests without "tst_" too.
QSet<QString> builtSources(const SourceTree &tree)
{
    static const QRegularExpression kWord(QStringLiteral("[\\w./-]+"));
    static const QRegularExpression kComment(QStringLiteral("#[^\\n]*"));
    QSet<QString> sources;
    for (const SourceFile &file : tree.files()) {
        if (file.name() != QLatin1String("CMakeLists.txt")) {
            continue;
        }
        QString text = file.text;
        text.remove(kComment);
        for (auto it = kWord.globalMatch(text); it.hasNext();) {
            const QString word = it.next().captured();
            for (const QString &name : {word, word + QStringLiteral(".cpp"), QStringLiteral("tst_%1.cpp").arg(word)}) {
                sources.insert(QDir::cleanPath(file.folder() + QLatin1Char('/') + name));
            }
        }
    }
    return sources;
}

QSet<QString> includedHeaders(const SourceTree &tree)
{
    QSet<QString> headers;
    for (const SourceFile &file : tree.files()) {
        if (!file.isCode()) {
            continue;
        }
        for (const Include &include : includesOf(file.text)) {
            headers.insert(include.target);
            headers.insert(QDir::cleanPath(file.folder() + QLatin1Char('/') + include.target));
        }
    }
    return headers;
}

QStringList deadLinks(const SourceTree &tree, const SourceFile &file)
{
    static const QRegularExpression kLink(QStringLiteral("\\]\\(([^)\\s]+)\\)"));
    static const QRegularExpression kFence(QStringLiteral("^\\s*```"));
    static const QRegularExpression kCode(QStringLiteral("`[^`]*`"));
    QStringList findings;
    bool fenced = false;
    int number = 0;
    for (QString line : file.lines()) {
        ++number;
        fenced ^= kFence.match(line).hasMatch();
        line.remove(kCode);
        for (auto it = kLink.globalMatch(fenced ? QString() : line); it.hasNext();) {
            const QString target = it.next().captured(1).section(QLatin1Char('#'), 0, 0);
            if (target.isEmpty() || target.contains(QLatin1String("://")) ||
                target.startsWith(QLatin1String("mailto:"))) {
                continue;
            }
            const QString folder = file.folder();
            const QString path = QDir::cleanPath(folder.isEmpty() ? target : folder + QLatin1Char('/') + target);
            if (!tree.exists(path)) {
                findings +=
                    QStringLiteral("%1:%2: the link to %3 leads nowhere").arg(file.path).arg(number).arg(target);
            }
        }
    }
    return findings;
}

QStringList programs(const SourceTree &tree)
{
    static const QRegularExpression kProgram(QStringLiteral("\\biso_app\\(\\s*([\\w-]+)"));
    QStringList names;
    for (const SourceFile &file : tree.files()) {
        if (file.isIn(QStringLiteral("app")) && file.name() == QLatin1String("CMakeLists.txt")) {
            for (auto it = kProgram.globalMatch(file.text); it.hasNext();) {
                names += it.next().captured(1);
            }
        }
    }
    return names;
}

} // namespace

QStringList orphans(const SourceTree &tree)
{
    QStringList findings;
    const QSet<QString> built = builtSources(tree);
    const QSet<QString> included = includedHeaders(tree);
    for (const SourceFile &file : tree.files()) {
        if (!isOurs(file)) {
            continue;
        }
        if (file.isCpp() && !built.contains(file.path)) {
            findings += file.path + QStringLiteral(": no CMakeLists.txt builds it");
        }
        if (file.isHeader() && !included.contains(file.path)) {
            findings += file.path + QStringLiteral(": nothing includes it");
        }
        if (file.isHeader() && !file.text.startsWith(QLatin1String("#pragma once\n"))) {
            findings += file.path + QStringLiteral(":1: does not begin with #pragma once");
        }
    }
    return findings;
}

QStringList documents(const SourceTree &tree)
{
    QStringList findings;
    for (const SourceFile &file : tree.files()) {
        if (file.path.endsWith(QLatin1String(".md"))) {
            findings += deadLinks(tree, file);
        }
    }
    const SourceFile *readme = tree.find(QStringLiteral("README.md"));
    for (const QString &program : programs(tree)) {
        if (!readme || !readme->text.contains(QLatin1Char('`') + program + QLatin1Char('`'))) {
            findings += QStringLiteral("README.md: does not mention `%1`").arg(program);
        }
    }
    return findings;
}

} // namespace iso::lint
