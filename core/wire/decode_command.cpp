#include "core/wire/proto_values.h"

namespace iso::wire::detail
{

namespace
{
constexpr std::size_t kMaxArguments = 64;
} // namespace

std::vector<Argument> readArguments(const google::protobuf::RepeatedPtrField<pb::Argument> &in, const char *field,
                                    Checks &checks)
{
    std::vector<Argument> out;
    if (checks.count(field, in.size(), kMaxArguments)) {
        for (int i = 0; i < in.size(); ++i) {
            const Checks::Scope scope(checks, field, static_cast<std::size_t>(i));
            out.push_back({checks.name("name", in[i].name()), checks.text("value", in[i].value())});
        }
    }
    return out;
}

Receipt readReceipt(const pb::Receipt &in, Checks &checks)
{
    Receipt out;
    out.command = checks.uuid<CommandId>("command_id", in.command_id());
    out.state = checks.enumeration("state", in.state(), ReceiptState::Unknown);
    if (in.has_percent()) {
        if (in.percent() > 100) {
            checks.refuse(RefusalReason::BadNumber, "percent", "is above 100");
        }
        out.percent = in.percent();
    }
    out.message = checks.text("message", in.message());
    out.results = readArguments(in.results(), "results", checks);
    return out;
}

CommandBody readCommandBody(const pb::CommandBody &in, Checks &checks)
{
    CommandBody out;
    out.id = checks.uuid<CommandId>("id", in.id());
    out.node = checks.id<NodeId>("node", in.node());
    out.boot = checks.uuidOrNone<BootId>("boot_id", in.boot_id());
    out.name = checks.name("name", in.name());
    out.arguments = readArguments(in.arguments(), "arguments", checks);
    out.issuedAt = checks.time<HubTime>("issued_at_ns", in.issued_at_ns());
    out.expiresAt = checks.time<HubTime>("expires_at_ns", in.expires_at_ns());
    out.issuer = checks.text("issuer", in.issuer());
    out.reason = checks.text("reason", in.reason());
    return out;
}

} // namespace iso::wire::detail
