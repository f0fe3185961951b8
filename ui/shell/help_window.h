#pragma once

#include "ui/theme/theme.h"

#include <QDialog>

class QLineEdit;
class QListWidget;
class QTextBrowser;

namespace iso::shell
{

/// A page of the help: a Markdown file below resources/help.
struct HelpTopic {
    QString name; ///< of the file, without ".md"
    QString title;
};

/// The pages in the order in which they are read.
std::vector<HelpTopic> helpTopics();

/// The help: topics on the left, the page on the right, a search over all pages. Does not block the window. GUI thread.
class HelpWindow final : public QDialog
{
    Q_OBJECT
public:
    /// `shortcuts` is the table of the window's actions, for the page about the keyboard.
    explicit HelpWindow(QWidget *parent = nullptr, const QString &shortcuts = {});

    /// Opens at a topic, or where it was when the name is empty or unknown.
    void showTopic(const QString &name = {});
    void setTheme(const theme::Theme &theme);
    [[nodiscard]] QString currentTopic() const;
    [[nodiscard]] QLineEdit &searchLine() { return *m_search; }
    [[nodiscard]] QTextBrowser &page() { return *m_page; }
    /// The titles that the search leaves.
    [[nodiscard]] QStringList found() const;

private:
    void search(const QString &words);
    void load(const QString &name);
    void follow(const QUrl &link);

    QString m_shortcuts;
    QColor m_line; ///< of tables
    QLineEdit *m_search;
    QListWidget *m_topics;
    QTextBrowser *m_page;
};

} // namespace iso::shell
