#include "ui/panels/probe_figures.h"

#include "ui/bridge/value_text.h"

#include <QCoreApplication>
#include <array>
#include <charconv>
#include <cmath>

namespace iso::panels
{

using bridge::toQString;

namespace
{

struct Texts {
    Q_DECLARE_TR_FUNCTIONS(iso::panels::ProbeFigures)
};

using Latency = ProbeFigures::Latency;

struct Known {
    std::string_view name;
    const char *title;
};
constexpr std::array<Known, 4> kKnown = {{
    {commands::kConnectLatency, QT_TRANSLATE_NOOP("iso::panels::ProbeFigures", "Connect")},
    {commands::kTtftLatency, QT_TRANSLATE_NOOP("iso::panels::ProbeFigures", "TTFT")},
    {commands::kItlLatency, QT_TRANSLATE_NOOP("iso::panels::ProbeFigures", "ITL")},
    {commands::kE2eLatency, QT_TRANSLATE_NOOP("iso::panels::ProbeFigures", "E2E")},
}};

struct Figure {
    std::string_view name;
    std::optional<double> Latency::*member;
};
constexpr std::array<Figure, 5> kFigures = {{{"p50_ms", &Latency::p50_ms},
                                             {"p95_ms", &Latency::p95_ms},
                                             {"p99_ms", &Latency::p99_ms},
                                             {"min_ms", &Latency::min_ms},
                                             {"max_ms", &Latency::max_ms}}};

template<typename Number>
std::optional<Number> numberOf(std::string_view text)
{
    Number number{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc() && end == text.data() + text.size() ? std::optional(number) : std::nullopt;
}

/// Takes "p95_ms" or "histogram_ms" into the latency; false when it is neither, or cannot be read.
bool take(Latency &latency, std::string_view figure, std::string_view value)
{
    if (figure == "histogram_ms") {
        auto bars = commands::readProbeHistogram(value);
        if (bars) {
            latency.bars = std::move(*bars);
        }
        return bars.has_value();
    }
    for (const Figure &known : kFigures) {
        const auto number = known.name == figure ? numberOf<double>(value) : std::nullopt;
        if (number && std::isfinite(*number) && *number >= 0) {
            latency.*known.member = number;
            return true;
        }
    }
    return false;
}

} // namespace

std::optional<ProbeFigures> ProbeFigures::of(const commands::CommandRecord &record)
{
    ProbeFigures figures;
    std::optional<std::uint64_t> ok;
    std::optional<std::uint64_t> failed;
    std::array<std::optional<Latency>, kKnown.size()> latencies;
    for (const wire::Argument &result : record.results) {
        const std::string_view name = result.name;
        if (name == "ok" || name == "failed") {
            (name == "ok" ? ok : failed) = numberOf<std::uint64_t>(result.value);
            continue;
        }
        if (name == "error") {
            figures.error = toQString(result.value);
            continue;
        }
        bool isTaken = false;
        for (std::size_t i = 0; i < kKnown.size() && !isTaken; ++i) {
            const std::string_view latency = kKnown[i].name;
            if (name.size() > latency.size() && name.starts_with(latency) && name[latency.size()] == '_') {
                Latency taken = latencies[i].value_or(Latency());
                isTaken = take(taken, name.substr(latency.size() + 1), result.value);
                latencies[i] = isTaken ? std::optional(std::move(taken)) : std::move(latencies[i]);
            }
        }
        if (!isTaken) {
            figures.others.push_back(result);
        }
    }
    if (record.name != "probe" || !ok || !failed) {
        return std::nullopt;
    }
    figures.ok = *ok;
    figures.failed = *failed;
    for (std::size_t i = 0; i < kKnown.size(); ++i) {
        if (latencies[i]) {
            latencies[i]->title = Texts::tr(kKnown[i].title);
            figures.latencies.push_back(std::move(*latencies[i]));
        }
    }
    return figures;
}

QString ProbeFigures::summary() const
{
    QString text = Texts::tr("%1 of %2 requests went well").arg(bridge::grouped(ok), bridge::grouped(ok + failed));
    if (failed > 0) {
        text += QStringLiteral(" · ") + Texts::tr("%1 failed").arg(bridge::grouped(failed));
        text += error.isEmpty() ? QString() : QStringLiteral(": ") + error;
    }
    return text;
}

} // namespace iso::panels
