#include "ui/panels/fact_list.h"

#include "ui/theme/themed_icons.h"
#include "ui/widgets/elided_label.h"

#include <QGridLayout>
#include <QHBoxLayout>
#include <QStyle>
#include <algorithm>
#include <utility>

namespace iso::panels
{

namespace
{

/// The properties that the style sheet colours a value by.
struct Look {
    QString role;
    QString tone;
};

Look lookOf(const Fact &fact)
{
    if (fact.isStale || !fact.value.isValue) {
        return {QStringLiteral("faint-value"), QString()};
    }
    switch (fact.tone) {
    case bridge::Tone::Near:
        return {QString(), QStringLiteral("near")};
    case bridge::Tone::Over:
        return {QString(), QStringLiteral("over")};
    case bridge::Tone::Bad:
        return {QString(), QStringLiteral("bad")};
    case bridge::Tone::None:
    case bridge::Tone::Ok:
        break;
    }
    return {};
}

void applyLook(QLabel *label, const Look &look)
{
    if (label->property("role").toString() == look.role && label->property("tone").toString() == look.tone) {
        return;
    }
    label->setProperty("role", look.role);
    label->setProperty("tone", look.tone);
    label->setEnabled(look.role.isEmpty()); // a disabled label is the faint one of the style sheet
    label->style()->unpolish(label);
    label->style()->polish(label);
}

} // namespace

FactList::FactList(const theme::Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_grid(new QGridLayout(this))
{
    m_grid->setContentsMargins(0, 0, 0, 0);
    m_grid->setHorizontalSpacing(12);
    m_grid->setVerticalSpacing(4);
    m_grid->setColumnStretch(1, 1);
}

void FactList::addRow()
{
    const int row = static_cast<int>(m_rows.size());
    auto *label = new QLabel(this);
    label->setProperty("role", QStringLiteral("muted"));
    auto *value = new widgets::ElidedLabel(this);
    value->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    m_grid->addWidget(label, row, 0);
    auto *icon = new QLabel(this);
    icon->hide();
    auto *right = new QHBoxLayout;
    right->setSpacing(5);
    right->addStretch(1);
    right->addWidget(icon);
    right->addWidget(value);
    m_grid->addWidget(label, row, 0);
    m_grid->addLayout(right, row, 1);
    m_rows.push_back({label, value, icon, {}});
}

void FactList::setTheme(const theme::Theme &theme)
{
    m_theme = theme;
    for (Row &row : m_rows) {
        showIcon(row, std::exchange(row.iconName, {}));
    }
}

void FactList::showIcon(Row &row, const QString &name) const
{
    if (row.iconName == name) {
        return;
    }
    constexpr int kSize = 14;
    row.iconName = name;
    row.icon->setPixmap(theme::ThemedIcons::pixmap(name, m_theme.muted, kSize, devicePixelRatioF()));
    row.icon->setVisible(!name.isEmpty());
}

void FactList::setFacts(const std::vector<Fact> &facts)
{
    while (m_rows.size() < facts.size()) {
        addRow();
    }
    for (std::size_t i = 0; i < m_rows.size(); ++i) {
        const bool isUsed = i < facts.size();
        m_rows[i].label->setVisible(isUsed);
        m_rows[i].value->setVisible(isUsed);
        if (!isUsed) {
            continue;
        }
        const Fact &fact = facts[i];
        if (m_rows[i].label->text() != fact.label) {
            m_rows[i].label->setText(fact.label);
        }
        QLabel *value = m_rows[i].value;
        if (value->text() != fact.value.text) {
            value->setText(fact.value.text);
            value->setAccessibleName(fact.label + QLatin1Char(' ') + fact.value.text);
        }
        if (value->toolTip() != fact.value.reason) {
            value->setToolTip(fact.value.reason);
        }
        showIcon(m_rows[i], fact.icon);
        applyLook(value, lookOf(fact));
    }
}

QString FactList::textOf(const QString &label) const
{
    const auto row =
        std::find_if(m_rows.begin(), m_rows.end(), [&label](const Row &r) { return r.label->text() == label; });
    return row == m_rows.end() ? QString() : row->value->text();
}

QString FactList::reasonOf(const QString &label) const
{
    const auto row =
        std::find_if(m_rows.begin(), m_rows.end(), [&label](const Row &r) { return r.label->text() == label; });
    return row == m_rows.end() ? QString() : row->value->toolTip();
}

} // namespace iso::panels
