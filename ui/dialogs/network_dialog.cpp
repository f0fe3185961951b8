#include "ui/dialogs/network_dialog.h"

#include "ui/bridge/enrolment_text.h"

#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QGridLayout>
#include <QGuiApplication>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QStyle>
#include <QVBoxLayout>
#include <array>

namespace iso::dialogs
{

using bridge::toQString;

namespace
{

constexpr int kWidth = 640;

QLabel *roleLabel(const QString &text, const char *role, QWidget *parent)
{
    auto *label = new QLabel(text, parent);
    label->setProperty("role", QLatin1String(role));
    return label;
}

/// The address within "isochrone://HOST:PORT:PORT/KEY"; an IPv6 address stands in brackets.
QString hostOf(const QString &joinLine)
{
    const qsizetype begin = joinLine.indexOf(QLatin1String("://")) + 3;
    const bool isBracketed = joinLine.mid(begin, 1) == QLatin1String("[");
    const qsizetype end =
        joinLine.indexOf(QLatin1Char(':'), isBracketed ? joinLine.indexOf(QLatin1Char(']'), begin) : begin);
    return joinLine.mid(begin, end - begin);
}

} // namespace

NetworkDialog::NetworkDialog(const session::NetworkStatusPtr &status, std::function<void(bool)> accept, QWidget *parent)
    : QDialog(parent)
    , m_switch(new QCheckBox(tr("&Accept nodes from the network"), this))
    , m_state(new QLabel(this))
{
    setWindowTitle(tr("Nodes from the network"));
    connect(m_switch, &QCheckBox::clicked, this, std::move(accept));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(20, 16, 20, 14);
    layout->setSpacing(14);
    makeSwitch(layout);
    layout->addWidget(makeJoinBox());
    layout->addWidget(makeSteps());
    layout->addStretch(1);
    auto *close = new QPushButton(tr("Close"), this);
    close->setAutoDefault(false);
    connect(close, &QPushButton::clicked, this, &QDialog::accept);
    layout->addWidget(close, 0, Qt::AlignRight);
    setStatus(status);
    m_switch->setFocus();
    resize(kWidth, layout->totalHeightForWidth(kWidth));
}

void NetworkDialog::makeSwitch(QVBoxLayout *layout)
{
    m_state->setTextFormat(Qt::PlainText);
    m_state->setWordWrap(true);
    m_state->setMinimumHeight(32); // two lines, so that nothing moves when the text changes
    m_state->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    m_state->setContentsMargins(22, 0, 0, 0);
    auto *column = new QVBoxLayout;
    column->setSpacing(4);
    column->addWidget(m_switch);
    column->addWidget(m_state);
    layout->addLayout(column);
}

QWidget *NetworkDialog::makeJoinBox()
{
    auto *card = new QFrame(this);
    card->setProperty("role", QStringLiteral("card"));
    m_fingerprint = roleLabel({}, "fingerprint", card);
    m_fingerprint->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_addressCaption = roleLabel(tr("A&ddress"), "muted", card);
    m_addresses = new QComboBox(card);
    m_addresses->setAccessibleName(tr("Address that the node can reach"));
    m_addresses->setToolTip(m_addresses->accessibleName());
    m_addressCaption->setBuddy(m_addresses);
    m_line = new QLineEdit(card);
    m_line->setProperty("role", QStringLiteral("code"));
    m_line->setReadOnly(true);
    m_line->setAccessibleName(tr("Line to run on the node"));
    m_copy = new QPushButton(tr("&Copy"), card);
    m_copy->setProperty("role", QStringLiteral("primary"));
    m_copy->setAccessibleName(tr("Copy the line to run on the node"));
    m_copy->setAutoDefault(false);
    connect(m_addresses, &QComboBox::currentIndexChanged, this, &NetworkDialog::showLine);
    connect(m_copy, &QPushButton::clicked, this, &NetworkDialog::copyLine);

    auto *grid = new QGridLayout(card);
    grid->setContentsMargins(14, 12, 14, 12);
    grid->setHorizontalSpacing(12);
    grid->setVerticalSpacing(8);
    grid->setColumnStretch(1, 1);
    grid->addWidget(roleLabel(tr("This hub's key"), "muted", card), 0, 0);
    grid->addWidget(m_fingerprint, 0, 1, 1, 2);
    grid->addWidget(m_addressCaption, 1, 0);
    grid->addWidget(m_addresses, 1, 1, 1, 2);
    grid->addWidget(roleLabel(tr("On the node"), "muted", card), 2, 0);
    grid->addWidget(m_line, 2, 1);
    grid->addWidget(m_copy, 2, 2);
    return card;
}

QWidget *NetworkDialog::makeSteps()
{
    const std::array<QString, 3> steps = {
        tr("Run the line on the node. It holds where this hub is and which key the hub has to prove."),
        tr("The node's own key then waits under Keys, and nothing it sends is believed."),
        tr("Compare its fingerprint with the one the node shows, and approve it. The node gets in by itself."),
    };
    auto *box = new QWidget(this);
    auto *grid = new QGridLayout(box);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(10);
    grid->setVerticalSpacing(6);
    grid->setColumnStretch(1, 1);
    int row = 0;
    for (const QString &step : steps) {
        auto *text = new QLabel(step, box);
        text->setWordWrap(true);
        grid->addWidget(roleLabel(QString::number(row + 1), "accent", box), row, 0, Qt::AlignTop);
        grid->addWidget(text, row, 1);
        ++row;
    }
    return box;
}

void NetworkDialog::setStatus(const session::NetworkStatusPtr &status)
{
    const bool hasOtherLines = !m_status || m_status->joinLines != status->joinLines;
    m_status = status;
    m_switch->setChecked(status->isWanted);
    const bridge::NetworkText text = bridge::networkText(*status);
    m_state->setText(text.text);
    m_state->setProperty("role", text.tone == bridge::Tone::Bad ? QStringLiteral("error") : QString());
    m_state->style()->unpolish(m_state);
    m_state->style()->polish(m_state);
    m_switch->setAccessibleDescription(text.text);
    m_fingerprint->setText(toQString(status->hubFingerprint));
    m_fingerprint->setAccessibleName(tr("Fingerprint of this hub's key: %1").arg(m_fingerprint->text()));
    if (hasOtherLines) {
        fillAddresses();
    }
    showLine();
}

void NetworkDialog::fillAddresses()
{
    const QString before = m_addresses->currentText();
    m_addresses->clear();
    for (const std::string &line : m_status->joinLines) {
        m_addresses->addItem(hostOf(toQString(line)));
    }
    if (const int same = m_addresses->findText(before); same >= 0) {
        m_addresses->setCurrentIndex(same);
    }
    m_addresses->setVisible(m_addresses->count() > 1);
    m_addressCaption->setVisible(m_addresses->count() > 1);
}

QString NetworkDialog::joinCommand() const
{
    const auto chosen = static_cast<std::size_t>(m_addresses->currentIndex());
    if (m_addresses->currentIndex() < 0 || chosen >= m_status->joinLines.size()) {
        return {};
    }
    return QStringLiteral("isochrone-node --join '%1'").arg(toQString(m_status->joinLines[chosen]));
}

void NetworkDialog::showLine()
{
    const QString line = joinCommand();
    if (line != m_line->text()) {
        m_line->setText(line);
        m_line->setCursorPosition(0);
        m_copy->setText(tr("&Copy"));
    }
    if (line.isEmpty()) {
        m_line->setPlaceholderText(m_status->isListening ? tr("this machine has no address that others can reach")
                                                         : tr("switch it on to get the line"));
    }
    m_copy->setEnabled(!line.isEmpty());
}

void NetworkDialog::copyLine()
{
    QGuiApplication::clipboard()->setText(joinCommand());
    m_copy->setText(tr("Copied"));
}

} // namespace iso::dialogs
