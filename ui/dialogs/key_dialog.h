#pragma once

#include "core/enrolment/key_record.h"

#include <QDialog>
#include <functional>
#include <vector>

class QGridLayout;
class QLabel;
class QLineEdit;
class QPushButton;
class QVBoxLayout;

namespace iso::dialogs
{

/// Hands a decision to the core. The answer comes on the GUI thread unless the receiver is gone by then.
using KeyDecider =
    std::function<void(const enrolment::KeyDecision &, QObject *receiver, std::function<void(const Status &)> done)>;

/// What every dialog about a key starts with.
struct KeyDraft {
    enrolment::KeyRecord key; ///< frozen from here on
    std::string by;           ///< who decides; stands in the ledger
    KeyDecider decide;
};

/// Asks before something is decided about one key: shows which one, what will happen, and takes a note. Closes when the
/// decision was taken; what stood in the way is shown, and nothing closes. GUI thread.
class KeyDialog : public QDialog
{
    Q_OBJECT

public:
    /// What stands in the way of the decision; empty when nothing does.
    [[nodiscard]] QString problemText() const;

protected:
    enum class Weight { Ordinary, Dangerous };
    /// `verb` is what the button says. A dangerous one is never pressed by Enter alone.
    KeyDialog(KeyDraft draft, const QString &verb, Weight weight, QWidget *parent);

    [[nodiscard]] const enrolment::KeyRecord &key() const { return m_draft.key; }
    /// A line of text in the middle: what will happen.
    QLabel *addText(const QString &text, const char *role = nullptr);
    /// A row of the form in the middle: caption and field.
    QLabel *addRow(const QString &caption, QWidget *field);
    /// Below the last row, in the column of the fields.
    QLabel *addHint();
    /// Call at the end of the constructor, before setReady: adds note, error and buttons.
    void finish(QWidget *focusFirst = nullptr);
    void setReady(bool ready);
    /// Makes room for what was shown just now instead of squeezing the rest.
    void growToFit();

    /// Key, who and note are filled in by the base.
    virtual void fill(enrolment::KeyDecision &decision) const = 0;

private:
    void addHead();
    void addButtons();
    void send();
    void answered(const Status &status);
    void showProblem(const QString &text);

    KeyDraft m_draft;
    QString m_verb;
    bool m_isDangerous;
    bool m_isReady = true;
    bool m_isSent = false;
    QVBoxLayout *m_layout;
    QGridLayout *m_form;
    QLineEdit *m_note = nullptr; ///< this and what follows is made last: the keyboard walks in the order of making
    QLabel *m_problem = nullptr;
    QPushButton *m_cancel = nullptr;
    QPushButton *m_send = nullptr;
};

/// Colours a hint under a field, and the field, by whether what stands in it is wrong.
void showHint(QWidget *field, QLabel *hint, const QString &text, bool isWrong);
/// Why this is no node's name; empty when it is one, or when nothing stands there.
QString nodeNameProblem(const QString &text);

} // namespace iso::dialogs
