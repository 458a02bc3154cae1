//! The questions of the trade as verbs: `muster hours due`, `muster report coverage`, `muster pool expiring` (业务问题).
//!
//! A verb is one GraphQL document under `documents/<noun>/<verb>.graphql`, and nothing else: its first comment is the
//! help, and each variable, one a line, is a flag with the comment behind it. A new question is a new document and its
//! name in the list below; the schema decides, masks and refuses here as it does over HTTP.

mod ask;
mod document;
mod flags;
mod sheet;

pub use ask::Answer;
pub(super) use ask::{ask, run};

use clap::Command;
use document::Document;

/// A noun and its verbs.
struct Group {
    name: &'static str,
    about: &'static str,
    documents: &'static [Document],
}

macro_rules! groups {
    ($($name:literal, $about:literal: [$($verb:literal),+ $(,)?];)+) => {
        /// Every question, by noun and verb.
        const GROUPS: &[Group] = &[$(Group {
            name: $name,
            about: $about,
            documents: &[$(Document {
                verb: $verb,
                text: include_str!(concat!("documents/", $name, "/", $verb, ".graphql")),
            }),+],
        }),+];
    };
}

groups! {
    "audit", "Questions of an auditor (审计)": [
        "access", "diff", "limits", "compliance", "sample", "anomalies", "approvals", "trace", "state",
    ];
    "attend", "Attendance of an activity (考勤)": ["show"];
    "check", "Checks before an enrolment (报名核对)": ["eligible"];
    "hours", "Hours of service (服务时长)": ["credit", "due", "why", "dispute", "served"];
    "report", "Reports (统计报表)": ["service", "coverage", "ratio", "talent", "instructors"];
    "cert", "Certificates of service (志愿服务记录证明)": ["issue", "verify"];
    "stars", "Star levels (星级)": ["due"];
    "pool", "Talents and their pools (人才库)": ["query", "diff", "expiring", "reserve", "explain", "export"];
    "find", "Who can come (可用志愿者)": ["volunteers"];
    "demand", "Demand for talent (人才需求)": ["match"];
    "sw", "Social workers (社工)": ["cpd-gap"];
    "policy", "Numbers of the rules (规则版本)": ["what-if"];
    "instr", "Party-building instructors (党建指导员)": ["load", "uncovered", "reassign", "history"];
}

/// The command line with the nouns of the questions; a noun's flags are made when it is called. A noun that has other
/// verbs already gets these beside them.
pub(super) fn added(command: Command) -> Command {
    GROUPS.iter().fold(command, |command, group| {
        if command.find_subcommand(group.name).is_some() {
            return command.mut_subcommand(group.name, |noun| noun.defer(verbs));
        }
        let noun = Command::new(group.name).about(group.about);
        command.subcommand(noun.subcommand_required(true).arg_required_else_help(true).defer(verbs))
    })
}

fn verbs(command: Command) -> Command {
    let group = GROUPS.iter().find(|group| group.name == command.get_name());
    let words = flags::WordLists::of_schema();
    command.subcommands(group.into_iter().flat_map(|group| group.documents).map(|one| flags::command(one, &words)))
}

/// The document behind a noun and a verb.
fn find(noun: &str, verb: &str) -> Option<&'static Document> {
    let group = GROUPS.iter().find(|group| group.name == noun)?;
    group.documents.iter().find(|document| document.verb == verb)
}

/// Whether what follows a noun is one of its questions, or the noun has nothing else.
pub(super) fn is_asked(noun: &str, typed: &clap::ArgMatches) -> bool {
    typed.subcommand_name().is_some_and(|verb| find(noun, verb).is_some())
}
