// Whatever the bytes, the codec neither crashes nor throws, and what it accepts is well-formed: it survives both forms
// of the contract unchanged, and its histograms answer with intervals.
#include "core/wire/codec.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>

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

void checkLatencies(const telemetry::LatencySet &latencies)
{
    telemetry::LatencyHistogram together;
    for (const auto &latency : latencies) {
        if (!latency) {
            continue;
        }
        for (const double q : {0.0, 0.5, 0.99, 1.0}) {
            const auto found = latency->quantile(q);
            require(found.has_value() != latency->isEmpty(), "a quantile exactly when there are observations");
            require(!found || (found->lower <= found->estimate && found->estimate <= found->upper),
                    "lower <= estimate <= upper");
        }
        const auto share = latency->shareWithin(0.5);
        require(!share || (0 <= share->lower && share->lower <= share->upper && share->upper <= 1),
                "a share is a share");
        together.merge(*latency);
    }
    for (const auto &latency : latencies) {
        if (latency) {
            together.subtract(*latency);
        }
    }
    require(together.isEmpty(), "subtracting all that was merged leaves nothing");
}

void checkAccepted(wire::Decoder &decoder, const wire::Envelope &envelope)
{
    const auto fromBinary = decoder.decode(wire::encode(envelope));
    require(fromBinary && *fromBinary == envelope, "the binary form keeps the message");
    const auto fromJson = decoder.decode(wire::encodeJson(envelope));
    require(fromJson && *fromJson == envelope, "the JSON form keeps the message");
    if (const auto *sample = std::get_if<telemetry::Sample>(&envelope.payload)) {
        checkLatencies(sample->latencies);
        for (const telemetry::ModelSample &model : sample->models) {
            checkLatencies(model.latencies);
        }
    }
    if (const auto *command = std::get_if<wire::Command>(&envelope.payload)) {
        if (const auto body = wire::decodeCommandBody(command->body)) {
            const auto again = wire::decodeCommandBody(wire::encodeCommandBody(*body));
            require(again && *again == *body, "the command survives");
        }
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size);

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    static wire::Decoder decoder; // one for all inputs, as in the hub: nothing of a message may reach the next
    const std::string_view bytes(reinterpret_cast<const char *>(data), size);
    if (const auto envelope = decoder.decode(bytes)) {
        checkAccepted(decoder, *envelope);
    }
    // The topic is as hostile as the message: it is what stands before the first line break.
    const std::size_t lineBreak = std::min(bytes.find('\n'), bytes.size());
    static_cast<void>(decoder.decodeTelemetry(bytes.substr(0, lineBreak), bytes.substr(lineBreak)));
    if (const auto birth = wire::decodeBirth(bytes)) {
        const auto again = wire::decodeBirth(wire::encodeBirth(*birth));
        require(again && *again == *birth, "a birth alone survives");
    }
    return 0;
}
