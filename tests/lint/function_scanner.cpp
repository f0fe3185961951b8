#include "tests/lint/function_scanner.h"

#include "tests/lint/code_text.h"

#include <QRegularExpression>
#include <QStringList>

namespace iso::lint
{
namespace
{

/// What stands before a brace decides what it opens.
enum class Scope { Namespace, Type, Function, Other };

QString withoutTemplateHead(QString head)
{
    while (head.startsWith(QLatin1String("template"))) {
        qsizetype at = head.indexOf(QLatin1Char('<'));
        int depth = 0;
        for (; at >= 0 && at < head.size(); ++at) {
            depth += head[at] == QLatin1Char('<') ? 1 : head[at] == QLatin1Char('>') ? -1 : 0;
            if (depth == 0) {
                break;
            }
        }
        head = at < 0 ? QString() : head.mid(at + 1).trimmed();
    }
    return head;
}

Scope scopeOf(const QString &fullHead)
{
    static const QRegularExpression kNamespace(QStringLiteral("^(inline\\s+)?namespace\\b|^extern\\s*$"));
    static const QRegularExpression kType(QStringLiteral("^(typedef\\s+)?(class|struct|union|enum)\\b"));
    const QString head = withoutTemplateHead(fullHead.trimmed());
    if (kNamespace.match(head).hasMatch()) {
        return Scope::Namespace;
    }
    // "struct Foo make() {" is a function, "struct alignas(16) Foo {" is not.
    if (kType.match(head).hasMatch() && !head.endsWith(QLatin1Char(')'))) {
        return Scope::Type;
    }
    return head.contains(QLatin1Char('(')) ? Scope::Function : Scope::Other;
}

QString nameOf(const QString &head)
{
    static const QRegularExpression kName(QStringLiteral("([~\\w:]+|operator[^\\w(]+)\\s*\\("));
    const QRegularExpressionMatch match = kName.match(withoutTemplateHead(head.trimmed()));
    return match.hasMatch() ? match.captured(1).trimmed() : QStringLiteral("?");
}

class Scanner
{
public:
    ScanResult scan(const QString &code)
    {
        for (const QChar c : code) {
            step(c);
        }
        m_result.balanced = m_result.balanced && m_open.isEmpty();
        return m_result;
    }

private:
    struct OpenScope {
        Scope scope;
        QString head;
        int firstLine;
        int parentheses;
        bool isValue; ///< what stood before goes on after it
    };

    void step(QChar c)
    {
        switch (c.unicode()) {
        case '\n':
            ++m_line;
            append(QLatin1Char(' '));
            break;
        case '{':
            open();
            break;
        case '}':
            close();
            break;
        case ';':
            // Those inside for (;;) end nothing.
            if (m_parentheses == 0) {
                clearHead();
            }
            break;
        case ':':
            append(c);
            dropAccessSpecifier();
            break;
        default:
            m_parentheses += c == QLatin1Char('(') ? 1 : c == QLatin1Char(')') ? -1 : 0;
            append(c);
        }
    }

    void append(QChar c)
    {
        if (m_head.isEmpty()) {
            if (c.isSpace()) {
                return;
            }
            m_headLine = m_line;
        }
        m_head += c;
    }

    void dropAccessSpecifier()
    {
        static const QRegularExpression kSpecifier(
            QStringLiteral("^(Q_OBJECT|Q_GADGET)?\\s*(public|private|protected|signals|Q_SIGNALS)(\\s+\\w+)?\\s*:$"));
        if (kSpecifier.match(m_head).hasMatch()) {
            clearHead();
        }
    }

    void open()
    {
        const bool outside =
            m_open.isEmpty() || m_open.last().scope == Scope::Namespace || m_open.last().scope == Scope::Type;
        // "f(A a = {})" and ": m_a{1}", which the formatter writes without a space, are values.
        const bool isValue = m_parentheses > 0 || (!m_head.isEmpty() && !m_head.back().isSpace());
        const Scope scope = outside && !isValue ? scopeOf(m_head) : Scope::Other;
        m_open.append(OpenScope{scope, m_head, m_head.isEmpty() ? m_line : m_headLine, m_parentheses, isValue});
        m_parentheses = 0;
        clearHead();
    }

    void close()
    {
        if (m_open.isEmpty()) {
            m_result.balanced = false;
            return;
        }
        const OpenScope scope = m_open.takeLast();
        m_parentheses = scope.parentheses;
        if (scope.scope == Scope::Function) {
            m_result.functions.append(FunctionSpan{nameOf(scope.head), scope.firstLine, m_line});
        }
        m_head = scope.isValue ? scope.head + QStringLiteral("{}") : QString();
        m_headLine = scope.firstLine;
    }

    void clearHead() { m_head.clear(); }

    ScanResult m_result;
    QList<OpenScope> m_open;
    QString m_head;
    int m_headLine = 1;
    int m_line = 1;
    int m_parentheses = 0;
};

} // namespace

ScanResult scanFunctions(const QString &code)
{
    return Scanner().scan(withoutDirectives(withoutComments(code, Keep::NoStrings)));
}

} // namespace iso::lint
