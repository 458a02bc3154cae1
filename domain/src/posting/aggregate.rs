//! The posts of one place, their commands and their events.

use crate::{
    kernel::{DateSpan, Personal, RuleContext, text, time},
    person::PersonFacts,
    posting::{Appointee, PlaceFacts, Post, PostingCommand, PostingEvent, PostingRefusal, words::PostRole},
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// What a rule answers: events, none when it is so already, or a refusal.
type Decision = Result<Vec<PostingEvent>, PostingRefusal>;

/// Posts of one place, ended ones counted.
const POSTS_LIMIT: usize = 5_000;
/// People posted by one command.
pub const APPOINTEES_LIMIT: usize = 100;

/// The posts of one place (岗位任职).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Posting {
    /// All posts, ended ones too, in the order in which they came.
    posts: Vec<(Post, DateSpan)>,
}

crate::aggregate!(Posting, "posting", PostingCommand, PostingEvent, PostingRefusal);

impl Posting {
    /// Decides a command on the present state.
    ///
    /// # Errors
    /// [`PostingRefusal`] naming the rule that said no.
    pub fn decide(&self, command: PostingCommand, context: &RuleContext) -> Decision {
        match command {
            PostingCommand::PostPeople { place, appointees, from, to } => {
                self.post(&place, &appointees, (from, to), context)
            }
            PostingCommand::EndPost { person_id, role, ended_on, reason } => {
                self.end(Post { person_id, role }, ended_on, &reason, context)
            }
        }
    }

    /// Takes an event in; it never says no.
    pub(crate) fn remember(&mut self, event: PostingEvent) {
        match event {
            PostingEvent::PeoplePosted { posts, span, .. } => {
                self.posts.extend(posts.into_iter().map(|post| (post, span)));
            }
            PostingEvent::PostEnded { person_id, role, span, ended_on, .. } => {
                let ended = (Post { person_id, role }, span);
                if let Some((_, days)) = self.posts.iter_mut().find(|held| **held == ended) {
                    days.to = Some(ended_on);
                }
            }
        }
    }

    /// People who are posted here beyond a day.
    #[must_use]
    pub fn posted_after(&self, day: NaiveDate) -> usize {
        self.posts.iter().filter(|(_, span)| span.to.is_none_or(|to| to > day)).count()
    }

    fn post(
        &self,
        place: &PlaceFacts,
        appointees: &[Appointee],
        (from, to): (NaiveDate, Option<NaiveDate>),
        context: &RuleContext,
    ) -> Decision {
        if appointees.is_empty() {
            return Err(PostingRefusal::NobodyNamed);
        }
        if appointees.len() > APPOINTEES_LIMIT {
            return Err(PostingRefusal::TooMany { list: "people posted at once", limit: APPOINTEES_LIMIT });
        }
        let span = DateSpan::try_new(from, to).ok_or(PostingRefusal::SpanReversed { from, to: to.unwrap_or(from) })?;
        let mut posts: Vec<(Post, DateSpan)> = Vec::new();
        for Appointee { person, role } in appointees {
            let post = Post { person_id: person.person_id, role: *role };
            if self.posts.contains(&(post, span)) || posts.contains(&(post, span)) {
                continue;
            }
            check_role(place, *role)?;
            check_term(place, *role, span, context)?;
            check_place(place, span, context)?;
            check_person(place, person, from, context)?;
            not_in_future(from, context)?;
            for (held, days) in self.posts.iter().chain(&posts).filter(|(_, days)| days.overlaps(&span)) {
                check_beside(post, *held, *days)?;
            }
            posts.push((post, span));
        }
        if posts.is_empty() {
            return Ok(Vec::new());
        }
        if self.posts.len() + posts.len() > POSTS_LIMIT {
            return Err(PostingRefusal::TooMany { list: "posts of a place", limit: POSTS_LIMIT });
        }
        let posts = posts.into_iter().map(|(post, _)| post).collect();
        Ok(vec![PostingEvent::PeoplePosted { place: place.place, division: place.division.clone(), posts, span }])
    }

    fn end(&self, post: Post, ended_on: NaiveDate, reason: &str, context: &RuleContext) -> Decision {
        let Post { person_id, role } = post;
        let mut own = self.posts.iter().filter(|(held, _)| *held == post).map(|(_, span)| *span);
        if own.clone().any(|span| span.to == Some(ended_on)) {
            return Ok(Vec::new());
        }
        let live = own.find(|span| span.is_live_on(ended_on));
        let span = live.ok_or(PostingRefusal::PostUnknown { role, day: ended_on })?;
        not_in_future(ended_on, context)?;
        let reason = Personal::clear(text::note("reason", reason)?);
        Ok(vec![PostingEvent::PostEnded { person_id, role, span, ended_on, reason }])
    }

    /// All posts: person, role, days.
    #[cfg(test)]
    pub(crate) fn posts(&self) -> impl Iterator<Item = (crate::kernel::PersonId, PostRole, DateSpan)> {
        self.posts.iter().map(|(post, span)| (post.person_id, post.role, *span))
    }
}

/// Refuses a day that has not come.
fn not_in_future(day: NaiveDate, context: &RuleContext) -> Result<(), PostingRefusal> {
    let today = context.today();
    if day > today { Err(PostingRefusal::DayInFuture { day, today }) } else { Ok(()) }
}

/// A role belongs to its kind of place (PO1).
fn check_role(place: &PlaceFacts, role: PostRole) -> Result<(), PostingRefusal> {
    if role.belongs_to(place.kind) {
        return Ok(());
    }
    Err(PostingRefusal::RoleNotOfPlace { role, place: place.kind })
}

/// A place exists on every day of a post (PO1).
///
/// What the operator takes over from files came without a first day: there only the last day counts.
fn check_place(place: &PlaceFacts, span: DateSpan, context: &RuleContext) -> Result<(), PostingRefusal> {
    let not_live = |day| PostingRefusal::PlaceNotLive { day, from: place.from, until: place.until };
    if span.from < place.from && !context.counts_as_approved() {
        return Err(not_live(span.from));
    }
    match place.until {
        Some(last) if span.to.is_none_or(|to| to > last) => Err(not_live(time::next_day(last).max(span.from))),
        Some(_) | None => Ok(()),
    }
}

/// A post is held by a person of age (PO2); one whose birth date is not on file is not kept out.
fn check_person(
    place: &PlaceFacts,
    person: &PersonFacts,
    from: NaiveDate,
    context: &RuleContext,
) -> Result<(), PostingRefusal> {
    let limit = context.policy_on(&place.division, from).adult_age_years;
    match person.age_years {
        Some(actual) if actual < limit => {
            Err(PostingRefusal::PersonNotOfAge { person_id: person.person_id, limit, actual })
        }
        Some(_) | None => Ok(()),
    }
}

/// A term names its last day where the role has one, and is no longer than the policy allows (PO3).
fn check_term(place: &PlaceFacts, role: PostRole, span: DateSpan, context: &RuleContext) -> Result<(), PostingRefusal> {
    let Some(to) = span.to else {
        return if role.has_term() { Err(PostingRefusal::TermRequired { role }) } else { Ok(()) };
    };
    let years = context.policy_on(&place.division, span.from).posting_term_years;
    let latest = time::day_before(time::years_after(span.from, i32::try_from(years).unwrap_or(i32::MAX)));
    if to > latest { Err(PostingRefusal::TermTooLong { years, to, latest }) } else { Ok(()) }
}

/// Whether a post may stand beside one that is held on one of the same days (PO4).
fn check_beside(post: Post, held: Post, days: DateSpan) -> Result<(), PostingRefusal> {
    let same_role = post.role == held.role;
    if post.person_id == held.person_id && (same_role || (post.role.is_resident() && held.role.is_resident())) {
        let (from, until) = (days.from, days.to);
        return Err(PostingRefusal::PostHeld { person_id: held.person_id, role: held.role, from, until });
    }
    if same_role && post.role.is_single() {
        let (from, until) = (days.from, days.to);
        return Err(PostingRefusal::SeatTaken { role: held.role, holder: held.person_id, from, until });
    }
    Ok(())
}
