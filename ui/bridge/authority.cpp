#include "ui/bridge/authority.h"

#include <QCoreApplication>

namespace iso::bridge
{

namespace
{

QString viewerText()
{
    return QCoreApplication::translate("iso::bridge::Authority",
                                       "This console only looks: it was started with --viewer");
}

} // namespace

QString whyNothingIsSent(Authority authority)
{
    switch (authority) {
    case Authority::Full:
        return {};
    case Authority::Replay:
        return QCoreApplication::translate("iso::bridge::Authority",
                                           "Nothing can be sent from a replay: go live first (Ctrl+G)");
    case Authority::Viewer:
        return viewerText();
    }
    return {};
}

QString whyNothingIsDecided(Authority authority)
{
    return authority == Authority::Viewer ? viewerText() : QString();
}

} // namespace iso::bridge
