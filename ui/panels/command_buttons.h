#pragma once

#include "core/wire/birth.h"

#include <QWidget>
#include <vector>

namespace iso::widgets
{
class FlowLayout;
}

namespace iso::panels
{

/// The commands that a node's birth lists: the usual ones as buttons, the others in a menu. GUI thread.
class CommandButtons final : public QWidget
{
    Q_OBJECT

public:
    explicit CommandButtons(QWidget *parent = nullptr);

    void setCatalogue(const wire::Birth &birth);

Q_SIGNALS:
    void chosen(const QString &command);

private:
    void addButton(const wire::CommandDescriptor &command);
    void addMenu(const std::vector<wire::CommandDescriptor> &commands);

    widgets::FlowLayout *m_row;
};

} // namespace iso::panels
