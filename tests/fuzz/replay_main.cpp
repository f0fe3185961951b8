// Runs a fuzz target without libFuzzer, in every build: over the files of the folders named on the command line, and
// over mutations of them that a fixed seed makes the same in every run.
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size);

namespace
{

constexpr int kMutationsPerFile = 1000;

void run(const std::string &bytes)
{
    // A vector of exactly this size, so that a sanitizer sees a read beyond its end.
    const std::vector<std::uint8_t> data(bytes.begin(), bytes.end());
    LLVMFuzzerTestOneInput(data.data(), data.size());
}

std::string mutated(std::string bytes, const std::string &other, std::mt19937 &random)
{
    const auto below = [&random](std::size_t n) { return n == 0 ? 0 : static_cast<std::size_t>(random()) % n; };
    for (std::size_t changes = 1 + below(4); changes > 0; --changes) {
        const std::size_t at = below(bytes.size());
        switch (below(5)) {
        case 0: // one bit
            if (!bytes.empty()) {
                bytes[at] = static_cast<char>(bytes[at] ^ (1 << below(8)));
            }
            break;
        case 1: // one byte, preferring the ones that mean something
            if (!bytes.empty()) {
                constexpr char kTelling[] = {'\0', '\x01', '\x7f', '\x80', '\xff', '{', '"', '[', '9'};
                bytes[at] = kTelling[below(std::size(kTelling))];
            }
            break;
        case 2: // a piece less
            bytes.erase(at, 1 + below(16));
            break;
        case 3: // a piece twice
            bytes.insert(at, bytes.substr(at, 1 + below(32)));
            break;
        default: // a piece of another message
            bytes.insert(at, other.substr(below(other.size()), 1 + below(64)));
        }
    }
    return bytes;
}

std::vector<std::string> filesIn(int argc, char **argv)
{
    std::vector<std::filesystem::path> paths;
    for (int i = 1; i < argc; ++i) {
        for (const auto &entry : std::filesystem::directory_iterator(argv[i])) {
            paths.push_back(entry.path());
        }
    }
    std::sort(paths.begin(), paths.end()); // the order of a folder differs between file systems
    std::vector<std::string> contents;
    for (const auto &path : paths) {
        std::ifstream file(path, std::ios::binary);
        contents.emplace_back(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
    }
    return contents;
}

} // namespace

int main(int argc, char **argv)
{
    const std::vector<std::string> corpus = filesIn(argc, argv);
    if (corpus.empty()) {
        std::fprintf(stderr, "usage: %s CORPUS_FOLDER...\nno file found\n", argv[0]);
        return 2;
    }
    std::mt19937 random(20260314);
    for (const std::string &bytes : corpus) {
        run(bytes);
        for (int i = 0; i < kMutationsPerFile; ++i) {
            run(mutated(bytes, corpus[random() % corpus.size()], random));
        }
    }
    std::printf("%zu files and %zu mutations of them\n", corpus.size(), corpus.size() * kMutationsPerFile);
    return 0;
}
