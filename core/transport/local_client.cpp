#include "core/transport/local_client.h"

#include "core/transport/sockets.h"

#include <fmt/format.h>

namespace iso::transport
{
namespace
{

class ZmqLocalClient final : public LocalClient
{
public:
    ZmqLocalClient(Context &context, const std::string &socketPath)
        : m_socket(context.impl().zmq, zmq::socket_type::dealer)
    {
        applyCommonOptions(m_socket, 10'000);
        // Answers come from our own user's program and may be large; the hub bounds them.
        m_socket.set(zmq::sockopt::maxmsgsize, std::int64_t{1} << 30);
        m_socket.connect("ipc://" + socketPath);
    }

    Status send(std::string_view request) override
    {
        try {
            if (m_socket.send(zmq::buffer(request), zmq::send_flags::dontwait)) {
                return {};
            }
            return failure(ErrorCode::Busy, "the program that owns the workspace does not take requests");
        } catch (const zmq::error_t &error) {
            return failure(ErrorCode::Io, error.what());
        }
    }

    Result<std::string> receive(Duration timeout) override
    {
        zmq::pollitem_t item{m_socket.handle(), 0, ZMQ_POLLIN, 0};
        try {
            if (zmq::poll(&item, 1, std::chrono::ceil<std::chrono::milliseconds>(timeout)) == 0) {
                return failure(
                    ErrorCode::Busy,
                    fmt::format("no answer within {} from the program that owns the workspace", toShortText(timeout)));
            }
            zmq::message_t reply;
            receiveFrame(m_socket, reply);
            return std::string(viewOf(reply));
        } catch (const zmq::error_t &error) {
            return failure(error.num() == EINTR ? ErrorCode::Cancelled : ErrorCode::Io, error.what());
        }
    }

private:
    zmq::socket_t m_socket;
};

} // namespace

Result<std::unique_ptr<LocalClient>> LocalClient::connect(Context &context, const std::string &socketPath)
{
    try {
        return std::make_unique<ZmqLocalClient>(context, socketPath);
    } catch (const zmq::error_t &error) {
        return failure(ErrorCode::Io, fmt::format("cannot connect to {}: {}", socketPath, error.what()));
    }
}

} // namespace iso::transport
