#pragma once

#include "ui/bridge/node_facts.h"
#include "ui/theme/theme.h"

#include <QFrame>

class QLabel;

namespace iso::widgets
{

/// A card beside the pointer, which lets the mouse through. GUI thread.
class PointerCard : public QFrame
{
    Q_OBJECT
public:
    PointerCard(const theme::Theme &theme, QWidget *parent);

    void setTheme(const theme::Theme &theme) { m_theme = theme; }
    /// Shows the card beside a point of the parent, inside of the parent.
    void showAt(const QPoint &point);
    /// All that stands on it, line by line, for whoever hears rather than sees it.
    [[nodiscard]] QString spokenText() const;

protected:
    /// A label of a role in the style sheet; null is plain text.
    QLabel *makeLabel(const char *role, const QString &text = {});
    void setTone(QLabel *label, bridge::Tone tone);

private:
    theme::Theme m_theme;
};

} // namespace iso::widgets
