#include "ui/shell/help_window.h"

#include "core/base/check.h"
#include "resources/resources.h"

#include <QDesktopServices>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QListWidget>
#include <QTextBlock>
#include <QTextBrowser>
#include <QTextCursor>
#include <QTextDocument>
#include <QTextList>
#include <QTextTable>
#include <QVBoxLayout>
#include <algorithm>

namespace iso::shell
{

namespace
{

constexpr int kNameRole = Qt::UserRole;
constexpr int kTextRole = Qt::UserRole + 1;
constexpr int kPageWidth = 720;

QString readPage(const QString &name, const QString &shortcuts)
{
    const Result<QByteArray> text = resources::read(QStringLiteral("help/%1.md").arg(name));
    ISO_CHECK(text.has_value()); // compiled in
    return QString::fromUtf8(*text).replace(QStringLiteral("{shortcuts}"), shortcuts);
}

/// Markdown comes without room between its blocks.
void loosen(QTextDocument &document, const QColor &line)
{
    for (QTextBlock block = document.begin(); block.isValid(); block = block.next()) {
        QTextCursor cursor(block);
        QTextBlockFormat format = block.blockFormat();
        const bool isFirst = block == document.begin();
        const bool isListed = block.textList() != nullptr;
        if (format.headingLevel() > 0) {
            format.setTopMargin(isFirst ? 0 : 20);
            format.setBottomMargin(8);
        } else if (cursor.currentTable() == nullptr) {
            format.setTopMargin(0);
            format.setBottomMargin(isListed ? 4 : 10);
        }
        format.setLineHeight(125, QTextBlockFormat::ProportionalHeight);
        cursor.setBlockFormat(format);
        if (QTextTable *table = cursor.currentTable(); table != nullptr && table->format().cellPadding() < 4) {
            QTextTableFormat look = table->format();
            look.setCellPadding(4);
            look.setCellSpacing(0);
            look.setBorderCollapse(true);
            look.setBorder(1);
            look.setBorderBrush(line);
            look.setBorderStyle(QTextFrameFormat::BorderStyle_Solid);
            look.setBottomMargin(12);
            table->setFormat(look);
        }
    }
}

/// Pictures of the pages are compiled in beside them.
class Page final : public QTextBrowser
{
public:
    using QTextBrowser::QTextBrowser;

    QVariant loadResource(int type, const QUrl &name) override
    {
        if (type != QTextDocument::ImageResource) {
            return {};
        }
        const Result<QByteArray> bytes = resources::read(QStringLiteral("help/") + name.path());
        QImage image;
        if (!bytes || !image.loadFromData(*bytes)) {
            return {};
        }
        if (image.width() > kPageWidth) {
            image = image.scaledToWidth(static_cast<int>(kPageWidth * devicePixelRatioF()), Qt::SmoothTransformation);
            image.setDevicePixelRatio(devicePixelRatioF());
        }
        return image;
    }
};

} // namespace

std::vector<HelpTopic> helpTopics()
{
    return {{QStringLiteral("start"), HelpWindow::tr("First steps")},
            {QStringLiteral("window"), HelpWindow::tr("The window")},
            {QStringLiteral("map"), HelpWindow::tr("Map and isochrones")},
            {QStringLiteral("filter"), HelpWindow::tr("Filter language")},
            {QStringLiteral("fleet"), HelpWindow::tr("Fleet table and matrix")},
            {QStringLiteral("charts"), HelpWindow::tr("Inspector and charts")},
            {QStringLiteral("problems"), HelpWindow::tr("Problems and events")},
            {QStringLiteral("commands"), HelpWindow::tr("Commands")},
            {QStringLiteral("replay"), HelpWindow::tr("Timeline and replay")},
            {QStringLiteral("nodes"), HelpWindow::tr("Nodes, keys and links")},
            {QStringLiteral("keyboard"), HelpWindow::tr("Keyboard")},
            {QStringLiteral("figures"), HelpWindow::tr("What the figures mean")}};
}

HelpWindow::HelpWindow(QWidget *parent, const QString &shortcuts)
    : QDialog(parent)
    , m_shortcuts(shortcuts)
    , m_search(new QLineEdit(this))
    , m_topics(new QListWidget(this))
    , m_page(new Page(this))
{
    setWindowTitle(tr("Isochrone help"));
    setModal(false);
    resize(QSize(1000, 700).boundedTo(parent == nullptr ? QSize(1000, 700) : parent->size()));
    m_search->setPlaceholderText(tr("Search all pages"));
    m_search->setAccessibleName(tr("Search all pages"));
    m_search->setClearButtonEnabled(true);
    m_topics->setAccessibleName(tr("Topics"));
    m_page->setAccessibleName(tr("Page"));
    m_page->setOpenLinks(false);
    m_page->document()->setDocumentMargin(24);
    for (const HelpTopic &topic : helpTopics()) {
        auto *item = new QListWidgetItem(topic.title, m_topics);
        item->setData(kNameRole, topic.name);
        item->setData(kTextRole, readPage(topic.name, m_shortcuts));
    }
    auto *left = new QVBoxLayout;
    left->setContentsMargins(12, 12, 8, 12);
    left->setSpacing(8);
    left->addWidget(m_search);
    left->addWidget(m_topics, 1);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    row->addLayout(left);
    row->addWidget(m_page, 1);
    m_search->setFixedWidth(220);
    m_topics->setFixedWidth(220);
    connect(m_search, &QLineEdit::textChanged, this, &HelpWindow::search);
    connect(m_topics, &QListWidget::currentItemChanged, this, [this](QListWidgetItem *item) {
        if (item != nullptr) {
            load(item->data(kNameRole).toString());
        }
    });
    connect(m_page, &QTextBrowser::anchorClicked, this, &HelpWindow::follow);
    m_topics->setCurrentRow(0);
}

void HelpWindow::setTheme(const theme::Theme &theme)
{
    m_line = theme.line;
    m_page->document()->setDefaultStyleSheet(QStringLiteral("a { color: %1; }").arg(theme.accent.name()));
    load(currentTopic());
}

void HelpWindow::showTopic(const QString &name)
{
    for (int row = 0; row < m_topics->count(); ++row) {
        if (m_topics->item(row)->data(kNameRole).toString() == name) {
            m_search->clear();
            m_topics->setCurrentRow(row);
        }
    }
    show();
    raise();
    activateWindow();
}

QString HelpWindow::currentTopic() const
{
    return m_topics->currentItem()->data(kNameRole).toString();
}

QStringList HelpWindow::found() const
{
    QStringList titles;
    for (int row = 0; row < m_topics->count(); ++row) {
        if (!m_topics->item(row)->isHidden()) {
            titles << m_topics->item(row)->text();
        }
    }
    return titles;
}

void HelpWindow::search(const QString &words)
{
    const QStringList wanted = words.simplified().split(QLatin1Char(' '), Qt::SkipEmptyParts);
    int first = -1;
    for (int row = 0; row < m_topics->count(); ++row) {
        const QString text = m_topics->item(row)->data(kTextRole).toString();
        const bool fits = std::all_of(wanted.begin(), wanted.end(), [&text](const QString &word) {
            return text.contains(word, Qt::CaseInsensitive);
        });
        m_topics->item(row)->setHidden(!fits);
        if (fits && first < 0) {
            first = row;
        }
    }
    if (first >= 0 && m_topics->currentItem()->isHidden()) {
        m_topics->setCurrentRow(first);
    }
    if (!wanted.isEmpty()) {
        m_page->moveCursor(QTextCursor::Start);
        m_page->find(wanted.first());
    }
}

void HelpWindow::load(const QString &name)
{
    m_page->setMarkdown(readPage(name, m_shortcuts));
    loosen(*m_page->document(), m_line);
}

void HelpWindow::follow(const QUrl &link)
{
    if (link.scheme() == QLatin1String("https")) {
        QDesktopServices::openUrl(link);
    } else if (link.path().endsWith(QLatin1String(".md"))) {
        showTopic(link.path().chopped(3));
    }
}

} // namespace iso::shell
