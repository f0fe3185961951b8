#include "ui/theme/shaped_texts.h"
#include "ui/theme/theme.h"

#include <QImage>
#include <QPainter>
#include <QTest>
#include <functional>

using namespace iso;
using theme::ShapedTexts;

namespace
{

const QRect kRoom(10, 5, 90, 25);

QImage painted(const std::function<void(QPainter &)> &paint, int ratio = 1)
{
    QImage image(120 * ratio, 40 * ratio, QImage::Format_ARGB32_Premultiplied);
    image.setDevicePixelRatio(ratio);
    image.fill(Qt::black);
    QPainter painter(&image);
    painter.setFont(theme::font(theme::FontRole::Body));
    painter.setPen(Qt::white);
    paint(painter);
    return image;
}

/// Where something is drawn.
QRect inkOf(const QImage &image)
{
    QRect ink;
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x) {
            if (qGray(image.pixel(x, y)) > 40) {
                ink |= QRect(x, y, 1, 1);
            }
        }
    }
    return ink;
}

} // namespace

class TestShapedTexts : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void standsWhereAPainterWouldDrawIt_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<bool>("isLeft");
        for (const QString &text : {QStringLiteral("212 ms"), QStringLiteral("> 1.25 s"), QStringLiteral("—"),
                                    QStringLiteral("n/a"), QStringLiteral("Ålesund gqj")}) {
            QTest::addRow("%s, right", qPrintable(text)) << text << false;
            QTest::addRow("%s, left", qPrintable(text)) << text << true;
        }
    }
    void standsWhereAPainterWouldDrawIt()
    {
        QFETCH(QString, text);
        QFETCH(bool, isLeft);
        const Qt::AlignmentFlag side = isLeft ? Qt::AlignLeft : Qt::AlignRight;
        const QRect wanted =
            inkOf(painted([&](QPainter &painter) { painter.drawText(kRoom, int(side | Qt::AlignVCenter), text); }));
        QVERIFY(!wanted.isEmpty());
        ShapedTexts texts(theme::font(theme::FontRole::Body));
        for (int time = 0; time < 2; ++time) { // shaped now, then kept
            QCOMPARE(inkOf(painted([&](QPainter &painter) { texts.draw(painter, kRoom, side, text); })), wanted);
        }
        QCOMPARE(texts.kept(), 1);
    }

    void textWithoutRoomEndsInAnEllipsis()
    {
        const QString text = QStringLiteral("a model whose name is longer than its column");
        ShapedTexts texts(theme::font(theme::FontRole::Body));
        const QImage image = painted([&](QPainter &painter) { texts.draw(painter, kRoom, Qt::AlignLeft, text); });
        QVERIFY(inkOf(image).right() <= kRoom.right());
        const QString elided = QFontMetricsF(texts.font()).elidedText(text, Qt::ElideRight, kRoom.width());
        QVERIFY(elided.endsWith(QChar(0x2026)));
        QCOMPARE(image, painted([&](QPainter &painter) { texts.draw(painter, kRoom, Qt::AlignLeft, elided); }));
    }

    void takesTheColourOfThePainter()
    {
        ShapedTexts texts(theme::font(theme::FontRole::Body));
        const auto in = [&](const QColor &color) {
            return painted([&](QPainter &painter) {
                painter.setPen(color);
                texts.draw(painter, kRoom, Qt::AlignLeft, QStringLiteral("212 ms"));
            });
        };
        const QImage red = in(Qt::red);
        QVERIFY(in(Qt::green) != red);
        QCOMPARE(in(Qt::red), red);
    }

    void isSharpAtScaleTwo()
    {
        ShapedTexts texts(theme::font(theme::FontRole::Body));
        const QRect wanted = inkOf(painted(
            [](QPainter &painter) {
                painter.drawText(kRoom, int(Qt::AlignRight | Qt::AlignVCenter), QStringLiteral("212 ms"));
            },
            2));
        const auto draw = [&](QPainter &painter) {
            texts.draw(painter, kRoom, Qt::AlignRight, QStringLiteral("212 ms"));
        };
        const QRect first = inkOf(painted(draw, 2));
        QVERIFY((first.topLeft() - wanted.topLeft()).manhattanLength() <= 2);
        QVERIFY((first.bottomRight() - wanted.bottomRight()).manhattanLength() <= 2);
        painted(draw); // on another display
        QCOMPARE(inkOf(painted(draw, 2)), first);
    }

    void keepsOnlyTheTextsDrawnLast()
    {
        ShapedTexts texts(theme::font(theme::FontRole::Body));
        painted([&](QPainter &painter) {
            for (int i = 0; i < ShapedTexts::kKept + 100; ++i) {
                texts.draw(painter, kRoom, Qt::AlignLeft, QString::number(i));
            }
        });
        QCOMPARE(texts.kept(), ShapedTexts::kKept);
    }
};

QTEST_MAIN(TestShapedTexts)
#include "tst_shaped_texts.moc"
