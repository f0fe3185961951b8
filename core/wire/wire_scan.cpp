#include "core/wire/wire_scan.h"

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/wire_format_lite.h>

namespace iso::wire::detail
{

namespace
{

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::internal::WireFormatLite;
using google::protobuf::io::CodedInputStream;

/// RFC 3629: no overlong forms, no surrogates, nothing above U+10FFFF.
bool isUtf8(std::string_view text)
{
    const auto byteAt = [&text](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    for (std::size_t i = 0; i < text.size();) {
        const unsigned char lead = byteAt(i);
        const std::size_t length = lead < 0x80   ? 1
                                   : lead < 0xc2 ? 0
                                   : lead < 0xe0 ? 2
                                   : lead < 0xf0 ? 3
                                   : lead < 0xf5 ? 4
                                                 : 0;
        if (length == 0 || i + length > text.size()) {
            return false;
        }
        for (std::size_t k = 1; k < length; ++k) {
            if ((byteAt(i + k) & 0xc0) != 0x80) {
                return false;
            }
        }
        if ((lead == 0xe0 && byteAt(i + 1) < 0xa0) || (lead == 0xed && byteAt(i + 1) > 0x9f) ||
            (lead == 0xf0 && byteAt(i + 1) < 0x90) || (lead == 0xf4 && byteAt(i + 1) > 0x8f)) {
            return false;
        }
        i += length;
    }
    return true;
}

class Walk
{
public:
    explicit Walk(std::size_t mostFields)
        : m_mostFields(mostFields)
    {
    }

    /// False when the walk is over: enough seen, or bytes that are no field. The depth is bounded by the contract's.
    bool message(std::string_view bytes, const Descriptor &type)
    {
        CodedInputStream input(reinterpret_cast<const std::uint8_t *>(bytes.data()), static_cast<int>(bytes.size()));
        while (const std::uint32_t tag = input.ReadTag()) {
            if (++m_scan.fields > m_mostFields) {
                return false;
            }
            if (WireFormatLite::GetTagWireType(tag) != WireFormatLite::WIRETYPE_LENGTH_DELIMITED) {
                if (!WireFormatLite::SkipField(&input, tag)) {
                    return false;
                }
                continue;
            }
            std::uint32_t length = 0;
            const int position = input.CurrentPosition();
            if (!input.ReadVarint32(&length)) {
                return false;
            }
            const int start = input.CurrentPosition();
            if (start < position || !input.Skip(static_cast<int>(length))) {
                return false;
            }
            const auto content = bytes.substr(static_cast<std::size_t>(start), length);
            if (!field(content, type.FindFieldByNumber(WireFormatLite::GetTagFieldNumber(tag)))) {
                return false;
            }
        }
        return true;
    }

    [[nodiscard]] const WireScan &scan() const { return m_scan; }

private:
    bool field(std::string_view content, const FieldDescriptor *field)
    {
        if (field == nullptr) {
            return true;
        }
        if (field->type() == FieldDescriptor::TYPE_MESSAGE) {
            return message(content, *field->message_type());
        }
        if (field->type() == FieldDescriptor::TYPE_STRING && !isUtf8(content)) {
            m_scan.badText = field->name();
            return false;
        }
        return true;
    }

    const std::size_t m_mostFields;
    WireScan m_scan;
};

} // namespace

WireScan scanWire(std::string_view bytes, const Descriptor &type, std::size_t mostFields)
{
    Walk walk(mostFields);
    walk.message(bytes, type);
    return walk.scan();
}

} // namespace iso::wire::detail
