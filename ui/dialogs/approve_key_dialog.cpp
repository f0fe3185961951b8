#include "ui/dialogs/approve_key_dialog.h"

#include "ui/bridge/enrolment_text.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QRadioButton>
#include <QRegularExpression>
#include <algorithm>

namespace iso::dialogs
{

using bridge::toQString;
using enrolment::KeyDecision;
using enrolment::KeyKind;

DeclaredNodes DeclaredNodes::fromText(const QString &text)
{
    static const QRegularExpression kSeparators(QStringLiteral("[\\s,]+"));
    DeclaredNodes nodes;
    int number = 0;
    for (const QString &line : text.split(QLatin1Char('\n'))) {
        ++number;
        for (const QString &word : line.split(kSeparators, Qt::SkipEmptyParts)) {
            const std::string name = word.toStdString();
            if (const Status status = enrolment::checkDeclared(name); !status) {
                if (nodes.problem.isEmpty()) {
                    nodes.problem =
                        ApproveKeyDialog::tr("line %1: %2").arg(number).arg(toQString(status.error().message));
                }
            } else if (std::find(nodes.names.begin(), nodes.names.end(), name) == nodes.names.end()) {
                nodes.names.push_back(name);
                nodes.patterns += name.ends_with('*') ? 1U : 0U;
                nodes.isEverybody = nodes.isEverybody || name == "*";
            }
        }
    }
    return nodes;
}

ApproveKeyDialog::ApproveKeyDialog(KeyDraft draft, QWidget *parent)
    : KeyDialog(std::move(draft), tr("Approve"), Weight::Ordinary, parent)
    , m_isNode(new QRadioButton(tr("&Node: speaks for one node"), this))
    , m_isGateway(new QRadioButton(tr("&Gateway: speaks for several"), this))
    , m_node(new QLineEdit(this))
    , m_declared(new QPlainTextEdit(this))
{
    setWindowTitle(tr("Approve a key"));
    addText(tr("Compare the fingerprint with the one the node shows, by voice or by eye. Who holds this key can send "
               "data and take commands as soon as you approve it."));
    makeChoice();
    makeFields();
    showFields();
    finish(m_isGateway->isChecked() ? static_cast<QWidget *>(m_declared) : m_node);
    check();
}

void ApproveKeyDialog::makeChoice()
{
    auto *choice = new QWidget(this);
    choice->setAccessibleName(tr("Kind"));
    auto *row = new QHBoxLayout(choice);
    row->setContentsMargins(0, 3, 0, 3);
    row->setSpacing(20);
    row->addWidget(m_isNode);
    row->addWidget(m_isGateway);
    row->addStretch(1);
    const bool wasGateway = key().kind == KeyKind::Gateway;
    (wasGateway ? m_isGateway : m_isNode)->setChecked(true);
    addRow(tr("Kind"), choice);
    connect(m_isGateway, &QRadioButton::toggled, this, [this] {
        showFields();
        check();
    });
}

void ApproveKeyDialog::makeFields()
{
    m_node->setObjectName(QStringLiteral("node"));
    m_node->setText(toQString(key().node.text()));
    m_node->setPlaceholderText(tr("optional"));
    m_nodeCaption = addRow(tr("No&de name"), m_node);
    m_nodeHint = addHint();
    m_declared->setObjectName(QStringLiteral("declared"));
    m_declared->setProperty("role", QStringLiteral("code"));
    m_declared->setPlaceholderText(tr("edge-osl-*\nedge-ber-001", "an example of what a gateway declares"));
    m_declared->setTabChangesFocus(true);
    m_declared->setFixedHeight(96);
    QStringList lines;
    for (const std::string &name : key().declared) {
        lines.append(toQString(name));
    }
    m_declared->setPlainText(lines.join(QLatin1Char('\n')));
    m_declaredCaption = addRow(tr("&Declared nodes"), m_declared);
    m_declaredHint = addHint();
    connect(m_node, &QLineEdit::textChanged, this, &ApproveKeyDialog::check);
    connect(m_declared, &QPlainTextEdit::textChanged, this, &ApproveKeyDialog::check);
}

void ApproveKeyDialog::showFields()
{
    const bool isGateway = m_isGateway->isChecked();
    for (QWidget *widget : std::initializer_list<QWidget *>{m_node, m_nodeCaption, m_nodeHint}) {
        widget->setVisible(!isGateway);
    }
    for (QWidget *widget : std::initializer_list<QWidget *>{m_declared, m_declaredCaption, m_declaredHint}) {
        widget->setVisible(isGateway);
    }
}

void ApproveKeyDialog::check()
{
    if (m_isGateway->isChecked()) {
        checkDeclared();
    } else {
        checkNode();
    }
    growToFit();
}

void ApproveKeyDialog::checkNode()
{
    const QString text = m_node->text().trimmed();
    const QString problem = nodeNameProblem(text);
    if (!problem.isEmpty()) {
        showHint(m_node, m_nodeHint, problem, true);
    } else if (text.isEmpty()) {
        showHint(m_node, m_nodeHint, tr("Left empty, its first message names the node."), false);
    } else {
        showHint(m_node, m_nodeHint, tr("What it says of any other node is refused."), false);
    }
    setReady(problem.isEmpty());
}

void ApproveKeyDialog::checkDeclared()
{
    const DeclaredNodes nodes = DeclaredNodes::fromText(m_declared->toPlainText());
    QString text;
    if (!nodes.problem.isEmpty()) {
        text = nodes.problem;
    } else if (nodes.names.empty()) {
        text = tr("One name a line; * at the end stands for any ending.");
    } else if (nodes.isEverybody) {
        text = tr("* lets it speak for every node that no other key is bound to.");
    } else {
        text = tr("%1 names, %2 patterns. What it says of other nodes is refused.")
                   .arg(bridge::grouped(nodes.names.size() - nodes.patterns), bridge::grouped(nodes.patterns));
    }
    showHint(m_declared, m_declaredHint, text, !nodes.problem.isEmpty());
    setReady(nodes.problem.isEmpty() && !nodes.names.empty());
}

void ApproveKeyDialog::fill(KeyDecision &decision) const
{
    decision.action = KeyDecision::Action::Approve;
    if (m_isGateway->isChecked()) {
        decision.kind = KeyKind::Gateway;
        decision.declared = DeclaredNodes::fromText(m_declared->toPlainText()).names;
        return;
    }
    decision.kind = KeyKind::Node;
    if (const auto node = NodeId::fromText(m_node->text().trimmed().toStdString())) {
        decision.node = *node;
    }
}

} // namespace iso::dialogs
