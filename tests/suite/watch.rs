//! Watches the program's own log at its loudest, statements too, for texts that must never stand in it.
//!
//! A process has one log: every test that watches sees all lines, and looks for marks of its own.

use std::{
    io,
    sync::{Arc, Mutex, Once},
};
use tracing_subscriber::{EnvFilter, fmt::MakeWriter};

/// Who watches.
static WATCHES: Mutex<Vec<Watch>> = Mutex::new(Vec::new());
static LISTENING: Once = Once::new();

/// One test's watch: how many lines there were, and those that hold one of its marks.
#[derive(Clone)]
pub(crate) struct Watch {
    marks: &'static [&'static str],
    seen: Arc<Mutex<(usize, Vec<String>)>>,
}

impl Watch {
    /// The number of lines since the watch began, and those that hold a mark.
    pub(crate) fn seen(&self) -> (usize, Vec<String>) {
        self.seen.lock().expect("no writer panics").clone()
    }

    fn look(&self, line: &str) {
        let mut seen = self.seen.lock().expect("no writer panics");
        seen.0 += 1;
        if self.marks.iter().any(|mark| line.contains(mark)) {
            seen.1.push(line.to_owned());
        }
    }
}

/// Begins to watch for marks that stand nowhere but in personal text.
pub(crate) fn log(marks: &'static [&'static str]) -> Watch {
    let watch = Watch { marks, seen: Arc::default() };
    WATCHES.lock().expect("no writer panics").push(watch.clone());
    LISTENING.call_once(|| {
        let filter =
            EnvFilter::new("info,muster_api=trace,muster_eventstore=trace,muster_projections=trace,sqlx=debug");
        let subscriber = tracing_subscriber::fmt().with_env_filter(filter).with_ansi(false).with_writer(Lines);
        subscriber.try_init().expect("nothing else of this process listens to the log");
    });
    watch
}

/// Gives each line to everybody who watches.
#[derive(Clone, Copy)]
struct Lines;

impl io::Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let line = String::from_utf8_lossy(bytes);
        WATCHES.lock().expect("no writer panics").iter().for_each(|watch| watch.look(&line));
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'w> MakeWriter<'w> for Lines {
    type Writer = Self;

    fn make_writer(&'w self) -> Self {
        *self
    }
}
