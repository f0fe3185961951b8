#pragma once

#include "ui/theme/theme.h"

#include <QDialog>
#include <functional>
#include <vector>

class QLineEdit;
class QLabel;
class QListView;
class QStandardItemModel;

namespace iso::shell
{

/// Something that can be chosen in the palette.
struct PaletteEntry {
    QString text;
    QString kind;     ///< "action", "node", "site", "view": shown beside it
    QString shortcut; ///< of an action; may be empty
    std::function<void()> run;
};

/// Everything by name: actions, nodes, sites, saved views. Opens over the window, closes with Esc. GUI thread.
class CommandPalette final : public QDialog
{
    Q_OBJECT
public:
    static constexpr std::size_t kMostShown = 50;
    /// Calls back with each entry there is now. Asked once, when the palette opens.
    using Source = std::function<void(const std::function<void(PaletteEntry)> &)>;

    explicit CommandPalette(QWidget *window);

    void addSource(Source source) { m_sources.push_back(std::move(source)); }
    void open() override;
    [[nodiscard]] QLineEdit &line() { return *m_line; }
    /// What is shown, best first.
    [[nodiscard]] QStringList shown() const;

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void search(const QString &query);
    void choose();

    std::vector<Source> m_sources;
    std::vector<PaletteEntry> m_entries; ///< while open
    std::vector<std::size_t> m_shown;    ///< row -> entry
    QLineEdit *m_line;
    QListView *m_list;
    QLabel *m_nothing; ///< instead of the list when nothing fits
    QStandardItemModel *m_model;
};

} // namespace iso::shell
