#include "tests/support/manual_clock.h"
#include "tests/ui/support/fake_keys.h"
#include "ui/models/key_model.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace iso;
using namespace std::chrono_literals;
using enrolment::KeyState;
using models::KeyModel;

class TestKeyModel : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_model = std::make_unique<KeyModel>();
        m_tester = std::make_unique<QAbstractItemModelTester>(m_model.get(),
                                                              QAbstractItemModelTester::FailureReportingMode::QtTest);
        m_keys.clear();
    }
    void cleanup()
    {
        m_tester.reset();
        m_model.reset();
    }

    void pendingKeysComeFirst()
    {
        add("aaaa", KeyState::Revoked, "n1");
        add("bbbb", KeyState::Approved, "n2");
        add("cccc");
        show();
        QCOMPARE(fingerprints(), (QStringList{QStringLiteral("cccc"), QStringLiteral("bbbb"), QStringLiteral("aaaa")}));
        QCOMPARE(m_model->pendingCount(), 1);
        QCOMPARE(cell(0, KeyModel::StateColumn), QStringLiteral("pending"));
    }

    void newestComesFirstWithinAState()
    {
        add("aaaa").firstSeen = now() - 5min;
        add("bbbb").firstSeen = now() - 1min;
        show();
        QCOMPARE(fingerprints(), (QStringList{QStringLiteral("bbbb"), QStringLiteral("aaaa")}));
    }

    void decidedKeyMovesAndKeepsWhatPointsAtIt()
    {
        add("aaaa");
        add("bbbb");
        show();
        const QPersistentModelIndex chosen = m_model->indexOf(test::keyOf("aaaa"));
        edit("aaaa").state = KeyState::Approved;
        show();
        QCOMPARE(m_model->keyAt(chosen)->fingerprint, std::string("aaaa"));
        QCOMPARE(chosen.row(), 1);
    }

    void retiredGatewaySaysHowManyNodesWentWithIt()
    {
        enrolment::KeyRecord &key = add("aaaa", KeyState::Revoked);
        key.kind = enrolment::KeyKind::Gateway;
        key.declared = {"edge-*"};
        key.retired = {NodeId::fromText("edge-1").value(), NodeId::fromText("edge-2").value()};
        show();
        QCOMPARE(cell(0, KeyModel::SpeaksForColumn), QStringLiteral("edge-* (2 retired)"));
    }

    void frozenOrderKeepsEveryRowInItsPlace()
    {
        add("aaaa").firstSeen = now() - 5min;
        add("bbbb").firstSeen = now() - 6min;
        show();
        m_model->setOrderFrozen(true);
        edit("aaaa").state = KeyState::Approved;
        std::erase_if(m_keys, [](const auto &key) { return key.fingerprint == "bbbb"; }); // stopped knocking
        add("cccc").firstSeen = now();
        show();
        QCOMPARE(fingerprints(), (QStringList{QStringLiteral("aaaa"), QStringLiteral("bbbb"), QStringLiteral("cccc")}));
        QCOMPARE(cell(0, KeyModel::StateColumn), QStringLiteral("approved"));
        m_model->setOrderFrozen(false);
        QCOMPARE(fingerprints(), (QStringList{QStringLiteral("cccc"), QStringLiteral("aaaa")}));
    }

    void sortingByHandHoldsWhenKeysChange()
    {
        add("aaaa").address = "10.0.0.9";
        add("bbbb").address = "10.0.0.5";
        show();
        m_model->sort(KeyModel::AddressColumn, Qt::DescendingOrder);
        QCOMPARE(cell(0, KeyModel::FingerprintColumn), QStringLiteral("aaaa"));
        add("cccc").address = "10.0.0.7";
        show();
        QCOMPARE(fingerprints(), (QStringList{QStringLiteral("aaaa"), QStringLiteral("cccc"), QStringLiteral("bbbb")}));
    }

    void agesGrowOnceASecond()
    {
        add("aaaa").firstSeen = now() - 65s;
        show();
        m_model->setNow(now());
        QCOMPARE(cell(0, KeyModel::FirstSeenColumn), QStringLiteral("1 m ago"));
        QCOMPARE(cell(0, KeyModel::LastSeenColumn), QStringLiteral("\u2014"));
        QSignalSpy changed(m_model.get(), &QAbstractItemModel::dataChanged);
        m_model->setNow(now() + 100ms);
        QCOMPARE(changed.count(), 0);
        m_model->setNow(now() + 60s);
        QCOMPARE(changed.count(), 1);
        QCOMPARE(cell(0, KeyModel::FirstSeenColumn), QStringLiteral("2 m ago"));
    }

    void whatAKeySpeaksForIsSaid_data()
    {
        QTest::addColumn<int>("state");
        QTest::addColumn<bool>("isGateway");
        QTest::addColumn<QString>("node");
        QTest::addColumn<bool>("isRetired");
        QTest::addColumn<QString>("text");
        const auto row = [](const char *name, KeyState state, bool isGateway, const char *node, bool isRetired,
                            const char *text) {
            QTest::newRow(name) << static_cast<int>(state) << isGateway << QString::fromUtf8(node) << isRetired
                                << QString::fromUtf8(text);
        };
        row("pending", KeyState::Pending, false, "", false, "\u2014");
        row("not bound yet", KeyState::Approved, false, "", false, "\u2014");
        row("node", KeyState::Approved, false, "edge-1", false, "edge-1");
        row("moved away from a retired one", KeyState::Approved, false, "edge-1", true, "edge-1");
        row("retired", KeyState::Revoked, false, "edge-1", true, "edge-1 (retired)");
        row("gateway", KeyState::Approved, true, "", false, "edge-*, till (2 heard)");
    }
    void whatAKeySpeaksForIsSaid()
    {
        QFETCH(int, state);
        QFETCH(bool, isGateway);
        QFETCH(QString, node);
        QFETCH(bool, isRetired);
        enrolment::KeyRecord &key = add("aaaa", static_cast<KeyState>(state), node.toStdString());
        if (isGateway) {
            key.kind = enrolment::KeyKind::Gateway;
            key.declared = {"edge-*", "till"};
            key.speaksFor = 2;
        }
        if (isRetired) {
            key.retired = {NodeId::fromText("edge-1").value()};
        }
        show();
        QTEST(cell(0, KeyModel::SpeaksForColumn), "text");
        QCOMPARE(m_model->index(0, KeyModel::SpeaksForColumn).data(KeyModel::AbsentRole).toBool(),
                 cell(0, KeyModel::SpeaksForColumn) == QStringLiteral("\u2014"));
    }

private:
    [[nodiscard]] HubTime now() const { return m_clock.utcNow(); }
    enrolment::KeyRecord &add(const std::string &fingerprint, KeyState state = KeyState::Pending,
                              const std::string &node = {})
    {
        return m_keys.emplace_back(test::keyRecord(fingerprint, state, node));
    }
    enrolment::KeyRecord &edit(const std::string &fingerprint)
    {
        return *std::find_if(m_keys.begin(), m_keys.end(),
                             [&](const enrolment::KeyRecord &key) { return key.fingerprint == fingerprint; });
    }
    void show() { m_model->setKeys(std::make_shared<enrolment::KeyList>(enrolment::KeyList{1, m_keys, 0})); }
    [[nodiscard]] QString cell(int row, int column) const { return m_model->index(row, column).data().toString(); }
    [[nodiscard]] QStringList fingerprints() const
    {
        QStringList all;
        for (int row = 0; row < m_model->rowCount(); ++row) {
            all.append(cell(row, KeyModel::FingerprintColumn));
        }
        return all;
    }

    test::ManualClock m_clock;
    std::vector<enrolment::KeyRecord> m_keys;
    std::unique_ptr<KeyModel> m_model;
    std::unique_ptr<QAbstractItemModelTester> m_tester;
};

QTEST_MAIN(TestKeyModel)
#include "tst_key_model.moc"
