#pragma once

#include "core/base/public_key.h"
#include "core/base/result.h"

#include <filesystem>
#include <string>

namespace iso::transport
{

/// A CURVE key pair. The secret is never logged, printed or sent.
struct KeyPair {
    PublicKey publicKey;
    std::string secret; ///< Z85
};

/// What a node needs for one hub: its own keys, and the hub's, without which anybody could pose as the hub.
struct NodeKeys {
    KeyPair own;
    PublicKey hub;
};

KeyPair generateKeyPair();
/// Derives the public half. InvalidInput when it is not a secret key in Z85.
Result<KeyPair> keyPairOf(std::string_view secret);

/// Reads a key file (one line, the secret in Z85), or makes one that only its user can read. Refused as
/// readSecretFile() says. The folder is there.
Result<KeyPair> loadOrCreateKeyFile(const std::filesystem::path &file);
/// NotFound when there is none.
Result<KeyPair> readKeyFile(const std::filesystem::path &file);
/// Never overwrites: Busy when the file is there. Complete or not there at all after a crash or a power loss; once it
/// has returned, it is there.
Status writeKeyFile(const std::filesystem::path &file, const KeyPair &pair);

} // namespace iso::transport
