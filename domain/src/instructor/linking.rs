//! Links between an instructor and organizations: the limits hold for every moment of a link, also in the past.

use crate::{
    instructor::{
        Instructor, InstructorEvent, InstructorRefusal, Link,
        aggregate::{Decision, not_in_future},
    },
    kernel::{DateSpan, InstructorId, OrganizationId, RuleContext, time, words::LinkKind},
    organization::OrganizationFacts,
};
use chrono::NaiveDate;

/// Links of one instructor, ended ones counted.
const LINKS_LIMIT: usize = 5_000;

impl Instructor {
    /// All links, ended ones too.
    pub fn links(&self) -> impl Iterator<Item = &Link> {
        self.links.values().flatten()
    }

    /// Focus and general links that are live on a day.
    #[must_use]
    pub fn load_on(&self, day: NaiveDate) -> (usize, usize) {
        let live = self.links().filter(|link| link.span.is_live_on(day));
        let (focus, general): (Vec<&Link>, Vec<&Link>) = live.partition(|link| link.link_kind == LinkKind::Focus);
        (focus.len(), general.len())
    }

    pub(super) fn keep(&mut self, link: Link) {
        let links = self.links.entry(link.organization_id).or_default();
        links.push(link);
        links.sort_by_key(|link| link.span.from);
    }

    /// Gives a link its new last day; one that would end before it began was never there.
    pub(super) fn shorten(&mut self, before: &Link, last_day: NaiveDate) {
        let Some(links) = self.links.get_mut(&before.organization_id) else { return };
        if let Some(link) = links.iter_mut().find(|link| link.span.from == before.span.from) {
            link.span.to = Some(last_day);
        }
        links.retain(|link| link.span.to.is_none_or(|to| link.span.from <= to));
    }

    /// The days in which the instructor guides an organization, by any kind of link (I8).
    #[must_use]
    pub fn guides(&self, organization: OrganizationId) -> Vec<DateSpan> {
        self.links.get(&organization).into_iter().flatten().map(|link| link.span).collect()
    }

    pub(super) fn assign(
        &self,
        organization: &OrganizationFacts,
        represented: &[DateSpan],
        link_kind: LinkKind,
        (from, to): (NaiveDate, Option<NaiveDate>),
        context: &RuleContext,
    ) -> Decision {
        let appointment = self.appointment.as_ref().ok_or(InstructorRefusal::InstructorUnknown)?;
        let reversed = InstructorRefusal::SpanReversed { from, to: to.unwrap_or(from) };
        let span = DateSpan::try_new(from, to).ok_or(reversed)?;
        let link = Link { organization_id: organization.organization_id, link_kind, span };
        if self.links().any(|there| *there == link) {
            return Ok(Vec::new());
        }
        if let Some(released_on) = self.released_on.filter(|released| span.to.is_none_or(|to| to > *released)) {
            return Err(InstructorRefusal::InstructorReleased { released_on });
        }
        if from < appointment.appointed_on {
            return Err(InstructorRefusal::LinkBeforeAppointment { from, appointed_on: appointment.appointed_on });
        }
        check_live(organization, span, context)?;
        if let Some(both) = represented.iter().find(|days| days.overlaps(&span)) {
            let (organization_id, day) = (link.organization_id, both.from.max(span.from));
            return Err(InstructorRefusal::RepresentsOrganization { organization_id, day });
        }
        let there = self.links.get(&link.organization_id).into_iter().flatten();
        if let Some(other) = there.into_iter().find(|other| other.span.overlaps(&span)) {
            return Err(InstructorRefusal::LinkOverlaps { from: other.span.from, until: other.span.to });
        }
        if self.links().count() >= LINKS_LIMIT {
            return Err(InstructorRefusal::TooMany { list: "links", limit: LINKS_LIMIT });
        }
        self.check_focus(&link, context)?;
        Ok(vec![InstructorEvent::OrganizationAssigned { instructor_kind: appointment.kind, link }])
    }

    pub(super) fn change_link(
        &self,
        organization_id: OrganizationId,
        link_kind: LinkKind,
        changed_on: NaiveDate,
        context: &RuleContext,
    ) -> Decision {
        let appointment = self.in_office()?;
        not_in_future(changed_on, context)?;
        let before = self.live_link(organization_id, changed_on)?;
        if before.link_kind == link_kind {
            return Ok(Vec::new());
        }
        let span = DateSpan { from: changed_on, to: before.span.to };
        self.check_focus(&Link { organization_id, link_kind, span }, context)?;
        let instructor_kind = appointment.kind;
        Ok(vec![InstructorEvent::LinkKindChanged { instructor_kind, before, link_kind, changed_on }])
    }

    pub(super) fn end_assignment(&self, organization_id: OrganizationId, ended_on: NaiveDate) -> Decision {
        let instructor_kind = self.in_office()?.kind;
        if self.ends_on(organization_id, ended_on) {
            return Ok(Vec::new());
        }
        let before = self.live_link(organization_id, ended_on)?;
        Ok(vec![InstructorEvent::AssignmentEnded { instructor_kind, before, ended_on }])
    }

    pub(super) fn transfer(
        &self,
        organization_id: OrganizationId,
        successor: InstructorId,
        ended_on: NaiveDate,
    ) -> Decision {
        let links = self.links.get(&organization_id).into_iter().flatten();
        // What is live after the day goes over; a link that has not begun goes over whole.
        let after: Vec<Link> = links.filter(|link| link.span.to.is_none_or(|to| to > ended_on)).copied().collect();
        let taken = self.successors.get(&organization_id).and_then(|taken| taken.get(&ended_on)).copied();
        if after.is_empty() && taken == Some(successor) {
            return Ok(Vec::new());
        }
        let instructor_kind = self.in_office()?.kind;
        if self.own_id() == Some(successor) {
            return Err(InstructorRefusal::TransferToItself);
        }
        match taken.filter(|_| after.is_empty()) {
            Some(successor) => Err(InstructorRefusal::TransferredAlready { successor }),
            None if after.is_empty() && !self.ends_on(organization_id, ended_on) => {
                Err(InstructorRefusal::LinkUnknown { organization_id, day: ended_on })
            }
            None => Ok(after
                .into_iter()
                .map(|before| InstructorEvent::AssignmentTransferred { instructor_kind, before, ended_on, successor })
                .collect()),
        }
    }

    fn ends_on(&self, organization_id: OrganizationId, day: NaiveDate) -> bool {
        self.links.get(&organization_id).into_iter().flatten().any(|link| link.span.to == Some(day))
    }

    fn live_link(&self, organization_id: OrganizationId, day: NaiveDate) -> Result<Link, InstructorRefusal> {
        let links = self.links.get(&organization_id).into_iter().flatten();
        links
            .copied()
            .find(|link| link.span.is_live_on(day))
            .ok_or(InstructorRefusal::LinkUnknown { organization_id, day })
    }
}

/// Refuses an organization that does not exist in the days of a link (I5).
///
/// What the operator takes over from files came without a first day: there only the last day counts.
fn check_live(facts: &OrganizationFacts, span: DateSpan, context: &RuleContext) -> Result<(), InstructorRefusal> {
    let refused = |day| InstructorRefusal::OrganizationNotLive {
        organization_id: facts.organization_id,
        day,
        from: facts.registered_on,
        until: facts.dissolved_on,
    };
    if !context.counts_as_approved() && span.from < facts.registered_on {
        return Err(refused(span.from));
    }
    match facts.dissolved_on {
        Some(last) if span.to.is_none_or(|to| to > last) => Err(refused(span.from.max(time::next_day(last)))),
        Some(_) | None => Ok(()),
    }
}
