#include "tests/integration/network/two_machines.h"

#include <QJsonArray>
#include <QTest>

namespace iso::test
{
using namespace Qt::StringLiterals;

bool TwoMachines::start()
{
    if (!hub.start({u"--accept-from-network"_s})) {
        return false;
    }
    return QTest::qWaitFor([&] { return ctl.run({u"network"_s}).json()[u"proven"].toBool(); }, 60'000);
}

QString TwoMachines::joinLine() const
{
    const QJsonArray lines = ctl.run({u"network"_s}).json()[u"join_lines"].toArray();
    return lines.size() == 1 ? lines[0].toString() : QString();
}

QString TwoMachines::waitingFingerprint() const
{
    QStringList found;
    for (const QJsonValue &key : ctl.run({u"keys"_s}).json()[u"keys"].toArray()) {
        if (key[u"state"].toString() == u"pending"_s) {
            found.append(key[u"fingerprint"].toString());
        }
    }
    return found.size() == 1 ? found.first() : QString();
}

QJsonArray TwoMachines::nodes() const
{
    return ctl.run({u"nodes"_s}).json()[u"nodes"].toArray();
}

} // namespace iso::test
