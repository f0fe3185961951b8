#pragma once

#include "core/filter/completion.h"
#include "core/filter/filter.h"
#include "ui/theme/theme.h"

#include <QLineEdit>
#include <functional>
#include <memory>

class QAction;
class QCompleter;
class QLabel;
class QStandardItemModel;
class QTimer;

namespace iso::shell
{

/// Where the filter is typed: offers what could come next, marks the character where the text stops making sense and
/// says why. While the text is wrong the last right filter stays in effect. GUI thread.
class FilterLine final : public QLineEdit
{
    Q_OBJECT
public:
    using FleetSource = std::function<std::shared_ptr<const fleet::FleetSnapshot>()>;

    /// `fleet` gives the nodes whose names and values are offered.
    explicit FilterLine(FleetSource fleet, QWidget *parent = nullptr);

    void setTheme(const theme::Theme &theme);
    /// Sets the text and puts it in effect at once.
    void apply(const QString &text);
    /// Empty while the text is a filter.
    [[nodiscard]] QString errorText() const;
    /// Where the error is marked, and how many characters; 0, 0 while the text is a filter.
    [[nodiscard]] std::pair<int, int> errorRange() const { return m_errorRange; }
    /// What is offered now; empty when nothing is.
    [[nodiscard]] QStringList offered() const;

Q_SIGNALS:
    /// The text has rested for a moment, or Return was pressed, and it is a filter.
    void filterChanged(const iso::filter::Filter &filter);
    /// Return was pressed, and what stands there is a filter.
    void confirmed();

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;
    void moveEvent(QMoveEvent *event) override;

private:
    void takeText();
    void offer();
    void insertOffered(const QString &text);
    void mark(const std::optional<filter::FilterError> &error);
    void placeMessage();
    static QString usualToolTip();

    FleetSource m_fleet;
    QTimer *m_rest;
    QStandardItemModel *m_offers;
    QCompleter *m_completer;
    QAction *m_searchIcon;
    QLabel *m_message;  ///< a child of the window, below the line
    QString m_inEffect; ///< text of the filter that was accepted last
    std::pair<int, int> m_errorRange;
    filter::Completion m_completion;
    theme::Theme m_theme;
};

} // namespace iso::shell
