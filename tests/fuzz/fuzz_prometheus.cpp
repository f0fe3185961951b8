// Whatever an engine answers: the parser neither crashes nor throws, what it accepts means the same when it is written
// out and read again, and what the agent makes of it keeps to the contract, also as a difference to the body before.
#include "core/agent/engine_meter.h"
#include "core/agent/text_scan.h"
#include "core/wire/codec.h"

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <fmt/format.h>

using namespace iso;

namespace
{

/// Ends the run with a message, in every build.
void require(bool condition, const char *what)
{
    if (!condition) {
        std::fprintf(stderr, "broken: %s\n", what);
        std::abort();
    }
}

std::string written(const agent::PrometheusText &text)
{
    std::string body;
    for (const agent::SeriesValue &series : text.series()) {
        body += series.name;
        char separator = '{';
        for (const agent::Label &label : series.labels) {
            body += separator;
            body += fmt::format("{}=\"", label.name);
            for (const char c : label.value) {
                body += c == '\\' ? "\\\\" : c == '"' ? "\\\"" : c == '\n' ? "\\n" : std::string(1, c);
            }
            body += '"';
            separator = ',';
        }
        body += fmt::format("{}{}", series.labels.empty() ? " " : "} ", series.value);
        body += series.timestamp_ms ? fmt::format(" {}\n", *series.timestamp_ms) : "\n";
    }
    return body;
}

void requireSame(const agent::PrometheusText &a, const agent::PrometheusText &b)
{
    require(a.series().size() == b.series().size(), "as many series");
    for (std::size_t i = 0; i < a.series().size(); ++i) {
        const agent::SeriesValue &x = a.series()[i];
        const agent::SeriesValue &y = b.series()[i];
        require(x.name == y.name && x.timestamp_ms == y.timestamp_ms, "the same names and times");
        require(x.value == y.value || (std::isnan(x.value) && std::isnan(y.value)), "the same values");
        require(std::equal(x.labels.begin(), x.labels.end(), y.labels.begin(), y.labels.end()), "the same labels");
    }
}

/// A hub refuses a whole sample for one bad field, so nothing an engine says may make one.
void requireAcceptable(const agent::EngineReading &reading)
{
    wire::Envelope envelope;
    envelope.header.node = *NodeId::fromText("node");
    envelope.header.boot = *uuidFromBytes<BootId>("0123456789abcdef");
    envelope.header.seq = 1;
    envelope.header.time = NodeTime::fromNanoseconds(1'700'000'000'000'000'000);
    telemetry::Sample sample;
    sample.interval = std::chrono::seconds(1);
    sample.models = reading.models;
    envelope.payload = std::move(sample);
    wire::Decoder decoder;
    const auto decoded = decoder.decode(wire::encode(envelope));
    if (!decoded) {
        std::fprintf(stderr, "%s\n", decoded.error().detail.c_str());
    }
    require(decoded.has_value(), "a hub takes the sample");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size);

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    static const agent::EngineMapping mapping = *agent::EngineMapping::builtIn("vllm");
    static agent::PrometheusText text; // one for all inputs, as in the agent: nothing of a body may reach the next
    static agent::PrometheusText again;
    static agent::TotalsReader reader(mapping);
    static agent::EngineMeter meter(mapping);
    const std::string_view bytes(reinterpret_cast<const char *>(data), size);
    if (!text.parse(bytes)) {
        require(text.series().empty(), "nothing is left after a failure");
        return 0;
    }
    require(again.parse(written(text)).has_value(), "what was accepted can be written");
    requireSame(text, again);
    for (const std::optional<agent::EngineVersion> version :
         {std::optional<agent::EngineVersion>(), agent::EngineVersion::fromText("0.8.0"),
          agent::EngineVersion::fromText("0.11.0"), agent::EngineVersion::fromText("9.9.9")}) {
        const agent::EngineTotals totals = reader.read(text, version);
        for (const agent::ModelTotals &model : totals.models) {
            require(!model.model.empty() && agent::isPlainText(model.model), "models have plain names");
        }
        requireAcceptable(meter.advance(totals));
    }
    return 0;
}
