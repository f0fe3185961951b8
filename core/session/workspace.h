#pragma once

#include "core/base/result.h"

#include <filesystem>
#include <memory>
#include <string>

namespace iso::session
{

/// Where a workspace keeps its things.
struct WorkspacePaths {
    std::filesystem::path directory;

    [[nodiscard]] std::filesystem::path configuration() const { return directory / "isochrone.toml"; }
    [[nodiscard]] std::filesystem::path hubKey() const { return directory / "hub.key"; }
    [[nodiscard]] std::filesystem::path lock() const { return directory / "owner.lock"; }
    [[nodiscard]] std::filesystem::path history() const { return directory / "history"; }
    [[nodiscard]] std::filesystem::path ledger() const { return directory / "ledger.db"; }
    [[nodiscard]] std::filesystem::path consoleSettings() const { return directory / "console.ini"; }
};

/// ~/.local/share/isochrone/default, or under XDG_DATA_HOME.
std::filesystem::path defaultWorkspace();

/// The socket file through which other programs of this user reach the workspace's owner. Its folder (in
/// XDG_RUNTIME_DIR, else in the temporary folder) is made with access for this user only; Refused when it belongs to
/// somebody else.
Result<std::filesystem::path> localSocket(const std::filesystem::path &workspace);

/// True while some program owns the workspace.
bool isOwned(const std::filesystem::path &workspace);

/// Ownership of a workspace: one program at a time, ended by the system when the program dies.
class WorkspaceOwner
{
public:
    /// Makes the folder (0700) when it is not there. Busy, naming the owner, when another program has it.
    static Result<std::unique_ptr<WorkspaceOwner>> take(const std::filesystem::path &directory,
                                                        const std::string &program);
    ~WorkspaceOwner();
    WorkspaceOwner(const WorkspaceOwner &) = delete;
    WorkspaceOwner &operator=(const WorkspaceOwner &) = delete;

    [[nodiscard]] const WorkspacePaths &paths() const { return m_paths; }

private:
    WorkspaceOwner(WorkspacePaths paths, int lockDescriptor);
    WorkspacePaths m_paths;
    int m_lockDescriptor;
};

} // namespace iso::session
