#include "ui/map/place_search.h"

#include <QKeyEvent>
#include <QLineEdit>
#include <QListWidget>
#include <QVBoxLayout>

namespace iso::map
{

namespace
{

constexpr int kWidth = 260;
constexpr std::size_t kMostResults = 8;

/// "Zürich" and "zurich" are the same word.
QString plain(const QString &text)
{
    QString result;
    for (const QChar c : text.normalized(QString::NormalizationForm_KD)) {
        if (!c.isMark()) {
            result += c.toCaseFolded();
        }
    }
    return result.trimmed();
}

} // namespace

std::vector<const City *> findCities(const CityList &cities, const QString &text, std::size_t most)
{
    const QString wanted = plain(text);
    std::vector<const City *> beginning;
    std::vector<const City *> within;
    if (wanted.isEmpty()) {
        return beginning;
    }
    const QString inner = QLatin1Char(' ') + wanted;
    for (const City &city : cities) {
        const QString name = plain(city.name);
        if (name.startsWith(wanted)) {
            beginning.push_back(&city);
        } else if (name.contains(inner)) {
            within.push_back(&city);
        }
    }
    beginning.insert(beginning.end(), within.begin(), within.end());
    beginning.resize(std::min(beginning.size(), most));
    return beginning;
}

PlaceSearch::PlaceSearch(const CityList &cities, QWidget *parent)
    : QFrame(parent)
    , m_cities(cities)
    , m_field(new QLineEdit(this))
    , m_results(new QListWidget(this))
{
    setProperty("role", QStringLiteral("card"));
    setFixedWidth(kWidth);
    m_field->setPlaceholderText(tr("Find a city"));
    m_field->setAccessibleName(tr("Find a city on the map"));
    m_field->setClearButtonEnabled(true);
    m_field->setMaxLength(80);
    m_field->installEventFilter(this);
    m_results->setAccessibleName(tr("Cities found"));
    m_results->setFocusPolicy(Qt::NoFocus);
    m_results->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_results->hide();
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(8, 8, 8, 8);
    column->setSpacing(4);
    column->addWidget(m_field);
    column->addWidget(m_results);
    connect(m_field, &QLineEdit::textChanged, this, &PlaceSearch::find);
    connect(m_results, &QListWidget::itemClicked, this,
            [this](const QListWidgetItem *item) { choose(m_results->row(item)); });
    hide();
}

void PlaceSearch::begin()
{
    show();
    raise();
    m_field->setFocus(Qt::ShortcutFocusReason);
    m_field->selectAll();
    find(m_field->text());
}

void PlaceSearch::end()
{
    if (isVisible()) {
        hide();
        Q_EMIT closed();
    }
}

void PlaceSearch::find(const QString &text)
{
    m_found = findCities(m_cities, text, kMostResults);
    m_results->clear();
    for (const City *city : m_found) {
        m_results->addItem(tr("%1, %2", "a city, its country").arg(city->name, city->country));
    }
    const bool isVain = m_found.empty() && !text.trimmed().isEmpty();
    if (isVain) {
        auto *item = new QListWidgetItem(tr("No such city in the list"), m_results);
        item->setFlags(Qt::NoItemFlags);
    }
    m_results->setCurrentRow(m_found.empty() ? -1 : 0);
    m_results->setVisible(m_results->count() > 0);
    if (m_results->count() > 0) {
        m_results->setFixedHeight(m_results->count() * m_results->sizeHintForRow(0) + 2 * m_results->frameWidth() + 2);
    }
    adjustSize();
}

void PlaceSearch::choose(int row)
{
    if (row < 0 || static_cast<std::size_t>(row) >= m_found.size()) {
        return;
    }
    Q_EMIT chosen(*m_found[static_cast<std::size_t>(row)]);
    end();
}

bool PlaceSearch::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() != QEvent::KeyPress && event->type() != QEvent::ShortcutOverride) {
        return QFrame::eventFilter(watched, event);
    }
    const int key = static_cast<QKeyEvent *>(event)->key();
    if (event->type() == QEvent::ShortcutOverride) {
        // Esc closes the search first; only the next one is the window's.
        if (key == Qt::Key_Escape) {
            event->accept();
            return true;
        }
        return QFrame::eventFilter(watched, event);
    }
    const int rows = static_cast<int>(m_found.size());
    switch (key) {
    case Qt::Key_Escape:
        end();
        return true;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        choose(m_results->currentRow());
        return true;
    case Qt::Key_Down:
        m_results->setCurrentRow(rows == 0 ? -1 : (m_results->currentRow() + 1) % rows);
        return true;
    case Qt::Key_Up:
        m_results->setCurrentRow(rows == 0 ? -1 : (m_results->currentRow() + rows - 1) % rows);
        return true;
    default:
        return QFrame::eventFilter(watched, event);
    }
}

} // namespace iso::map
