#pragma once

#include "core/base/check.h"
#include "core/base/ids.h"
#include "core/base/time.h"
#include "core/wire/codec.h"

#include <array>
#include <cmath>
#include <string>
#include <string_view>

namespace iso::wire::detail
{

/// 2^62, in the year 2116 as a time in nanoseconds. Times and numbers up to here can be added, subtracted and stored as
/// signed 64-bit integers without overflow.
inline constexpr std::int64_t kLargest = std::int64_t{1} << 62;

/// Checks the fields of one message and keeps the first refusal with the path of its field. Decoding goes on after a
/// refusal, which keeps its code straight; the result is thrown away in the end.
class Checks
{
public:
    /// While it lives, field names are relative to `field` or to `field[index]`.
    class Scope
    {
    public:
        Scope(Checks &checks, const char *field, std::size_t index = kNoIndex)
            : m_checks(checks)
        {
            ISO_CHECK(m_checks.m_depth < kMaxDepth);
            m_checks.m_path[m_checks.m_depth++] = {field, index};
        }
        ~Scope() { --m_checks.m_depth; }
        Scope(const Scope &) = delete;
        Scope &operator=(const Scope &) = delete;

    private:
        Checks &m_checks;
    };

    [[nodiscard]] bool failed() const { return m_failed; }
    [[nodiscard]] const Refusal &refusal() const { return m_refusal; }
    void refuse(RefusalReason reason, std::string_view field, std::string_view rule);

    /// Text for people, possibly empty. Returned as it is.
    const std::string &text(std::string_view field, const std::string &value);
    /// Text that must not be empty.
    const std::string &label(std::string_view field, const std::string &value);
    /// A name of plain characters, see isPlainName().
    const std::string &name(std::string_view field, const std::string &value);
    double number(std::string_view field, double value, double minimum, double maximum)
    {
        return value >= minimum && value <= maximum ? value : unusualNumber(field, value, minimum, maximum);
    }
    /// False, and refused, when there are more than `most`.
    bool count(std::string_view field, int size, std::size_t most);
    Duration milliseconds(std::string_view field, std::uint32_t value_ms);
    /// The number of a message, or 0.
    std::uint64_t sequence(std::string_view field, std::uint64_t value);
    /// Numbers of the first and the last message of a range.
    void range(std::uint64_t from, std::uint64_t to);

    /// Nanoseconds since 1970; 0 is "none".
    template<typename Time>
    Time time(std::string_view field, std::int64_t value_ns)
    {
        if (value_ns < 0 || value_ns > kLargest) {
            refuse(RefusalReason::BadNumber, field, "is before 1970 or after 2116");
        }
        return Time::fromNanoseconds(value_ns);
    }

    /// Enumerators in the contract are ours plus 1; 0 is "not stated".
    template<typename Enum>
    Enum enumeration(std::string_view field, int value, Enum last)
    {
        if (value < 1 || value > static_cast<int>(last) + 1) {
            refuse(RefusalReason::BadEnumeration, field, value == 0 ? "is missing or not known" : "is not known");
            return Enum{};
        }
        return static_cast<Enum>(value - 1);
    }

    template<typename Id>
    Id id(std::string_view field, const std::string &value)
    {
        if (auto parsed = Id::fromText(value)) {
            return *std::move(parsed);
        }
        refuse(RefusalReason::BadIdentity, field, "is not a name of 1 to 48 letters, digits, '.', '_' or '-'");
        return Id();
    }

    template<typename Id>
    Id uuid(std::string_view field, const std::string &bytes)
    {
        const auto parsed = uuidFromBytes<Id>(bytes);
        if (!parsed || parsed->isNull()) {
            refuse(RefusalReason::BadIdentity, field, "is not 16 bytes, or all are zero");
            return Id();
        }
        return *parsed;
    }
    template<typename Id>
    Id uuidOrNone(std::string_view field, const std::string &bytes)
    {
        return bytes.empty() ? Id() : uuid<Id>(field, bytes);
    }

private:
    double unusualNumber(std::string_view field, double value, double minimum, double maximum);

    static constexpr std::size_t kNoIndex = SIZE_MAX;
    static constexpr std::size_t kMaxDepth = 8; // the contract nests less deep
    struct Step {
        const char *field;
        std::size_t index;
    };

    bool m_failed = false;
    Refusal m_refusal;
    std::array<Step, kMaxDepth> m_path{};
    std::size_t m_depth = 0;
};

} // namespace iso::wire::detail
