#include "core/node/file_intent_store.h"

#include <algorithm>
#include <fmt/format.h>

namespace iso::node
{

namespace
{

constexpr std::int64_t kNsPerMs = 1'000'000;
/// More than 10,000 of the largest receipts and their waste; a file beyond that is not ours.
constexpr std::uint64_t kMaxFile_bytes = std::uint64_t{2} * 1024 * 1024 * 1024;
constexpr int kMostSetAside = 100;

/// The moment in a version 7 id (RFC 9562, section 5.7), in milliseconds since 1970; nothing for other ids.
std::optional<std::int64_t> timeOf(const CommandId &id)
{
    const auto &bytes = id.bytes();
    if (bytes[6] >> 4 != 7) {
        return std::nullopt;
    }
    std::int64_t time_ms = 0;
    for (std::size_t i = 0; i < 6; ++i) {
        time_ms = (time_ms << 8) | bytes[i];
    }
    return time_ms;
}

/// True for what a power failure leaves of the one record that was being written: a part of it, or a file that has
/// grown by zeros. One of full length that does not check is damage, for it may have been whole once.
bool isTornRecord(std::string_view tail)
{
    if (tail.size() < kRecordFrame_bytes || tail.find_first_not_of('\0') == std::string_view::npos) {
        return tail.size() <= kMaxRecord_bytes;
    }
    const std::size_t length = recordLength(tail);
    return length > kRecordFrame_bytes && length <= kMaxRecord_bytes && tail.size() < length;
}

/// A name beside `path` that is free; the last one gives way once there are very many.
std::filesystem::path nameAside(const std::filesystem::path &path)
{
    std::filesystem::path name;
    std::error_code error;
    for (int i = 1; i <= kMostSetAside; ++i) {
        name = path;
        name += fmt::format(".damaged-{}", i);
        if (!std::filesystem::exists(name, error)) {
            return name;
        }
    }
    std::filesystem::remove(name, error);
    return name;
}

} // namespace

/// What a file's bytes hold.
struct FileIntentStore::Scan {
    struct Found {
        IntentRecord record;
        Place place;
    };
    std::vector<Found> found;
    std::uint64_t goodUntil = 0; ///< from the beginning without damage
    bool isBeyondDamage = false; ///< there is something whole behind damage
};

FileIntentStore::FileIntentStore(std::filesystem::path path, DirectoryLock lock, DurableFile file, Logger &logger,
                                 Limits limits)
    : m_path(std::move(path))
    , m_lock(std::move(lock))
    , m_file(std::move(file))
    , m_logger(logger)
    , m_limits(limits)
{
}

Result<std::unique_ptr<FileIntentStore>> FileIntentStore::open(const std::filesystem::path &file, HubTime now,
                                                               Logger &logger, Limits limits)
{
    auto lock = DirectoryLock::take(file.parent_path());
    if (!lock) {
        return failure(lock.error());
    }
    auto opened = DurableFile::open(file);
    if (!opened) {
        return failure(opened.error());
    }
    auto store = std::unique_ptr<FileIntentStore>(
        new FileIntentStore(file, std::move(*lock), std::move(*opened), logger, limits));
    if (const Status loaded = store->load(now); !loaded) {
        return failure(loaded.error().withContext(file.string()));
    }
    return store;
}

Status FileIntentStore::load(HubTime now)
{
    if (m_file.size() > kMaxFile_bytes) {
        return failure(ErrorCode::Corrupt, "far larger than this program makes it; move it away");
    }
    const auto bytes = m_file.read(0, m_file.size());
    if (!bytes) {
        return failure(bytes.error());
    }
    // A head that is not whole: the power failed when the file was made, before there was any command.
    if (kIntentFileHead.starts_with(*bytes) && bytes->size() < kIntentFileHead.size()) {
        return rewrite({});
    }
    const std::string_view head = std::string_view(*bytes).substr(0, kIntentFileHead.size());
    const std::string_view name = kIntentFileHead.substr(0, kIntentFileHead.size() - 1);
    if (head.starts_with(name) && head.back() > kIntentFileHead.back()) {
        return failure(ErrorCode::Unsupported, "written by a newer version; it is left as it is");
    }
    const Scan scanned = head == kIntentFileHead ? scan(*bytes) : Scan();
    const std::string_view rest = std::string_view(*bytes).substr(scanned.goodUntil);
    if (head != kIntentFileHead || scanned.isBeyondDamage || !isTornRecord(rest)) {
        return setAside(*bytes, now);
    }
    for (const Scan::Found &found : scanned.found) {
        if (const auto *intent = std::get_if<commands::Intent>(&found.record)) {
            note(intent->id, found.place);
        } else {
            m_damage = std::get<DamageMark>(found.record);
        }
    }
    return rest.empty() ? Status() : cutTail(rest);
}

FileIntentStore::Scan FileIntentStore::scan(std::string_view bytes)
{
    Scan scan;
    bool isDamaged = false;
    std::uint64_t at = std::min(kIntentFileHead.size(), bytes.size());
    scan.goodUntil = at;
    while (at < bytes.size()) {
        const std::string_view rest = bytes.substr(at);
        auto record = decodeRecord(rest);
        if (!record) {
            isDamaged = true;
            ++at; // a wrong length tells nothing, so the next record may begin anywhere
            continue;
        }
        const std::size_t length = recordLength(rest);
        scan.found.push_back({std::move(*record), {at, length}});
        scan.isBeyondDamage = scan.isBeyondDamage || isDamaged;
        at += length;
        scan.goodUntil = isDamaged ? scan.goodUntil : at;
    }
    return scan;
}

Status FileIntentStore::cutTail(std::string_view tail)
{
    m_logger.warning("node", "{}: the last {} bytes were not completely written and are cut off", m_path.string(),
                     tail.size());
    if (const Status cut = m_file.truncate(m_file.size() - tail.size()); !cut) {
        return cut;
    }
    const auto id = idInBrokenRecord(tail);
    if (!id) {
        return {};
    }
    // The record of a result may be the one that broke: then the intent before it already says "interrupted".
    return m_places.count(*id) > 0 ? Status()
                                   : write(unknown(*id, "the node lost power while it wrote this command down; it "
                                                        "will not run it"));
}

Status FileIntentStore::setAside(std::string_view bytes, HubTime now)
{
    std::vector<std::string> records;
    std::int64_t upTo_ms = now.toNanoseconds() / kNsPerMs;
    for (const Scan::Found &found : scan(bytes).found) {
        if (const auto *damage = std::get_if<DamageMark>(&found.record)) {
            upTo_ms = std::max(upTo_ms, damage->upTo_ms);
            continue;
        }
        // This node's clock may be far behind; what it has seen was made before now.
        upTo_ms = std::max(upTo_ms, timeOf(std::get<commands::Intent>(found.record).id).value_or(0));
        records.push_back(encodeRecord(found.record));
    }
    upTo_ms += std::chrono::duration_cast<std::chrono::milliseconds>(kHubClockAhead).count();
    records.insert(records.begin(), encodeRecord(DamageMark{upTo_ms}));

    // A second name first: whenever the power fails, the old file or the new one is there.
    const std::filesystem::path aside = nameAside(m_path);
    std::error_code error;
    std::filesystem::create_hard_link(m_path, aside, error);
    if (error && !std::filesystem::copy_file(m_path, aside, error)) {
        return failure(ErrorCode::Io, "is damaged, and cannot be set aside: " + error.message());
    }
    if (const Status rewritten = rewrite(records); !rewritten) {
        return rewritten;
    }
    m_logger.error("node",
                   "{} was damaged. It is kept as {}, and {} of its records go on. Commands made before {} that are "
                   "not among them are answered \"unknown\" and do not run",
                   m_path.string(), aside.filename().string(), records.size() - 1, toRfc3339(upTo_ms * kNsPerMs));
    return {};
}

Status FileIntentStore::rewrite(const std::vector<std::string> &records)
{
    std::string content(kIntentFileHead);
    for (const std::string &record : records) {
        content += record;
    }
    auto file = DurableFile::replace(m_path, content);
    if (!file) {
        return failure(file.error());
    }
    m_file = std::move(*file);
    m_places.clear();
    m_order.clear();
    m_waste = 0;
    std::uint64_t offset = kIntentFileHead.size();
    for (const std::string &record : records) {
        const auto decoded = decodeRecord(record);
        if (const auto *intent = std::get_if<commands::Intent>(&*decoded)) {
            note(intent->id, {offset, record.size()});
        } else {
            m_damage = std::get<DamageMark>(*decoded);
        }
        offset += record.size();
    }
    return {};
}

void FileIntentStore::note(const CommandId &id, Place place)
{
    const auto [entry, isNew] = m_places.insert_or_assign(id, place);
    if (!isNew) {
        ++m_waste;
        return;
    }
    m_order.push_back(id);
    if (m_order.size() > m_limits.ids) {
        m_places.erase(m_order.front());
        m_order.pop_front();
        ++m_waste;
    }
}

Status FileIntentStore::write(const commands::Intent &intent)
{
    const std::string record = encodeRecord(intent);
    const std::uint64_t offset = m_file.size();
    if (const Status appended = m_file.append(record); !appended) {
        return failure(appended.error().withContext(m_path.string()));
    }
    note(intent.id, {offset, record.size()});
    if (m_waste >= m_limits.waste) {
        compact();
    }
    return {};
}

void FileIntentStore::compact()
{
    std::vector<std::string> records;
    if (m_damage) {
        records.push_back(encodeRecord(*m_damage));
    }
    Status status;
    for (const CommandId &id : m_order) {
        const Place &place = m_places.at(id);
        auto bytes = m_file.read(place.offset, place.length);
        if (!bytes || !decodeRecord(*bytes)) {
            status = failure(ErrorCode::Corrupt, "a record cannot be read");
            break;
        }
        records.push_back(std::move(*bytes));
    }
    if (status) {
        status = rewrite(records);
    }
    if (!status) {
        // The file stays as it is, only larger.
        m_waste = 0;
        m_logger.limited(LogLevel::Warning, "node", "compact",
                         fmt::format("cannot shorten {}: {}", m_path.string(), status.error().message));
    }
}

std::optional<commands::Intent> FileIntentStore::find(const CommandId &id) const
{
    const auto known = m_places.find(id);
    if (known == m_places.end()) {
        return mayHaveRun(id) ? std::optional(unknown(id, "what this node remembers of commands was damaged; it may "
                                                          "have acted on this one, and will not run it"))
                              : std::nullopt;
    }
    const auto bytes = m_file.read(known->second.offset, known->second.length);
    const auto record = bytes ? decodeRecord(*bytes) : std::nullopt;
    const auto *intent = record ? std::get_if<commands::Intent>(&*record) : nullptr;
    return intent != nullptr && intent->id == id
               ? *intent
               : unknown(id, "what this node wrote down of this command cannot be read; it will not run it again");
}

bool FileIntentStore::mayHaveRun(const CommandId &id) const
{
    return m_damage && timeOf(id).value_or(0) <= m_damage->upTo_ms;
}

commands::Intent FileIntentStore::unknown(const CommandId &id, std::string why)
{
    commands::Intent intent;
    intent.id = id;
    intent.bodyHash = commands::kAnyBody;
    intent.last.command = id;
    intent.last.state = wire::ReceiptState::Unknown;
    intent.last.message = std::move(why);
    return intent;
}

} // namespace iso::node
