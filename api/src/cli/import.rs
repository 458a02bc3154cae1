//! `muster import`: a file of one kind comes in, and a person sees what became of its rows.

use super::{CommandFault, args::ImportArguments, note, say};
use crate::{
    App,
    app::{Place, Use},
    import::{ImportFault, Options, Progress, Report, import_file},
};
use indicatif::{ProgressBar, ProgressStyle};

/// Refused rows that are shown one by one; the report has them all.
const REFUSALS_SHOWN: usize = 50;
/// How the bar looks; it shows on a terminal only.
const BAR: &str = "{wide_bar} {percent}% {msg} {eta}";

/// Runs the command.
pub(super) async fn run(place: &Place, arguments: &ImportArguments) -> Result<(), CommandFault> {
    let app = App::open(place, Use::Join).await?;
    let outcome = act(&app, arguments).await;
    app.close().await?;
    show(arguments, &outcome?)
}

async fn act(app: &App, arguments: &ImportArguments) -> Result<Report, ImportFault> {
    let options = Options {
        dry_run: arguments.dry_run,
        report: arguments.report.clone(),
        effective_on: arguments.effective_on,
        ..Options::default()
    };
    let bar = ProgressBar::new(0);
    if let Ok(style) = ProgressStyle::with_template(BAR) {
        bar.set_style(style);
    }
    let progress = |at: Progress| {
        bar.set_length(at.bytes_total);
        bar.set_position(at.bytes_done);
        bar.set_message(format!("{} rows, {} refused", at.rows, at.refused));
    };
    let outcome = import_file(&app.log, arguments.kind, &arguments.file, &options, progress).await;
    bar.finish_and_clear();
    outcome
}

fn show(arguments: &ImportArguments, report: &Report) -> Result<(), CommandFault> {
    for refusal in report.refused.iter().take(REFUSALS_SHOWN) {
        let column = refusal.column.as_ref().map(|column| format!(", {column}")).unwrap_or_default();
        note(&format!("row {}{column}: {} ({})", refusal.row, refusal.message, refusal.code));
    }
    let Report { rows, accepted, known, refused_count, .. } = report;
    let more = refused_count.saturating_sub(REFUSALS_SHOWN as u64);
    if more > 0 {
        note(&format!("and {more} more; --report FILE lists them all"));
    }
    let rehearsed = if arguments.dry_run { " (dry run: nothing was changed)" } else { "" };
    let file = arguments.file.display();
    say(&format!("{file}: {rows} rows, {accepted} accepted, {known} known, {refused_count} refused{rehearsed}"));
    if report.is_clean() {
        return Ok(());
    }
    Err(CommandFault::Refused(format!("{refused_count} of {rows} rows were refused")))
}
