#pragma once

#include <cstdint>
#include <string>

namespace iso::test
{

/// A TCP connection to a port of this machine that does not speak the protocol, or not to its end.
class RawConnection
{
public:
    /// Only one that was moved from is not open.
    explicit RawConnection(std::uint16_t port);
    ~RawConnection();
    RawConnection(RawConnection &&other) noexcept;
    RawConnection(const RawConnection &) = delete;
    RawConnection &operator=(const RawConnection &) = delete;

    /// Waits for room as long as the hub reads. The hub may hang up at any byte; that is no failure.
    void send(const std::string &bytes) const;
    /// Without waiting.
    [[nodiscard]] bool isHungUp() const;

private:
    int m_descriptor;
};

/// The greeting of ZMTP 3.0 for a mechanism: "NULL" or "CURVE".
std::string greetingFor(const std::string &mechanism);
std::string noise(std::size_t count, unsigned seed);

} // namespace iso::test
