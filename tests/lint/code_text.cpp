#include "tests/lint/code_text.h"

#include <QRegularExpression>
#include <QStringList>

namespace iso::lint
{
namespace
{

bool isWord(QChar c)
{
    return c.isLetterOrNumber() || c == QLatin1Char('_');
}

/// Copies a text and blanks what is not wanted of it, so that positions stay.
class Stripper
{
public:
    Stripper(const QString &code, Keep keep)
        : m_code(code)
        , m_keep(keep)
    {
        m_out.reserve(code.size());
    }

    QString strip()
    {
        while (m_at < m_code.size()) {
            const QChar c = m_code[m_at];
            if (startsWith("//")) {
                blankTo(endOfLine());
            } else if (startsWith("/*")) {
                blankTo(endAfter(QStringLiteral("*/"), m_at + 2));
            } else if (c == QLatin1Char('R') && startsWith("R\"")) {
                rawString();
            } else if (c == QLatin1Char('"') || (c == QLatin1Char('\'') && !isDigitSeparator())) {
                quoted(c);
            } else {
                copyTo(m_at + 1);
            }
        }
        return m_out;
    }

private:
    [[nodiscard]] bool startsWith(const char *text) const
    {
        return QStringView(m_code).mid(m_at).startsWith(QLatin1String(text));
    }
    [[nodiscard]] qsizetype endAfter(const QString &closing, qsizetype from) const
    {
        const qsizetype found = m_code.indexOf(closing, from);
        return found < 0 ? m_code.size() : found + closing.size();
    }
    [[nodiscard]] qsizetype endOfLine() const
    {
        const qsizetype found = m_code.indexOf(QLatin1Char('\n'), m_at);
        return found < 0 ? m_code.size() : found;
    }
    /// As in 1'000'000: the word around it begins with a digit.
    [[nodiscard]] bool isDigitSeparator() const
    {
        qsizetype start = m_at;
        while (start > 0 && (isWord(m_code[start - 1]) || m_code[start - 1] == QLatin1Char('\''))) {
            --start;
        }
        return start < m_at && m_code[start].isDigit();
    }

    void rawString()
    {
        const qsizetype open = m_code.indexOf(QLatin1Char('('), m_at);
        const QString closing = QLatin1Char(')') + m_code.mid(m_at + 2, open - m_at - 2) + QLatin1Char('"');
        literalTo(endAfter(closing, open));
    }
    void quoted(QChar quote)
    {
        qsizetype end = m_at + 1;
        while (end < m_code.size() && m_code[end] != quote && m_code[end] != QLatin1Char('\n')) {
            end += m_code[end] == QLatin1Char('\\') ? 2 : 1;
        }
        literalTo(qMin(end + 1, m_code.size()));
    }
    void literalTo(qsizetype end) { m_keep == Keep::Strings ? copyTo(end) : blankTo(end); }

    void copyTo(qsizetype end)
    {
        m_out += QStringView(m_code).mid(m_at, end - m_at);
        m_at = end;
    }
    void blankTo(qsizetype end)
    {
        for (; m_at < end; ++m_at) {
            m_out += m_code[m_at] == QLatin1Char('\n') ? QLatin1Char('\n') : QLatin1Char(' ');
        }
    }

    const QString &m_code;
    Keep m_keep;
    QString m_out;
    qsizetype m_at = 0;
};

} // namespace

QString withoutComments(const QString &code, Keep keep)
{
    return Stripper(code, keep).strip();
}

QString withoutDirectives(const QString &code)
{
    QStringList lines = code.split(QLatin1Char('\n'));
    bool inDirective = false;
    for (QString &line : lines) {
        inDirective = inDirective || line.trimmed().startsWith(QLatin1Char('#'));
        const bool continues = line.endsWith(QLatin1Char('\\'));
        if (inDirective) {
            line.clear();
        }
        inDirective = inDirective && continues;
    }
    return lines.join(QLatin1Char('\n'));
}

QList<Include> includesOf(const QString &code)
{
    static const QRegularExpression kInclude(QStringLiteral("^\\s*#\\s*include\\s*([<\"])([^>\"]+)[>\"]"));
    QList<Include> includes;
    int number = 0;
    for (const QString &line : withoutComments(code, Keep::Strings).split(QLatin1Char('\n'))) {
        ++number;
        const QRegularExpressionMatch match = kInclude.match(line);
        if (match.hasMatch()) {
            includes.append(Include{match.captured(2), match.captured(1) == QLatin1String("\""), number});
        }
    }
    return includes;
}

} // namespace iso::lint
