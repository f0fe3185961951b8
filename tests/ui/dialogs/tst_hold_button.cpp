#include "tests/support/manual_clock.h"
#include "ui/dialogs/hold_button.h"

#include <QLineEdit>
#include <QSignalSpy>
#include <QTest>
#include <QVBoxLayout>

using namespace iso;
using namespace iso::dialogs;
using namespace std::chrono_literals;

class HoldButtonTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();

    void plainButtonConfirmsOnClick();
    void plainButtonConfirmsOnKey_data();
    void plainButtonConfirmsOnKey();
    void clickIsNotEnoughWhenHoldIsNeeded();
    void heldLongEnoughConfirmsOnce();
    void letGoTooEarlyConfirmsNothing();
    void heldKeyConfirms_data();
    void heldKeyConfirms();
    void keyRepeatIsNotASecondPress();
    void losingFocusTakesItBack();
    void disablingTakesItBack();
    void progressGrowsWithTheClock();

private:
    test::ManualClock m_clock;
    std::unique_ptr<QWidget> m_window;
    HoldButton *m_button = nullptr;
};

void HoldButtonTest::init()
{
    m_window = std::make_unique<QWidget>();
    auto *layout = new QVBoxLayout(m_window.get());
    m_button = new HoldButton(m_clock, m_window.get());
    layout->addWidget(m_button);
    layout->addWidget(new QLineEdit(m_window.get()));
    m_window->show();
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    m_button->setFocus();
}

void HoldButtonTest::plainButtonConfirmsOnClick()
{
    QSignalSpy confirmed(m_button, &HoldButton::confirmed);
    QTest::mouseClick(m_button, Qt::LeftButton);
    QCOMPARE(confirmed.count(), 1);
}

void HoldButtonTest::plainButtonConfirmsOnKey_data()
{
    QTest::addColumn<Qt::Key>("key");
    QTest::newRow("space") << Qt::Key_Space;
    QTest::newRow("return") << Qt::Key_Return;
    QTest::newRow("enter") << Qt::Key_Enter;
}

void HoldButtonTest::plainButtonConfirmsOnKey()
{
    QFETCH(Qt::Key, key);
    QSignalSpy confirmed(m_button, &HoldButton::confirmed);
    QTest::keyClick(m_button, key);
    QCOMPARE(confirmed.count(), 1);
}

void HoldButtonTest::clickIsNotEnoughWhenHoldIsNeeded()
{
    m_button->setHoldNeeded(true);
    QSignalSpy confirmed(m_button, &HoldButton::confirmed);
    QTest::mouseClick(m_button, Qt::LeftButton);
    QTest::keyClick(m_button, Qt::Key_Return);
    QTest::keyClick(m_button, Qt::Key_Space);
    m_button->click();
    m_clock.advance(5s);
    QCoreApplication::processEvents();
    QCOMPARE(confirmed.count(), 0);
    QCOMPARE(m_button->progress(), 0.0);
}

void HoldButtonTest::heldLongEnoughConfirmsOnce()
{
    m_button->setHoldNeeded(true);
    QSignalSpy confirmed(m_button, &HoldButton::confirmed);
    QTest::mousePress(m_button, Qt::LeftButton);
    QCOMPARE(confirmed.count(), 0);
    m_clock.advance(HoldButton::kHold);
    QTRY_COMPARE(confirmed.count(), 1);
    m_clock.advance(HoldButton::kHold);
    QTest::mouseRelease(m_button, Qt::LeftButton);
    QCoreApplication::processEvents();
    QCOMPARE(confirmed.count(), 1);
}

void HoldButtonTest::letGoTooEarlyConfirmsNothing()
{
    m_button->setHoldNeeded(true);
    QSignalSpy confirmed(m_button, &HoldButton::confirmed);
    QTest::mousePress(m_button, Qt::LeftButton);
    m_clock.advance(HoldButton::kHold - 1ms);
    QTest::mouseRelease(m_button, Qt::LeftButton);
    m_clock.advance(1h);
    QCoreApplication::processEvents();
    QCOMPARE(confirmed.count(), 0);
    QVERIFY(!m_button->isDown());
}

void HoldButtonTest::heldKeyConfirms_data()
{
    plainButtonConfirmsOnKey_data();
}

void HoldButtonTest::heldKeyConfirms()
{
    QFETCH(Qt::Key, key);
    m_button->setHoldNeeded(true);
    QSignalSpy confirmed(m_button, &HoldButton::confirmed);
    QTest::keyPress(m_button, key);
    m_clock.advance(HoldButton::kHold);
    QTRY_COMPARE(confirmed.count(), 1);
    QTest::keyRelease(m_button, key);
    QCOMPARE(confirmed.count(), 1);
}

void HoldButtonTest::keyRepeatIsNotASecondPress()
{
    m_button->setHoldNeeded(true);
    QTest::keyPress(m_button, Qt::Key_Space);
    m_clock.advance(HoldButton::kHold / 2);
    QKeyEvent repeatRelease(QEvent::KeyRelease, Qt::Key_Space, Qt::NoModifier, QString(), true);
    QKeyEvent repeatPress(QEvent::KeyPress, Qt::Key_Space, Qt::NoModifier, QString(), true);
    QCoreApplication::sendEvent(m_button, &repeatRelease);
    QCoreApplication::sendEvent(m_button, &repeatPress);
    QCOMPARE(m_button->progress(), 0.5);
}

void HoldButtonTest::losingFocusTakesItBack()
{
    m_button->setHoldNeeded(true);
    QSignalSpy confirmed(m_button, &HoldButton::confirmed);
    QTest::keyPress(m_button, Qt::Key_Space);
    m_button->clearFocus();
    m_clock.advance(HoldButton::kHold);
    QCoreApplication::processEvents();
    QCOMPARE(m_button->progress(), 0.0);
    QCOMPARE(confirmed.count(), 0);
}

void HoldButtonTest::disablingTakesItBack()
{
    m_button->setHoldNeeded(true);
    QTest::mousePress(m_button, Qt::LeftButton);
    m_clock.advance(HoldButton::kHold / 2);
    m_button->setEnabled(false);
    QCOMPARE(m_button->progress(), 0.0);
}

void HoldButtonTest::progressGrowsWithTheClock()
{
    m_button->setHoldNeeded(true);
    QTest::mousePress(m_button, Qt::LeftButton);
    QCOMPARE(m_button->progress(), 0.0);
    const QImage empty = m_button->grab().toImage();
    m_clock.advance(HoldButton::kHold / 2);
    QCOMPARE(m_button->progress(), 0.5);
    QVERIFY(m_button->grab().toImage() != empty); // it can be seen
    QTest::mouseRelease(m_button, Qt::LeftButton);
}

QTEST_MAIN(HoldButtonTest)
#include "tst_hold_button.moc"
