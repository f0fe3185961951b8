#pragma once

#include "ui/models/key_model.h"

#include <QWidget>
#include <vector>

class QAction;
class QGridLayout;
class QLabel;

namespace iso::panels
{

/// One key: its fingerprint, what is known of it, and a button for each thing that can be done about it. The buttons
/// keep their places: what cannot be done is disabled. GUI thread.
class KeyDetails final : public QWidget
{
    Q_OBJECT

public:
    /// The actions outlive the details.
    explicit KeyDetails(const std::vector<QAction *> &actions, QWidget *parent = nullptr);

    /// Null for none.
    void setKey(const models::KeyRecordPtr &key, HubTime now);
    /// Stays until another key is chosen; empty takes it away.
    void showProblem(const QString &text);

private:
    void addButton(QAction *action, QGridLayout *grid, int place);

    PublicKey m_shown;
    QLabel *m_fingerprint;
    QLabel *m_facts;
    QLabel *m_problem;
    QWidget *m_buttons;
};

} // namespace iso::panels
