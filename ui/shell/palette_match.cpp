#include "ui/shell/palette_match.h"

#include <QStringList>

namespace iso::shell
{

namespace
{

constexpr int kAtStart = 100;
constexpr int kAtWordStart = 60;
constexpr int kInside = 30;
constexpr int kScattered = 5;

bool isWordStart(const QString &text, qsizetype at)
{
    return at == 0 || !text.at(at - 1).isLetterOrNumber();
}

int wordScore(const QString &text, qsizetype at)
{
    if (at == 0) {
        return kAtStart;
    }
    return isWordStart(text, at) ? kAtWordStart : kInside;
}

bool hasLettersInOrder(const QString &letters, const QString &text)
{
    qsizetype at = 0;
    for (const QChar letter : letters) {
        at = text.indexOf(letter, at, Qt::CaseInsensitive);
        if (at < 0) {
            return false;
        }
        ++at;
    }
    return true;
}

} // namespace

std::optional<int> matchScore(const QString &query, const QString &text)
{
    const QStringList words = query.simplified().split(QLatin1Char(' '), Qt::SkipEmptyParts);
    int score = 0;
    for (const QString &word : words) {
        const qsizetype at = text.indexOf(word, 0, Qt::CaseInsensitive);
        if (at >= 0) {
            score += wordScore(text, at);
        } else if (word.size() >= 2 && hasLettersInOrder(word, text)) {
            score += kScattered;
        } else {
            return std::nullopt;
        }
    }
    // Of two that fit alike the shorter one says less that was not asked for.
    return score * 100 - static_cast<int>(std::min<qsizetype>(text.size(), 99));
}

} // namespace iso::shell
