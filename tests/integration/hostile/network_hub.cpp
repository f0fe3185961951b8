#include "tests/integration/hostile/network_hub.h"

#include "core/enrolment/key_record.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QTest>
#include <algorithm>

namespace iso::test
{
using namespace Qt::StringLiterals;

bool NetworkHub::start(InChild inChild)
{
    std::filesystem::create_directory(folder.file("hub"));
    QFile configuration(QString::fromStdString(folder.file("hub/isochrone.toml").string()));
    if (!configuration.open(QIODevice::WriteOnly)) {
        return false;
    }
    configuration.write("[network]\ntelemetry = \"tcp://127.0.0.1:*\"\ncontrol = \"tcp://127.0.0.1:*\"\n");
    configuration.close();
    collector = std::make_unique<Collector>(folder.file("hub"), std::move(inChild));
    QJsonObject network;
    const auto isProven = [&] {
        network = ctl.run({u"network"_s}).json().object();
        return network[u"proven"_s].toBool();
    };
    if (!collector->start({u"--accept-from-network"_s}) || !QTest::qWaitFor(isProven, 60'000)) {
        return false;
    }
    joinText = network[u"join_lines"_s].toArray().first().toString();
    const auto line = enrolment::joinLineFromText(joinText.toStdString());
    if (line) {
        join = *line;
    }
    return line.has_value();
}

bool NetworkHub::approve(const PublicKey &about, const QStringList &more) const
{
    const QString fingerprint = QString::fromStdString(enrolment::fingerprintOf(about));
    return QTest::qWaitFor([&] { return !key(about).isEmpty(); }, 60'000) &&
           ctl.run(QStringList{u"keys"_s, u"approve"_s, fingerprint} + more).exitCode == 0;
}

Outcome NetworkHub::decide(const char *action, const PublicKey &about) const
{
    return ctl.run({u"keys"_s, QString::fromLatin1(action), QString::fromStdString(enrolment::fingerprintOf(about))});
}

QJsonObject NetworkHub::key(const PublicKey &about) const
{
    const QString text = QString::fromStdString(about.text());
    for (const QJsonValue &known : ctl.run({u"keys"_s}).json()[u"keys"_s].toArray()) {
        if (known[u"key"_s].toString() == text) {
            return known.toObject();
        }
    }
    return {};
}

qint64 NetworkHub::refused(const QString &reason) const
{
    return status()[u"hub"_s][u"refused"_s][reason].toInteger(-1);
}

std::map<QString, StoredNumbers> NetworkHub::stored() const
{
    std::map<QString, StoredNumbers> history;
    const Outcome query = ctl.run({u"query"_s, u"--all-nodes"_s, u"--numbers"_s, u"--from"_s, u"1h"_s});
    if (query.exitCode != 0) {
        qWarning("%s", query.text().constData());
    }
    for (const QJsonValue &node : query.json()[u"nodes"_s].toArray()) {
        StoredNumbers &numbers = history[node[u"node"_s].toString()];
        for (const QJsonValue &sample : node[u"samples"_s].toArray()) {
            ++numbers.counts[{sample[u"boot"_s].toString(), sample[u"seq"_s].toInteger()}];
            if (!sample[u"historical"_s].toBool()) {
                numbers.delays_ms.push_back(
                    static_cast<double>(sample[u"received_ns"_s].toInteger() - sample[u"time_ns"_s].toInteger()) / 1e6);
            }
        }
        for (const QJsonValue &gap : node[u"gaps"_s].toArray()) {
            for (qint64 seq = gap[u"from_seq"_s].toInteger(); seq <= gap[u"to_seq"_s].toInteger(); ++seq) {
                numbers.gaps[gap[u"boot"_s].toString()].insert(seq);
            }
        }
    }
    return history;
}

double NetworkHub::resident_MiB() const
{
    QFile file(u"/proc/%1/status"_s.arg(collector->processId()));
    if (!file.open(QIODevice::ReadOnly)) {
        return 0;
    }
    const QByteArray text = file.readAll();
    const qsizetype at = text.indexOf("VmRSS:") + 6;
    return text.mid(at, text.indexOf(" kB", at) - at).trimmed().toDouble() / 1024;
}

qsizetype NetworkHub::openDescriptors() const
{
    const QDir descriptors(u"/proc/%1/fd"_s.arg(collector->processId()));
    return descriptors.entryList(QDir::AllEntries | QDir::System | QDir::NoDotAndDotDot).size();
}

bool GoodNodes::start(const NetworkHub &hub)
{
    const std::filesystem::path keyFile = hub.folder.file("gateway.key");
    const auto keys = transport::loadOrCreateKeyFile(keyFile);
    if (!keys) {
        return false;
    }
    m_program = std::make_unique<Program>(u"isochrone-sim"_s);
    m_program->start({u"--nodes"_s, QString::number(kNodes), u"--no-faults"_s, u"--quiet"_s, u"--join"_s, hub.joinText,
                      u"--key-file"_s, QString::fromStdString(keyFile.string())});
    return hub.approve(keys->publicKey, {u"--gateway"_s, u"edge-*"_s}) &&
           QTest::qWaitFor([&] { return hub.ctl.serving() >= kNodes; }, 60'000);
}

void GoodNodes::stop()
{
    if (m_program->terminate().exitCode != 0) {
        qWarning("the simulator did not end by itself");
    }
}

QString GoodNodes::whatIsLost(const NetworkHub &hub) const
{
    std::map<QString, StoredNumbers> history = hub.stored();
    int seen = 0;
    for (const QJsonValue &node : hub.ctl.run({u"nodes"_s}).json()[u"nodes"_s].toArray()) {
        const QString name = node[u"node"_s].toString();
        if (!name.startsWith(u"edge-"_s)) {
            continue;
        }
        ++seen;
        const StoredNumbers &numbers = history[name];
        const QString boot = node[u"boot"_s].toString();
        const qint64 last = node[u"last_seq"_s].toInteger();
        if (last == 0 || node[u"missing"_s].toInteger() != 0 || node[u"lost_for_ever"_s].toInteger() != 0) {
            return u"%1: %2 missing, %3 lost"_s.arg(name)
                .arg(node[u"missing"_s].toInteger())
                .arg(node[u"lost_for_ever"_s].toInteger());
        }
        if (!numbers.gaps.empty() || static_cast<qint64>(numbers.counts.size()) != last) {
            return u"%1: %2 of %3 numbers, %4 boots with gaps"_s.arg(name)
                .arg(numbers.counts.size())
                .arg(last)
                .arg(numbers.gaps.size());
        }
        for (const auto &[number, count] : numbers.counts) {
            if (number.first != boot || number.second > last || count != 1) {
                return u"%1: number %2 of boot %3 is there %4 times"_s.arg(name)
                    .arg(number.second)
                    .arg(number.first)
                    .arg(count);
            }
        }
    }
    return seen == kNodes ? QString() : u"only %1 nodes are there"_s.arg(seen);
}

QString delaysText(std::vector<double> delays_ms)
{
    if (delays_ms.empty()) {
        return u"none"_s;
    }
    std::sort(delays_ms.begin(), delays_ms.end());
    const auto at = [&](double q) {
        return delays_ms[static_cast<std::size_t>(q * static_cast<double>(delays_ms.size() - 1))];
    };
    return u"p50 %1 ms, p99 %2 ms of %3"_s.arg(at(0.5), 0, 'f', 1).arg(at(0.99), 0, 'f', 1).arg(delays_ms.size());
}

} // namespace iso::test
