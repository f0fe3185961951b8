#pragma once

#include "ui/map/city_list.h"

#include <QFrame>
#include <memory>
#include <vector>

class QLineEdit;
class QListWidget;
class QListWidgetItem;

namespace iso::map
{

/// Cities whose name begins with the text, then those with a word that does; the most important first within each, at
/// most so many. Capitals, accents and spaces around do not matter. Nothing for an empty text.
std::vector<const City *> findCities(const CityList &cities, const QString &text, std::size_t most);

/// A small field over the map: type, choose, and the map goes there. GUI thread.
class PlaceSearch final : public QFrame
{
    Q_OBJECT
public:
    /// `cities` live as long as the search.
    PlaceSearch(const CityList &cities, QWidget *parent);

    /// Shows the field and takes the focus.
    void begin();
    /// Hides it; closed tells that the focus is free.
    void end();

    [[nodiscard]] QLineEdit &field() const { return *m_field; }
    [[nodiscard]] QListWidget &results() const { return *m_results; }

Q_SIGNALS:
    void chosen(const iso::map::City &city);
    void closed();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void find(const QString &text);
    void choose(int row);

    const CityList &m_cities;
    QLineEdit *m_field;
    QListWidget *m_results;
    std::vector<const City *> m_found;
};

} // namespace iso::map
