//! `make bench`: appends, a session of 500 credits and a rebuild, beside stock cqrs-es and postgres-es, in one run on
//! one durable server; then what sealing costs, and a report and proofs over a million events (`BENCH_EVENTS`). With the
//! argument `as-of` or `seal` that part alone. Ratios are the result; absolute figures belong to the machine that is named.
// The schema is one deep type, whose layout the compiler follows further than its default.
#![recursion_limit = "256"]
#![expect(clippy::print_stdout, reason = "the measured figures are what it is for")]
#![expect(clippy::expect_used, reason = "a bench that cannot be set up ends at once and says why")]

mod as_of;
mod million;
mod ours;
mod seal;
mod sign_ins;
mod stock;
mod workload;

use muster_projections::views::service_hours::Figures;
use std::{
    sync::Arc,
    time::{Duration, Instant},
};
use workload::{Seats, Workload};

/// Callers at once in the measurement of single commands.
const CALLERS: [usize; 3] = [1, 8, 32];
/// How long each turn lasts.
const TURN: Duration = Duration::from_secs(3);
/// Turns of each contender, taken in turn so that a noisy neighbour hits both.
const ROUNDS: usize = 3;
/// Sessions of the measurement of 500 credits.
const SESSIONS: usize = 20;

fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures.get(figures.len() / 2).copied().unwrap_or_default()
}

fn millis(started: Instant) -> f64 {
    started.elapsed().as_secs_f64() * 1_000.0
}

/// The processor's name and the number of cores, so that no figure stands without its machine.
fn machine() -> String {
    let cores = std::thread::available_parallelism().map_or(0, std::num::NonZero::get);
    let info = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = info.lines().find_map(|line| line.strip_prefix("model name")).unwrap_or(": unknown processor");
    format!("{}, {cores} cores", model.trim_start_matches([' ', '\t', ':']))
}

/// What sealing costs appends, in the same run on the same server.
async fn sealed_appends(work: &Arc<Workload>) {
    let (without, with) = seal::appends(work, TURN).await;
    println!("\nsealed log, appends per second of 32 callers");
    println!("  without a signer                   {without:>8.0}");
    println!("  with a signer                      {with:>8.0}   {:+.1} %", (with / without - 1.0) * 100.0);
}

/// What it takes to seal, check and prove the whole log.
async fn sealed_log(work: &Arc<Workload>) {
    let proving = seal::proving(work).await;
    println!("\nsealed log, {} events, a bundle of {} MiB", proving.events, proving.bytes >> 20);
    println!("  sealing from the first on          {:>8.2} s", proving.seal_seconds);
    println!("  export                             {:>8.2} s", proving.export_seconds);
    println!("  full check offline                 {:>8.2} s", proving.verify_seconds);
    println!("  proof of one event, made, checked  {:>8.2} ms", proving.proof_millis);
}

/// What a report as of an earlier position takes, and its view.
async fn earlier_positions(work: &Workload, events: i64) {
    let (_, built) = ours::rebuild_per_second(work).await;
    println!("\nview service_hours built of {events} events: {built:.0} events per second");
    let answered = as_of::hours_served(work, events).await;
    println!("\nhours served by division and category, {events} events, {}, ms", of(answered.total));
    println!("  as things stand                    {:>8.0}", answered.now);
    for (share, millis) in answered.then {
        println!(
            "  as of the position at {:>3.0} %        {millis:>8.0}   {:.2}x",
            share * 100.0,
            millis / answered.now
        );
    }
}

/// What others wait for while somebody floods the registry with sign-ins.
async fn flood_of_sign_ins() {
    let flood = sign_ins::flood().await;
    println!("\nflood of sign-ins, slowest answer to others in a hundred, ms");
    println!("  without                            {:>8.1}", flood.quiet);
    println!("  with                               {:>8.1}   {:.2}x", flood.flooded, flood.flooded / flood.quiet);
    println!("  passwords looked at {}, turned away at once {}", flood.looked_at, flood.turned_away);
}

fn of(total: Figures) -> String {
    format!("{} credits of {} people in {} sessions", total.attendances, total.people, total.sessions)
}

#[tokio::main]
async fn main() {
    println!("machine: {}", machine());
    let section = std::env::args().nth(1);
    if section.as_deref() == Some("sign-ins") {
        return flood_of_sign_ins().await;
    }
    let work = Workload::prepare().await;
    let settings = work.durability().await;
    println!("server: {settings}");
    match section.as_deref() {
        Some("as-of") => {
            let events = million::fill(&work).await;
            earlier_positions(&work, events).await;
        }
        Some("seal") => {
            sealed_appends(&work).await;
            million::fill(&work).await;
            sealed_log(&work).await;
        }
        _ => everything(&work).await,
    }
    work.end().await;
}

async fn everything(work: &Arc<Workload>) {
    println!("store: {} volunteers with 10 events each\n", workload::VOLUNTEERS);
    // One pool for both: the server takes 100 connections, and each contender has as many as it can use.
    let pool = work.pool().await;
    let same = stock::Stock::same_table(work, &pool);
    let own = stock::Stock::own_table(work, &pool).await;
    sessions(work, &same, &own).await;
    single_commands(work, &same, &own).await;
    sealed_appends(work).await;

    println!("\nrebuild, events per second");
    let (folded, us) = ours::rebuild_per_second(work).await;
    let (dispatched, them) = own.replay_per_second().await;
    println!("  muster, view service_hours         {us:>8.0}          of {folded} events");
    println!("  stock replay into its own view     {them:>8.0}   {:>4.0}x   of {dispatched} events", us / them);

    let events = million::fill(work).await;
    earlier_positions(work, events).await;
    sealed_log(work).await;
    flood_of_sign_ins().await;
}

async fn sessions(work: &Arc<Workload>, same: &stock::Stock, own: &stock::Stock) {
    println!("one session of {} credits, ms (median of {SESSIONS})", workload::SEATS);
    let (mut warm, mut cold, mut same_figures, mut own_figures) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    ours::credit_session(work, work.log(), Seats::Warm).await;
    for _ in 0..SESSIONS {
        let started = Instant::now();
        ours::credit_session(work, work.log(), Seats::Warm).await;
        warm.push(millis(started));
        let fresh = work.fresh_log().await;
        let started = Instant::now();
        ours::credit_session(work, &fresh, Seats::Cold).await;
        cold.push(millis(started));
        let started = Instant::now();
        same.credit_session(work, Seats::Warm).await;
        same_figures.push(millis(started));
        let started = Instant::now();
        own.credit_session(work, Seats::Cold).await;
        own_figures.push(millis(started));
    }
    let (warm, cold, same_figure, own_figure) = (median(warm), median(cold), median(same_figures), median(own_figures));
    println!("  muster, states in memory, atomic   {warm:>8.1}");
    println!("  muster, states from the log        {cold:>8.1}");
    println!("  stock, same table, not atomic      {same_figure:>8.1}   {:.1}x slower", same_figure / warm);
    println!("  stock, own table, not atomic       {own_figure:>8.1}   {:.1}x slower", own_figure / warm);
}

async fn single_commands(work: &Workload, same: &stock::Stock, own: &stock::Stock) {
    println!("\nsingle commands, appends per second (median of {ROUNDS} turns of {} s)", TURN.as_secs());
    println!(
        "{:>8} {:>10} {:>18} {:>8} {:>18} {:>8}",
        "callers", "muster", "stock, same table", "ratio", "stock, own table", "ratio"
    );
    for callers in CALLERS {
        let (mut us, mut same_figures, mut own_figures) = (Vec::new(), Vec::new(), Vec::new());
        for _ in 0..ROUNDS {
            us.push(ours::appends_per_second(work, callers, TURN).await);
            same_figures.push(same.appends_per_second(work, callers, TURN).await);
            own_figures.push(own.appends_per_second(work, callers, TURN).await);
        }
        let (us, same_figure, own_figure) = (median(us), median(same_figures), median(own_figures));
        println!(
            "{callers:>8} {us:>10.0} {same_figure:>18.0} {:>7.2}x {own_figure:>18.0} {:>7.2}x",
            us / same_figure,
            us / own_figure
        );
    }
}
