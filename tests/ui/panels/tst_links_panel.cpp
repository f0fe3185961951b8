#include "tests/support/manual_clock.h"
#include "ui/panels/links_panel.h"

#include <QLabel>
#include <QTableWidget>
#include <QTest>

using namespace iso;
using namespace iso::panels;

class TestLinksPanel : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_panel = std::make_unique<LinksPanel>();
        m_panel->resize(1200, 240);
        m_panel->show();
    }
    void cleanup() { m_panel.reset(); }

    void encryptedEndpointsAreShownWhileTheyListen()
    {
        QCOMPARE(figure("Telemetry, encrypted"), QStringLiteral("off"));
        session::NetworkStatus network;
        network.isWanted = true;
        network.telemetry = "tcp://0.0.0.0:5557";
        network.control = "tcp://0.0.0.0:5558";
        show(network);
        QCOMPARE(figure("Telemetry, encrypted"), QStringLiteral("not listening"));
        network.isListening = true;
        show(network);
        QCOMPARE(figure("Telemetry, encrypted"), QStringLiteral("tcp://0.0.0.0:5557"));
        QCOMPARE(figure("Control, encrypted"), QStringLiteral("tcp://0.0.0.0:5558"));
    }

    void whatIsInTheWayOfTheNetworkIsSaid()
    {
        session::NetworkStatus network;
        network.isWanted = true;
        network.problem = "address in use";
        show(network);
        QVERIFY(hasLabel(QStringLiteral("address in use")));
        network.problem.clear();
        network.isListening = network.isCrowded = true;
        show(network);
        QVERIFY(hasLabel(QStringLiteral("nearly all descriptors are in use")));
        network.isCrowded = false;
        network.isProven = true;
        show(network);
        QVERIFY(!hasLabel(QStringLiteral("descriptors")));
    }

    void refusalsAreCountedByReason()
    {
        fleet::HubHealth hub;
        hub.refused.assign(17, 0);
        hub.refused[14] = 1204;
        hub.refused[16] = 2;
        m_panel->setHub(hub);
        QVERIFY(hasLabel(QStringLiteral("1,204 rate limited")));
        QVERIFY(hasLabel(QStringLiteral("2 not approved")));
    }

    void refusalShowsTimeNodeReasonAndFirstBytes()
    {
        const test::ManualClock clock;
        m_panel->setRefusals({{clock.utcNow(), "edge-1", "not approved", "its key is not approved", "7b2261"}});
        const auto *table = m_panel->findChild<QTableWidget *>();
        QStringList cells;
        for (int column = 0; column < table->columnCount(); ++column) {
            cells.append(table->item(0, column)->text());
        }
        QCOMPARE(cells.join(QLatin1Char('|')),
                 QStringLiteral("09:26:53|edge-1|not approved|7b 22 61|its key is not approved"));
    }

private:
    void show(const session::NetworkStatus &network)
    {
        m_panel->setNetwork(std::make_shared<session::NetworkStatus>(network));
    }
    [[nodiscard]] QString figure(const char *name) const
    {
        for (const auto *label : m_panel->findChildren<QLabel *>()) {
            if (label->accessibleName() == QLatin1String(name)) {
                return label->text();
            }
        }
        return {};
    }
    [[nodiscard]] bool hasLabel(const QString &text) const
    {
        const auto labels = m_panel->findChildren<QLabel *>();
        return std::any_of(labels.begin(), labels.end(),
                           [&text](const QLabel *label) { return label->isVisible() && label->text().contains(text); });
    }

    std::unique_ptr<LinksPanel> m_panel;
};

QTEST_MAIN(TestLinksPanel)
#include "tst_links_panel.moc"
