#include "ui/widgets/pointer_card.h"

#include "ui/widgets/tone_color.h"

#include <QLabel>
#include <algorithm>

namespace iso::widgets
{

PointerCard::PointerCard(const theme::Theme &theme, QWidget *parent)
    : QFrame(parent)
    , m_theme(theme)
{
    setProperty("role", QStringLiteral("card"));
    setAttribute(Qt::WA_TransparentForMouseEvents);
    hide();
}

QLabel *PointerCard::makeLabel(const char *role, const QString &text)
{
    auto *made = new QLabel(text, this);
    if (role != nullptr) {
        made->setProperty("role", QLatin1String(role));
    }
    return made;
}

void PointerCard::setTone(QLabel *label, bridge::Tone tone)
{
    label->setStyleSheet(QStringLiteral("color: %1").arg(figureColor(m_theme, tone).name()));
}

QString PointerCard::spokenText() const
{
    QStringList texts;
    for (const QLabel *label : findChildren<QLabel *>()) {
        if (!label->text().isEmpty()) {
            texts << label->text();
        }
    }
    return texts.join(QStringLiteral(", "));
}

void PointerCard::showAt(const QPoint &point)
{
    constexpr int kDistance = 20;
    const QRect room = parentWidget()->rect().adjusted(4, 4, -4, -4);
    QRect place(point + QPoint(kDistance, -height() / 2), size());
    if (place.right() > room.right()) {
        place.moveRight(point.x() - kDistance);
    }
    place.moveTop(std::clamp(place.top(), room.top(), std::max(room.top(), room.bottom() - place.height())));
    move(place.topLeft());
    raise();
    show();
}

} // namespace iso::widgets
