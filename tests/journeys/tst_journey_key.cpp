#include "tests/journeys/hands.h"
#include "tests/journeys/workplace.h"
#include "ui/dialogs/approve_key_dialog.h"
#include "ui/dialogs/network_dialog.h"
#include "ui/models/key_model.h"
#include "ui/panels/fleet_tree.h"

#include <QCheckBox>
#include <QFile>
#include <QLineEdit>
#include <QTabBar>
#include <QTableView>
#include <QTest>

using namespace iso;
using namespace iso::test;
using namespace Qt::StringLiterals;

/// A real agent knocks with the join line that the console shows, and is let in.
class TestJourneyKey : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        m_place = std::make_unique<Workplace>();
        QVERIFY(m_place->open(u"[network]\ntelemetry = \"tcp://127.0.0.1:*\"\ncontrol = \"tcp://127.0.0.1:*\"\n"_s));
    }
    void cleanup()
    {
        m_place->keepPictureOfFailure();
        m_agent.reset();
        m_place.reset();
    }

    void byMouse();
    void byKeyboard();

private:
    [[nodiscard]] shell::WindowLayout &parts() const { return m_place->window().parts(); }
    [[nodiscard]] dialogs::ApproveKeyDialog *approval() const
    {
        return eyes::dialog<dialogs::ApproveKeyDialog>(m_place->window());
    }
    [[nodiscard]] dialogs::NetworkDialog *network() const
    {
        return eyes::dialog<dialogs::NetworkDialog>(m_place->window());
    }
    /// As somebody types it at the node: what stands in the dialog's line.
    void runTheJoinLine(const QString &line)
    {
        const QString join = line.section(u'\'', 1, 1);
        QVERIFY2(join.startsWith(u"isochrone://"_s), qPrintable(line));
        m_agentFolder = std::make_unique<TempWorkspace>(); // a machine that nobody has met
        const QString config = QString::fromStdString(m_agentFolder->file("node.toml").string());
        QFile file(config);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(u"[node]\nid = \"till-7\"\n[state]\ndirectory = \"%1\"\n"_s
                       .arg(QString::fromStdString(m_agentFolder->file("state").string()))
                       .toUtf8());
        file.close();
        m_agent = std::make_unique<Program>(u"isochrone-node"_s);
        m_agent->start({u"--config"_s, config, u"--join"_s, join});
    }
    [[nodiscard]] QString joinLine() const
    {
        for (const QLineEdit *line : network()->findChildren<QLineEdit *>()) {
            if (line->text().startsWith(u"isochrone-node"_s)) {
                return line->text();
            }
        }
        return {};
    }
    void checkThatItIsIn()
    {
        SEE(approval() == nullptr);
        SEE(m_place->node(u"till-7"_s) != nullptr);
        SEE(m_place->node(u"till-7"_s)->link == telemetry::LinkState::Live);
        SEE(m_place->node(u"till-7"_s)->identity->verified);
        SEE(eyes::row(parts().fleet().tree(), u"till-7"_s).isValid());
    }

    std::unique_ptr<Workplace> m_place;
    std::unique_ptr<TempWorkspace> m_agentFolder;
    std::unique_ptr<Program> m_agent;
};

void TestJourneyKey::byMouse()
{
    hands::click(*eyes::button(parts().emptyState(), u"Accept nodes from the network…"_s));
    SEE(network() != nullptr);
    hands::click(*network()->findChild<QCheckBox *>(), QPoint(10, 10));
    SEE(!joinLine().isEmpty());
    runTheJoinLine(joinLine());
    hands::click(*eyes::button(*network(), u"Close"_s));

    SEE(parts().banner().text() == u"1 key waits for approval"_s);
    SEE(m_place->window().isActiveWindow());
    hands::click(*eyes::button(parts().banner(), u"Review"_s));
    SEE(parts().keys().isVisible());
    SEE(eyes::button(parts().keys(), u"Approve…"_s) != nullptr);
    hands::click(*eyes::button(parts().keys(), u"Approve…"_s));
    SEE(approval() != nullptr);
    hands::type(u"till-7"_s);
    hands::click(*eyes::button(*approval(), u"Approve"_s));
    checkThatItIsIn();
}

void TestJourneyKey::byKeyboard()
{
    // The palette finds what has no key of its own.
    hands::key("ctrl+k");
    hands::type(u"accept nodes"_s);
    hands::key("Return");
    SEE(network() != nullptr);
    hands::key("alt+a");
    SEE(!joinLine().isEmpty());
    runTheJoinLine(joinLine());
    hands::key("Escape");
    SEE(network() == nullptr);

    SEE(parts().keys().pendingCount() == 1);
    SEE(m_place->window().isActiveWindow());
    hands::key("ctrl+6");
    SEE(parts().keys().table()->hasFocus());
    hands::key("Return");
    SEE(approval() != nullptr);
    hands::type(u"till-7"_s);
    hands::key("Return");
    checkThatItIsIn();
}

int main(int argc, char **argv)
{
    return runOnDisplay<TestJourneyKey>(argc, argv);
}

#include "tst_journey_key.moc"
