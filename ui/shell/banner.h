#pragma once

#include <QFrame>

class QLabel;
class QPushButton;

namespace iso::shell
{

/// One line across the window for what makes the whole screen doubtful or still. GUI thread.
class Banner final : public QFrame
{
    Q_OBJECT
public:
    enum class Severity { Notice, Warning };

    explicit Banner(QWidget *parent = nullptr);

    /// What the banner says. An empty text hides it.
    struct Message {
        Severity severity = Severity::Notice;
        QString text;
        QString action;             ///< names the button; none when empty
        bool isDismissible = false; ///< has a button that takes it away
    };
    void show(const Message &message);
    [[nodiscard]] QString text() const;

Q_SIGNALS:
    void actionClicked();
    void dismissClicked();

private:
    QLabel *m_text;
    QPushButton *m_action;
    QPushButton *m_dismiss;
};

} // namespace iso::shell
