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

    /// An empty text hides the banner. `action` names the button; none when empty.
    void show(Severity severity, const QString &text, const QString &action = {});
    [[nodiscard]] QString text() const;

Q_SIGNALS:
    void actionClicked();

private:
    QLabel *m_text;
    QPushButton *m_action;
};

} // namespace iso::shell
