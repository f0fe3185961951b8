#include "ui/panels/command_details.h"

#include "ui/bridge/value_text.h"
#include "ui/models/command_model.h"
#include "ui/models/command_state_delegate.h"
#include "ui/panels/probe_view.h"

#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QVBoxLayout>

namespace iso::panels
{

namespace
{

using bridge::toQString;

QString factsOf(const commands::CommandRecord &record, const std::vector<wire::Argument> &results)
{
    QStringList parts;
    parts.append(CommandDetails::tr("issued by %1").arg(toQString(record.issuer)));
    if (!record.reason.empty()) {
        parts.append(CommandDetails::tr("\u201c%1\u201d").arg(toQString(record.reason)));
    }
    parts.append(bridge::hazardText(record.hazard));
    QString text = parts.join(QStringLiteral(" \u00b7 "));
    for (const wire::Argument &result : results) {
        text += QLatin1Char('\n') + QStringLiteral("%1 = %2").arg(toQString(result.name), toQString(result.value));
    }
    if (record.state() == commands::CommandState::Unknown) {
        text +=
            QLatin1Char('\n') +
            CommandDetails::tr("No answer in time. It may have happened; the node is asked when it is heard again.");
    }
    return text;
}

QString stepMessage(const commands::CommandStep &step)
{
    const QString message = toQString(step.message);
    if (!step.percent || step.state != commands::CommandState::Running) {
        return message;
    }
    const QString percent = CommandDetails::tr("%1 %").arg(*step.percent);
    return message.isEmpty() ? percent : percent + QStringLiteral(" \u00b7 ") + message;
}

} // namespace

CommandDetails::CommandDetails(const theme::Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_title(new QLabel(this))
    , m_facts(new QLabel(this))
    , m_probe(new ProbeView(theme, this))
    , m_steps(new CommandSteps(theme, this))
    , m_cancel(new QPushButton(tr("Cancel this command\u2026"), this))
{
    m_cancel->setObjectName(QStringLiteral("cancel-command"));
    m_title->setWordWrap(true);
    m_title->setProperty("role", QStringLiteral("strong"));
    m_facts->setProperty("role", QStringLiteral("muted"));
    m_facts->setTextFormat(Qt::PlainText); // it holds what others wrote
    m_facts->setWordWrap(true);
    m_facts->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_steps->setAccessibleName(tr("Steps of the command"));
    connect(m_cancel, &QPushButton::clicked, this, [this] {
        if (m_record) {
            Q_EMIT cancelRequested(m_record);
        }
    });
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(16, 10, 16, 10);
    layout->setSpacing(6);
    layout->addWidget(m_title);
    layout->addWidget(m_facts);
    layout->addWidget(m_probe);
    layout->addWidget(m_steps);
    layout->addWidget(m_cancel, 0, Qt::AlignLeft);
    layout->addStretch(1);
    forbidSending({});
    setCommand(nullptr);
}

void CommandDetails::forbidSending(const QString &why)
{
    m_cancel->setEnabled(why.isEmpty());
    m_cancel->setToolTip(why.isEmpty() ? tr("Asks the node to stop it, where it can still be stopped") : why);
}

void CommandDetails::setTheme(const theme::Theme &theme)
{
    m_probe->setTheme(theme);
    m_steps->setTheme(theme);
}

void CommandDetails::setCommand(const commands::CommandRecordPtr &record)
{
    m_record = record;
    const bool isShown = record != nullptr;
    m_facts->setVisible(isShown);
    m_steps->setVisible(isShown);
    m_cancel->setVisible(isShown && !models::isFinalState(record->state()) &&
                         record->state() != commands::CommandState::Unknown && record->name != "cancel");
    const auto probe = isShown ? ProbeFigures::of(*record) : std::nullopt;
    m_probe->setVisible(probe.has_value());
    if (!isShown) {
        m_title->setText(tr("Choose a command to see every step of its life"));
        m_title->setEnabled(false);
        return;
    }
    m_title->setEnabled(true);
    m_title->setText(QStringLiteral("%1 \u2192 %2").arg(models::commandLine(*record), toQString(record->node.text())));
    m_title->setToolTip(toQString(iso::toText(record->id)));
    if (probe) {
        m_probe->setFigures(*probe);
    }
    m_facts->setText(factsOf(*record, probe ? probe->others : record->results));
    m_steps->setSteps(record->steps);
}

QString CommandDetails::stepsText() const
{
    return m_record ? m_steps->text() : QString();
}

QString CommandDetails::probeText() const
{
    return m_probe->isHidden() ? QString() : m_probe->text();
}

QString CommandDetails::factsText() const
{
    return m_facts->isHidden() ? QString() : m_facts->text();
}

CommandSteps::CommandSteps(const theme::Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
{
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
}

void CommandSteps::setTheme(const theme::Theme &theme)
{
    m_theme = theme;
    update();
}

void CommandSteps::setSteps(const std::vector<commands::CommandStep> &steps)
{
    const bool isLonger = steps.size() != m_steps.size();
    m_steps = steps;
    setAccessibleDescription(text());
    if (isLonger) {
        updateGeometry();
    }
    update();
}

QString CommandSteps::text() const
{
    QStringList lines;
    for (const commands::CommandStep &step : m_steps) {
        QString line = models::stepTime(step.at) + QLatin1Char(' ') + bridge::stateText(step.state);
        if (const QString message = stepMessage(step); !message.isEmpty()) {
            line += QLatin1Char(' ') + message;
        }
        lines.append(line);
    }
    return lines.join(QLatin1Char('\n'));
}

QSize CommandSteps::sizeHint() const
{
    return {320, kRowHeight * static_cast<int>(m_steps.size())};
}

void CommandSteps::paintEvent(QPaintEvent *event)
{
    Q_UNUSED(event)
    constexpr double kMarkLeft = 88;
    constexpr double kStateLeft = 108;
    constexpr double kMessageLeft = 178;
    QPainter painter(this);
    const int flags = Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine;
    for (std::size_t i = 0; i < m_steps.size(); ++i) {
        const commands::CommandStep &step = m_steps[i];
        const double top = static_cast<double>(i) * kRowHeight;
        const auto cell = [top](double left, double right) { return QRectF(left, top, right - left, kRowHeight); };
        const std::optional<int> percent = step.percent ? std::optional(static_cast<int>(*step.percent)) : std::nullopt;
        painter.setFont(theme::font(theme::FontRole::Body));
        painter.setPen(m_theme.muted);
        painter.drawText(cell(0, kMarkLeft), flags, models::stepTime(step.at));
        models::paintCommandState(painter, QRectF(kMarkLeft, top + 5, 12, 12), step.state, percent, m_theme);
        painter.setPen(models::commandStateColor(step.state, m_theme));
        painter.drawText(cell(kStateLeft, kMessageLeft), flags, bridge::stateText(step.state));
        painter.setPen(m_theme.muted);
        const QRectF messageCell = cell(kMessageLeft, width());
        painter.drawText(
            messageCell, flags,
            painter.fontMetrics().elidedText(stepMessage(step), Qt::ElideRight, static_cast<int>(messageCell.width())));
    }
}

} // namespace iso::panels
