#pragma once

#include <QString>
#include <QTemporaryDir>
#include <QtGlobal>
#include <filesystem>
#include <string>

namespace iso::test
{

/// A workspace folder that lives as long as the test.
class TempWorkspace
{
public:
    TempWorkspace()
    {
        if (!m_dir.isValid()) {
            qFatal("no temporary folder: %s", qPrintable(m_dir.errorString()));
        }
    }

    [[nodiscard]] std::filesystem::path path() const { return m_dir.path().toStdString(); }
    /// A path inside it; the file need not exist.
    [[nodiscard]] std::filesystem::path file(const std::string &name) const { return path() / name; }

private:
    QTemporaryDir m_dir;
};

} // namespace iso::test
