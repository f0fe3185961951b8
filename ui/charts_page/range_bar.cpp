#include "ui/charts_page/range_bar.h"

#include <QDateTimeEdit>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QMenu>
#include <QPushButton>
#include <QTimeZone>
#include <QToolButton>
#include <QWidgetAction>
#include <algorithm>

namespace iso::charts_page
{

namespace
{

QDateTime toDateTime(NodeTime time)
{
    return QDateTime::fromMSecsSinceEpoch(time.toNanoseconds() / 1'000'000, QTimeZone::utc());
}

NodeTime toNodeTime(const QDateTime &time)
{
    return NodeTime::fromNanoseconds(time.toMSecsSinceEpoch() * 1'000'000);
}

} // namespace

RangeBar::RangeBar(QWidget *parent)
    : QWidget(parent)
    , m_custom(new QToolButton(this))
{
    using namespace std::chrono_literals;
    struct Text {
        Duration range;
        QString text;
        QString tip;
    };
    const std::vector<Text> texts = {{10min, tr("10 min"), tr("The last 10 minutes")},
                                     {1h, tr("1 h"), tr("The last hour")},
                                     {6h, tr("6 h"), tr("The last 6 hours")},
                                     {24h, tr("24 h"), tr("The last 24 hours")},
                                     {168h, tr("7 d"), tr("The last 7 days")}};
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(2);
    for (const Text &text : texts) {
        auto *button = new QToolButton(this);
        button->setText(text.text);
        button->setToolTip(text.tip);
        button->setAccessibleName(text.tip);
        button->setCheckable(true);
        connect(button, &QToolButton::clicked, this, [this, range = text.range] { Q_EMIT lastChosen(range); });
        row->addWidget(button);
        m_choices.push_back({text.range, button});
    }
    m_custom->setText(tr("Custom\u2026"));
    m_custom->setToolTip(tr("Any range of time, in UTC"));
    m_custom->setCheckable(true);
    connect(m_custom, &QToolButton::clicked, this, &RangeBar::openCustom);
    row->addWidget(m_custom);
}

void RangeBar::showChosen(std::optional<Duration> range)
{
    bool any = false;
    for (const Choice &choice : m_choices) {
        choice.button->setChecked(choice.range == range);
        any = any || choice.range == range;
    }
    m_custom->setChecked(!any);
}

void RangeBar::setShownRange(NodeTime from, NodeTime to)
{
    m_from = from;
    m_to = to;
}

QToolButton *RangeBar::button(Duration range) const
{
    const auto choice =
        std::find_if(m_choices.begin(), m_choices.end(), [range](const Choice &each) { return each.range == range; });
    return choice == m_choices.end() ? m_custom : choice->button;
}

void RangeBar::openCustom()
{
    // What is chosen stays chosen until the new range is.
    m_custom->setChecked(std::none_of(m_choices.begin(), m_choices.end(),
                                      [](const Choice &choice) { return choice.button->isChecked(); }));
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    auto *form = new QWidget(menu);
    form->setProperty("role", QStringLiteral("raised"));
    auto *from = new QDateTimeEdit(toDateTime(m_from), form);
    auto *to = new QDateTimeEdit(toDateTime(m_to), form);
    for (QDateTimeEdit *edit : {from, to}) {
        edit->setTimeSpec(Qt::UTC);
        edit->setDisplayFormat(QStringLiteral("yyyy-MM-dd HH:mm:ss"));
    }
    from->setDateTime(toDateTime(m_from));
    to->setDateTime(toDateTime(m_to));
    from->setAccessibleName(tr("Start of the range, UTC"));
    to->setAccessibleName(tr("End of the range, UTC"));
    auto *apply = new QPushButton(tr("Show"), form);
    apply->setProperty("role", QStringLiteral("primary"));
    auto *layout = new QFormLayout(form);
    layout->addRow(tr("From (UTC)"), from);
    layout->addRow(tr("To (UTC)"), to);
    layout->addRow(apply);
    const auto check = [from, to, apply] {
        apply->setEnabled(from->dateTime().secsTo(to->dateTime()) >= 10);
        apply->setToolTip(apply->isEnabled() ? QString() : tr("The end must be at least 10 s after the start"));
    };
    connect(from, &QDateTimeEdit::dateTimeChanged, apply, check);
    connect(to, &QDateTimeEdit::dateTimeChanged, apply, check);
    check();
    connect(apply, &QPushButton::clicked, this, [this, menu, from, to] {
        const NodeTime begin = toNodeTime(from->dateTime());
        const NodeTime end = toNodeTime(to->dateTime());
        menu->close();
        Q_EMIT customChosen(begin, end);
    });
    auto *action = new QWidgetAction(menu);
    action->setDefaultWidget(form);
    menu->addAction(action);
    menu->popup(m_custom->mapToGlobal(QPoint(0, m_custom->height() + 2)));
    from->setFocus();
}

} // namespace iso::charts_page
