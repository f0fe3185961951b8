#include "ui/shell/command_palette.h"

#include "ui/shell/palette_match.h"

#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QPainter>
#include <QStandardItemModel>
#include <QStyledItemDelegate>
#include <QVBoxLayout>
#include <algorithm>

namespace iso::shell
{

namespace
{

constexpr int kWidth = 620;
constexpr int kRowHeight = 26;
constexpr int kRows = 14;
constexpr int kKindRole = Qt::UserRole;
constexpr int kShortcutRole = Qt::UserRole + 1;

class EntryDelegate final : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        QStyledItemDelegate::paint(painter, option, index);
        const QString kind = index.data(kKindRole).toString();
        const QString shortcut = index.data(kShortcutRole).toString();
        const QRect room = option.rect.adjusted(8, 0, -12, 0);
        painter->save();
        painter->setPen(option.palette.color(QPalette::PlaceholderText));
        painter->drawText(room, Qt::AlignRight | Qt::AlignVCenter,
                          shortcut.isEmpty() ? kind : QStringLiteral("%1   %2").arg(shortcut, kind));
        painter->restore();
    }
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem & /*option*/, const QModelIndex & /*index*/) const override
    {
        return {kWidth / 2, kRowHeight};
    }
};

} // namespace

CommandPalette::CommandPalette(QWidget *window)
    : QDialog(window, Qt::Popup | Qt::FramelessWindowHint)
    , m_line(new QLineEdit(this))
    , m_list(new QListView(this))
    , m_nothing(new QLabel(tr("Nothing is called that. Cities of the map: Ctrl+F"), this))
    , m_model(new QStandardItemModel(this))
{
    setObjectName(QStringLiteral("palette"));
    setAccessibleName(tr("Command palette"));
    m_line->setPlaceholderText(tr("An action, a node, a site or a saved view"));
    m_line->setAccessibleName(tr("Search"));
    m_list->setModel(m_model);
    m_list->setItemDelegate(new EntryDelegate(m_list));
    m_list->setUniformItemSizes(true);
    m_list->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_list->setFocusPolicy(Qt::NoFocus);
    m_list->setAccessibleName(tr("What fits"));
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(8, 8, 8, 8);
    column->setSpacing(8);
    column->addWidget(m_line);
    column->addWidget(m_list, 1);
    column->addWidget(m_nothing, 1);
    m_nothing->setObjectName(QStringLiteral("nothing"));
    m_nothing->setProperty("role", QStringLiteral("muted"));
    m_nothing->setAlignment(Qt::AlignCenter);
    m_nothing->setWordWrap(true);
    m_line->installEventFilter(this);
    connect(m_line, &QLineEdit::textChanged, this, &CommandPalette::search);
    connect(m_list, &QListView::clicked, this, &CommandPalette::choose);
}

void CommandPalette::open()
{
    m_entries.clear();
    for (const Source &source : m_sources) {
        source([this](PaletteEntry entry) { m_entries.push_back(std::move(entry)); });
    }
    m_line->clear();
    search({});
    const QWidget *window = parentWidget();
    const int width = std::min(kWidth, window->width() - 32);
    resize(width, std::min(kRows * kRowHeight + 60, window->height() - 80));
    move(window->mapToGlobal(QPoint((window->width() - width) / 2, 40)));
    show();
    m_line->setFocus();
}

QStringList CommandPalette::shown() const
{
    QStringList texts;
    for (const std::size_t entry : m_shown) {
        texts << m_entries[entry].text;
    }
    return texts;
}

void CommandPalette::search(const QString &query)
{
    std::vector<std::pair<int, std::size_t>> found;
    for (std::size_t i = 0; i < m_entries.size(); ++i) {
        if (const auto score = matchScore(query, m_entries[i].text)) {
            // Without a query the order of the sources is as good as any.
            found.emplace_back(query.isEmpty() ? 0 : *score, i);
        }
    }
    const auto end = found.begin() + static_cast<std::ptrdiff_t>(std::min(kMostShown, found.size()));
    std::partial_sort(found.begin(), end, found.end(), [](const auto &a, const auto &b) {
        return a.first != b.first ? a.first > b.first : a.second < b.second;
    });
    m_model->clear();
    m_shown.clear();
    for (auto it = found.begin(); it != end; ++it) {
        const PaletteEntry &entry = m_entries[it->second];
        auto *item = new QStandardItem(entry.text);
        item->setData(entry.kind, kKindRole);
        item->setData(entry.shortcut, kShortcutRole);
        item->setData(QStringLiteral("%1, %2").arg(entry.text, entry.kind), Qt::AccessibleTextRole);
        m_model->appendRow(item);
        m_shown.push_back(it->second);
    }
    m_list->setCurrentIndex(m_model->index(0, 0));
    m_list->setVisible(!m_shown.empty());
    m_nothing->setVisible(m_shown.empty());
}

void CommandPalette::choose()
{
    const int row = m_list->currentIndex().row();
    if (row < 0) {
        return;
    }
    const std::function<void()> run = m_entries[m_shown[static_cast<std::size_t>(row)]].run;
    hide(); // first, so that what runs may open a dialog of its own
    run();
}

bool CommandPalette::eventFilter(QObject *watched, QEvent *event)
{
    if (watched != m_line || event->type() != QEvent::KeyPress) {
        return QDialog::eventFilter(watched, event);
    }
    const auto *key = static_cast<QKeyEvent *>(event);
    const int row = m_list->currentIndex().row();
    const auto go = [this](int to) {
        m_list->setCurrentIndex(m_model->index(std::clamp(to, 0, std::max(m_model->rowCount() - 1, 0)), 0));
    };
    switch (key->key()) {
    case Qt::Key_Down:
        go(row + 1);
        return true;
    case Qt::Key_Up:
        go(row - 1);
        return true;
    case Qt::Key_PageDown:
        go(row + kRows);
        return true;
    case Qt::Key_PageUp:
        go(row - kRows);
        return true;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        choose();
        return true;
    default:
        return QDialog::eventFilter(watched, event);
    }
}

} // namespace iso::shell
