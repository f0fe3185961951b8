#include "ui/shell/help_texts.h"

#include <QAction>
#include <QCoreApplication>

namespace iso::shell
{

namespace
{

struct Help {
    Q_DECLARE_TR_FUNCTIONS(iso::shell::Help)
};

} // namespace

QString aboutText(const QString &version)
{
    return Help::tr("<h3>Isochrone %1</h3>"
                    "<p>Operations console for fleets of AI-inference edge nodes.</p>"
                    "<p>Free software under the GNU General Public License, version 3 or later.</p>"
                    "<p>Map: Natural Earth (public domain). Places: GeoNames (CC BY 4.0).</p>")
        .arg(version);
}

QString shortcutsText(const QList<QAction *> &actions)
{
    QString rows;
    for (const QAction *action : actions) {
        if (!action->shortcut().isEmpty()) {
            rows += QStringLiteral("<tr><td><b>%1</b>&nbsp;&nbsp;</td><td>%2</td></tr>")
                        .arg(action->shortcut().toString(QKeySequence::NativeText).toHtmlEscaped(),
                             action->statusTip().toHtmlEscaped());
        }
    }
    return QStringLiteral("<table cellspacing=\"4\">%1</table>").arg(rows);
}

} // namespace iso::shell
