#pragma once

#include "tests/support/temp_workspace.h"

#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

namespace iso::test
{

/// A made-up /proc and /sys in a temporary folder.
class FakeTree
{
public:
    [[nodiscard]] std::string root() const { return m_folder.path().string(); }

    /// Writes a file such as "/proc/stat", with the folders above it.
    void write(std::string_view path, std::string_view content)
    {
        const std::filesystem::path file = root() + std::string(path);
        std::filesystem::create_directories(file.parent_path());
        std::ofstream(file, std::ios::binary | std::ios::trunc) << content;
    }
    void remove(std::string_view path) { std::filesystem::remove_all(root() + std::string(path)); }

private:
    TempWorkspace m_folder;
};

} // namespace iso::test
