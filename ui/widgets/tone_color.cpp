#include "ui/widgets/tone_color.h"

namespace iso::widgets
{

using bridge::Tone;

QColor markColor(const theme::Theme &theme, Tone tone)
{
    switch (tone) {
    case Tone::None:
        return theme.idle;
    case Tone::Ok:
        return theme.ok;
    case Tone::Near:
        return theme.warn;
    case Tone::Over:
        return theme.over;
    case Tone::Bad:
        return theme.bad;
    }
    return theme.idle;
}

QColor figureColor(const theme::Theme &theme, Tone tone)
{
    switch (tone) {
    case Tone::Over:
        return theme.over;
    case Tone::Bad:
        return theme.bad;
    case Tone::None:
    case Tone::Ok:
    case Tone::Near:
        break;
    }
    return theme.text;
}

} // namespace iso::widgets
