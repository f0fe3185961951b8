#pragma once

#include "ui/panels/inspector_facts.h"
#include "ui/theme/theme.h"

#include <QWidget>
#include <vector>

class QLabel;
class QGridLayout;

namespace iso::panels
{

/// Rows of a label at the left and a value at the right. A row whose text has not changed is not touched. GUI thread.
class FactList final : public QWidget
{
    Q_OBJECT

public:
    explicit FactList(const theme::Theme &theme, QWidget *parent = nullptr);

    void setTheme(const theme::Theme &theme);

    void setFacts(const std::vector<Fact> &facts);
    /// What stands in the row with this label; empty when there is none.
    [[nodiscard]] QString textOf(const QString &label) const;
    [[nodiscard]] QString reasonOf(const QString &label) const;

private:
    struct Row {
        QLabel *label;
        QLabel *value;
        QLabel *icon;
        QString iconName;
    };
    void showIcon(Row &row, const QString &name) const;
    void addRow();

    theme::Theme m_theme;
    QGridLayout *m_grid;
    std::vector<Row> m_rows;
};

} // namespace iso::panels
