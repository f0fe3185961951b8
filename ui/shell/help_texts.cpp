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

QString shortcutsTable(const QList<QAction *> &actions)
{
    const auto cell = [](QString text) {
        // Characters that Markdown would read as its own.
        for (const char *special : {"\\", "|", "[", "]", "*", "_", "`"}) {
            text.replace(QLatin1String(special), QLatin1Char('\\') + QLatin1String(special));
        }
        return text;
    };
    QString table = QStringLiteral("| %1 | %2 |\n|---|---|\n").arg(Help::tr("keys"), Help::tr("what they do"));
    for (const QAction *action : actions) {
        if (!action->shortcut().isEmpty()) {
            table += QStringLiteral("| %1 | %2 |\n")
                         .arg(cell(action->shortcut().toString(QKeySequence::NativeText)), cell(action->statusTip()));
        }
    }
    return table;
}

} // namespace iso::shell
