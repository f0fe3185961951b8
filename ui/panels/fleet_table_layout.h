#pragma once

#include "ui/models/fleet_columns.h"
#include "ui/panels/fleet_tree.h"

#include <QObject>
#include <vector>

class QMenu;

namespace iso::panels
{

/// Which columns the fleet table shows, how wide, in which order, and what orders the rows; remembered as text that
/// names columns, so that other versions of the program can read it. GUI thread.
class FleetTableLayout final : public QObject
{
    Q_OBJECT
public:
    /// The name's column takes what the others leave, but never less than this.
    static constexpr int kMinNameWidth = 128;

    /// `tree` has its model and outlives the layout.
    explicit FleetTableLayout(FleetTree &tree, QObject *parent = nullptr);

    void setShown(models::FleetColumn column, bool shown);
    [[nodiscard]] bool isShown(models::FleetColumn column) const;
    /// From left to right.
    [[nodiscard]] std::vector<models::FleetColumn> shownColumns() const;
    void reset();
    /// Fills a menu with every column, and what rows can be ordered by.
    void fillMenu(QMenu &menu);

    [[nodiscard]] QByteArray save() const;
    /// Columns of another version are passed over; what cannot be read changes nothing.
    void restore(const QByteArray &state);

Q_SIGNALS:
    /// The columns that are shown, or their order, changed.
    void changed();

private:
    void showColumns(const std::vector<std::pair<models::FleetColumn, int>> &columns);
    /// A column that is shown anew stands behind the one that it follows in the list of columns.
    void placeAfterItsLike(models::FleetColumn column);
    void fitName();
    void takeWidth(int section, int width);

    FleetTree &m_tree;
    int m_nameWidth = kMinNameWidth;
    bool m_fitting = false;
};

} // namespace iso::panels
