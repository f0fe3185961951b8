#include "ui/dialogs/network_dialog.h"

#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QGuiApplication>
#include <QLabel>
#include <QPushButton>
#include <QTest>

using namespace iso;
using dialogs::NetworkDialog;

class TestNetworkDialog : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_status = {};
        m_status.hubFingerprint = "8c11-f0a7-2e96-bd34-71c5";
        m_asked.clear();
        m_dialog = std::make_unique<NetworkDialog>(std::make_shared<session::NetworkStatus>(m_status),
                                                   [this](bool accept) { m_asked.push_back(accept); });
        m_dialog->show();
    }
    void cleanup() { m_dialog.reset(); }

    void switchAsksAndShowsWhatCameOfIt()
    {
        QVERIFY(hasLabel(QStringLiteral("Off:")));
        QVERIFY(m_dialog->joinCommand().isEmpty());
        QTest::keyClick(toggle(), Qt::Key_Space);
        QCOMPARE(m_asked, std::vector<bool>{true});
        listen();
        QVERIFY(toggle()->isChecked());
        QVERIFY(hasLabel(QStringLiteral("tcp://*:5557")));
        QVERIFY(hasLabel(QStringLiteral("self-test is running")));
        m_status.isProven = true;
        update();
        QVERIFY(hasLabel(QStringLiteral("self-test passed")));
        QTest::keyClick(toggle(), Qt::Key_Space);
        QCOMPARE(m_asked, (std::vector<bool>{true, false}));
    }

    void problemIsShownInWords()
    {
        m_status.isWanted = true;
        m_status.problem = "the self-test could not show that an unknown key is kept out, so nobody is let in";
        update();
        QVERIFY(hasLabel(QStringLiteral("could not show that an unknown key is kept out")));
        m_status.problem = "tcp://*:5557: address in use";
        update();
        QVERIFY(hasLabel(QStringLiteral("address in use")));
    }

    void crowdedHubSaysSo()
    {
        m_status.isCrowded = true;
        listen();
        QVERIFY(hasLabel(QStringLiteral("Newcomers wait")));
    }

    void lineOfTheChosenAddressIsCopied()
    {
        m_status.joinLines = {"isochrone://10.0.0.2:5557:5558/rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf7",
                              "isochrone://[fd00::2]:5557:5558/rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf7"};
        listen();
        auto *addresses = m_dialog->findChild<QComboBox *>();
        QVERIFY(addresses->isVisible());
        QCOMPARE(addresses->itemText(0), QStringLiteral("10.0.0.2"));
        QCOMPARE(addresses->itemText(1), QStringLiteral("[fd00::2]"));
        QTest::keyClick(addresses, Qt::Key_Down);
        QTest::mouseClick(copy(), Qt::LeftButton);
        const QString line =
            QStringLiteral("isochrone-node --join '%1'").arg(QString::fromStdString(m_status.joinLines[1]));
        QCOMPARE(QGuiApplication::clipboard()->text(), line);
        // What is chosen stays when the state changes.
        m_status.isProven = true;
        update();
        QCOMPARE(m_dialog->joinCommand(), line);
    }

    void oneAddressNeedsNoChoice()
    {
        m_status.joinLines = {"isochrone://10.0.0.2:5557:5558/rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf7"};
        listen();
        QVERIFY(!m_dialog->findChild<QComboBox *>()->isVisible());
        QVERIFY(copy()->isEnabled());
    }

private:
    void update() { m_dialog->setStatus(std::make_shared<session::NetworkStatus>(m_status)); }
    void listen()
    {
        m_status.isWanted = m_status.isListening = true;
        m_status.telemetry = "tcp://*:5557";
        m_status.control = "tcp://*:5558";
        update();
    }
    [[nodiscard]] QCheckBox *toggle() const { return m_dialog->findChild<QCheckBox *>(); }
    [[nodiscard]] QPushButton *copy() const
    {
        const auto buttons = m_dialog->findChildren<QPushButton *>();
        return *std::find_if(buttons.begin(), buttons.end(), [](const QPushButton *button) {
            return button->accessibleName().startsWith(QStringLiteral("Copy"));
        });
    }
    [[nodiscard]] bool hasLabel(const QString &text) const
    {
        const auto labels = m_dialog->findChildren<QLabel *>();
        return std::any_of(labels.begin(), labels.end(),
                           [&text](const QLabel *label) { return label->isVisible() && label->text().contains(text); });
    }

    session::NetworkStatus m_status;
    std::vector<bool> m_asked;
    std::unique_ptr<NetworkDialog> m_dialog;
};

QTEST_MAIN(TestNetworkDialog)
#include "tst_network_dialog.moc"
