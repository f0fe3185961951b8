#include "ui/shell/filter_line.h"

#include "ui/bridge/value_text.h"
#include "ui/theme/themed_icons.h"

#include <QAbstractItemView>
#include <QAction>
#include <QCompleter>
#include <QCoreApplication>
#include <QInputMethodEvent>
#include <QKeyEvent>
#include <QLabel>
#include <QPainter>
#include <QStandardItemModel>
#include <QStyledItemDelegate>
#include <QTextCharFormat>
#include <QTimer>

namespace iso::shell
{

namespace
{

constexpr int kRest_ms = 150;
constexpr int kHintRole = Qt::UserRole;

/// The offered text, and to its right what it means.
class OfferDelegate final : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        QStyledItemDelegate::paint(painter, option, index);
        const QRect room = option.rect.adjusted(8, 0, -8, 0);
        const int taken = option.fontMetrics.horizontalAdvance(index.data().toString()) + 24;
        painter->save();
        painter->setPen(option.palette.color(QPalette::PlaceholderText));
        const QString hint = option.fontMetrics.elidedText(index.data(kHintRole).toString(), Qt::ElideRight,
                                                           std::max(0, room.width() - taken));
        painter->drawText(room, Qt::AlignRight | Qt::AlignVCenter, hint);
        painter->restore();
    }
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        return {QStyledItemDelegate::sizeHint(option, index).width(), 24};
    }
};

} // namespace

FilterLine::FilterLine(FleetSource fleet, QWidget *parent)
    : QLineEdit(parent)
    , m_fleet(std::move(fleet))
    , m_rest(new QTimer(this))
    , m_offers(new QStandardItemModel(this))
    , m_completer(new QCompleter(m_offers, this))
    , m_searchIcon(addAction(QIcon(), QLineEdit::LeadingPosition))
    , m_message(new QLabel(this))
{
    setPlaceholderText(tr("Filter: osl, region:eu, service:stalled, p95>400ms …"));
    setToolTip(usualToolTip());
    setAccessibleName(tr("Filter"));
    setClearButtonEnabled(true);
    setMaximumWidth(580);
    setMinimumWidth(160);
    setMaxLength(static_cast<int>(filter::Filter::kMaxBytes));

    m_completer->setWidget(this);
    m_completer->setCompletionMode(QCompleter::UnfilteredPopupCompletion);
    m_completer->popup()->setItemDelegate(new OfferDelegate(m_completer));
    m_completer->popup()->setAccessibleName(tr("What can come next in the filter"));
    connect(m_completer, qOverload<const QString &>(&QCompleter::activated), this, &FilterLine::insertOffered);

    m_message->setObjectName(QStringLiteral("filterMessage"));
    m_message->setProperty("role", QStringLiteral("filterMessage"));
    m_message->setWordWrap(true);
    m_message->setTextFormat(Qt::PlainText);
    m_message->hide();

    m_rest->setSingleShot(true);
    m_rest->setInterval(kRest_ms);
    connect(m_rest, &QTimer::timeout, this, &FilterLine::takeText);
    connect(this, &QLineEdit::textChanged, m_rest, qOverload<>(&QTimer::start));
    connect(this, &QLineEdit::textEdited, this, &FilterLine::offer);
    connect(this, &QLineEdit::returnPressed, this, [this] {
        takeText();
        if (errorText().isEmpty()) {
            Q_EMIT confirmed();
        }
    });
}

void FilterLine::setTheme(const theme::Theme &theme)
{
    m_theme = theme;
    m_searchIcon->setIcon(theme::ThemedIcons(theme).icon(QStringLiteral("search")));
    takeText();
}

void FilterLine::apply(const QString &text)
{
    setText(text);
    takeText();
}

QString FilterLine::errorText() const
{
    return m_message->text();
}

QStringList FilterLine::offered() const
{
    QStringList texts;
    for (int row = 0; row < m_offers->rowCount(); ++row) {
        texts << m_offers->item(row)->text();
    }
    return texts;
}

void FilterLine::takeText()
{
    m_rest->stop();
    const auto parsed = filter::Filter::parse(text().toStdString());
    if (parsed) {
        m_inEffect = text().trimmed();
        mark(std::nullopt);
        Q_EMIT filterChanged(*parsed);
    } else {
        mark(parsed.error());
    }
}

QString FilterLine::usualToolTip()
{
    return tr("Show only matching nodes ( / ). Ctrl+Space offers what can come next");
}

void FilterLine::mark(const std::optional<filter::FilterError> &error)
{
    const QString inEffect =
        m_inEffect.isEmpty() ? tr("Still in effect: all nodes are shown") : tr("Still in effect: %1").arg(m_inEffect);
    m_message->setText(error ? bridge::toQString(error->message) + QLatin1Char('\n') + inEffect : QString());
    setToolTip(error ? m_message->text() : usualToolTip());
    m_errorRange = {};
    setProperty("invalid", error.has_value());
    setAccessibleDescription(m_message->text());
    style()->unpolish(this);
    style()->polish(this);
    // A line edit has no formats of its own; those of an input method that composes nothing are drawn all the same.
    QList<QInputMethodEvent::Attribute> formats;
    if (error) {
        const QByteArray bytes = text().toUtf8();
        const auto characters = [&bytes](std::size_t count) {
            return static_cast<int>(QString::fromUtf8(bytes.left(static_cast<qsizetype>(count))).size());
        };
        const int from = characters(error->offset);
        const int length = characters(error->offset + error->length) - from;
        m_errorRange = {from, length};
        if (length > 0) {
            QTextCharFormat format;
            format.setUnderlineStyle(QTextCharFormat::WaveUnderline);
            format.setUnderlineColor(m_theme.bad);
            format.setForeground(m_theme.bad);
            formats.append({QInputMethodEvent::TextFormat, from - cursorPosition(), length, format});
        }
    }
    QInputMethodEvent drawn(QString(), formats);
    QCoreApplication::sendEvent(this, &drawn);
    placeMessage();
}

void FilterLine::placeMessage()
{
    const bool isWanted = !m_message->text().isEmpty() && hasFocus() && !m_completer->popup()->isVisible();
    m_message->setVisible(isWanted);
    if (!isWanted) {
        return;
    }
    m_message->setParent(window());
    m_message->setFixedWidth(std::max(width(), 320));
    m_message->adjustSize();
    m_message->move(mapTo(window(), QPoint(0, height() + 4)));
    m_message->show();
    m_message->raise();
}

void FilterLine::offer()
{
    const QByteArray before = text().left(cursorPosition()).toUtf8();
    const auto fleet = m_fleet();
    m_completion = filter::complete(text().toStdString(), static_cast<std::size_t>(before.size()), *fleet);
    m_offers->clear();
    for (const filter::Suggestion &suggestion : m_completion.suggestions) {
        auto *item = new QStandardItem(bridge::toQString(suggestion.text));
        item->setData(bridge::toQString(suggestion.hint), kHintRole);
        m_offers->appendRow(item);
    }
    const QByteArray all = text().toUtf8();
    const std::string typed =
        all.mid(static_cast<qsizetype>(m_completion.from), static_cast<qsizetype>(m_completion.to - m_completion.from))
            .toStdString();
    const bool isComplete = m_offers->rowCount() == 1 && m_completion.suggestions.front().text == typed;
    if (m_offers->rowCount() == 0 || isComplete || !isVisible()) {
        m_completer->popup()->hide();
        return;
    }
    m_message->hide();
    m_completer->complete(rect());
    // Nothing is chosen until an arrow key does: Return puts in effect what was typed.
    m_completer->popup()->setCurrentIndex({});
}

void FilterLine::insertOffered(const QString &text)
{
    QByteArray all = this->text().toUtf8();
    all.replace(static_cast<qsizetype>(m_completion.from), static_cast<qsizetype>(m_completion.to - m_completion.from),
                text.toUtf8());
    const QByteArray before = all.left(static_cast<qsizetype>(m_completion.from) + text.toUtf8().size());
    setText(QString::fromUtf8(all));
    setCursorPosition(static_cast<int>(QString::fromUtf8(before).size()));
    if (text.endsWith(QLatin1Char(':'))) {
        // A field wants a value: go on at once.
        QMetaObject::invokeMethod(this, &FilterLine::offer, Qt::QueuedConnection);
    }
}

void FilterLine::keyPressEvent(QKeyEvent *event)
{
    QAbstractItemView *popup = m_completer->popup();
    if (popup->isVisible()) {
        switch (event->key()) {
        case Qt::Key_Return:
        case Qt::Key_Enter:
        case Qt::Key_Tab:
            if (popup->currentIndex().isValid()) {
                event->ignore(); // the completer takes what is chosen
                return;
            }
            popup->hide();
            break;
        case Qt::Key_Escape:
            event->ignore(); // the completer closes the list
            return;
        default:
            break;
        }
    }
    if (event->key() == Qt::Key_Space && event->modifiers() == Qt::ControlModifier) {
        offer();
        return;
    }
    QLineEdit::keyPressEvent(event);
}

void FilterLine::focusOutEvent(QFocusEvent *event)
{
    QLineEdit::focusOutEvent(event);
    if (event->reason() != Qt::PopupFocusReason) {
        placeMessage();
    }
}

void FilterLine::moveEvent(QMoveEvent *event)
{
    QLineEdit::moveEvent(event);
    placeMessage();
}

} // namespace iso::shell
