// Writes the golden files of a new contract version. Those of a released version are never written again: they are the
// promise that its messages stay readable.
#include "tests/core/wire/example_messages.h"
#include "tests/core/wire/golden_files.h"

#include <cstdio>

int main()
{
    for (const auto &[name, envelope] : iso::test::exampleMessages()) {
        for (const auto &[kind, bytes] : {std::pair{"bin", iso::wire::encode(envelope)},
                                          std::pair{"json", iso::wire::encodeJson(envelope) + "\n"}}) {
            const auto path = iso::test::goldenFile(name, kind);
            if (std::filesystem::exists(path)) {
                std::fprintf(stderr, "%s exists and stays as it is\n", path.c_str());
                continue;
            }
            if (!(std::ofstream(path, std::ios::binary) << bytes)) {
                std::fprintf(stderr, "%s cannot be written\n", path.c_str());
                return 1;
            }
        }
    }
    return 0;
}
