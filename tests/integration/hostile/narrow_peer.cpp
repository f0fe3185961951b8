// A peer with the project's own socket options and queues of one message, which speaks and never listens. A line of its
// input tells it to begin anew: it reads what waits, which libzmq answers with a signal to a connection that may be
// another by now, and speaks again. Usage: narrow_peer TELEMETRY CONTROL.
#include "core/transport/sockets.h"
#include "core/wire/codec.h"

#include <cstdio>
#include <iostream>

using namespace iso;

namespace
{

const std::string kTopic = "t/r/s/narrow";
const std::string kNoise = "noise";

std::string message(wire::Payload payload, std::uint64_t seq)
{
    wire::Envelope envelope;
    envelope.header.node = NodeId::fromText("narrow").value();
    envelope.header.boot = BootId({1, 2, 3});
    envelope.header.stream = wire::Stream::Control;
    envelope.header.seq = seq;
    envelope.header.time = NodeTime::fromNanoseconds(SystemClock().utcNow().toNanoseconds());
    envelope.payload = std::move(payload);
    return wire::encode(envelope);
}

} // namespace

int main(int argc, char **argv)
{
    if (argc != 3) {
        return 2;
    }
    zmq::context_t context;
    zmq::socket_t telemetry(context, zmq::socket_type::pub);
    zmq::socket_t control(context, zmq::socket_type::dealer);
    for (zmq::socket_t *socket : {&telemetry, &control}) {
        transport::applyCommonOptions(*socket, 1);
        socket->set(zmq::sockopt::reconnect_ivl, 20);
        socket->set(zmq::sockopt::reconnect_ivl_max, 100);
        socket->set(zmq::sockopt::sndtimeo, 50);
    }
    telemetry.connect(argv[1]);
    control.connect(argv[2]);
    std::uint64_t seq = 0;
    std::string line;
    while (std::getline(std::cin, line)) {
        zmq::message_t answer;
        while (control.recv(answer, zmq::recv_flags::dontwait)) {
        }
        // Each is answered with a WELCOME and a comparison of clocks: more than the queue has room for.
        for (int i = 0; i < 20; ++i) {
            (void)control.send(zmq::buffer(message(wire::Hello{"narrow"}, ++seq)), zmq::send_flags::none);
            (void)telemetry.send(zmq::buffer(kTopic), zmq::send_flags::sndmore | zmq::send_flags::dontwait);
            (void)telemetry.send(zmq::buffer(kNoise), zmq::send_flags::dontwait);
        }
        std::puts("spoken");
        std::fflush(stdout);
    }
    return 0;
}
