//! Where a social worker serves: one post and one agency at a time, each after the one before (S4).

use super::{
    SocialWorker, SocialWorkerEvent, SocialWorkerRefusal,
    aggregate::{Decision, HeldPost, not_before, not_in_future},
};
use crate::{
    kernel::{RuleContext, words::OrganizationKind},
    organization::OrganizationFacts,
};
use chrono::NaiveDate;

/// The highest grade that any scheme has (四岗二十四级, 宁夏 2025).
const GRADE_LIMIT: u32 = 24;

impl SocialWorker {
    pub(super) fn assume_post(
        &self,
        asked: HeldPost,
        organization: Option<&OrganizationFacts>,
        context: &RuleContext,
    ) -> Decision {
        self.known()?;
        if let Some(held) = &self.post {
            return if *held == asked {
                Ok(Vec::new())
            } else {
                Err(SocialWorkerRefusal::PostHeld { post_class: held.post_class, from: held.assumed_on, until: None })
            };
        }
        if let Some((post_class, days)) = self.post_before
            && days.to.is_none_or(|last| asked.assumed_on <= last)
        {
            return Err(SocialWorkerRefusal::PostHeld { post_class, from: days.from, until: days.to });
        }
        not_in_future(asked.assumed_on, context)?;
        context.divisions.valid_on(&asked.division, asked.assumed_on)?;
        if let Some(actual) = asked.grade.filter(|grade| !(1..=GRADE_LIMIT).contains(grade)) {
            return Err(SocialWorkerRefusal::GradeOutOfRange { limit: GRADE_LIMIT, actual });
        }
        if let Some(organization) = organization {
            check_live(organization, asked.assumed_on, context)?;
        }
        let HeldPost { post_class, grade, organization_id, division, assumed_on } = asked;
        Ok(vec![SocialWorkerEvent::PostAssumed { post_class, grade, organization_id, division, assumed_on }])
    }

    pub(super) fn leave_post(&self, left_on: NaiveDate, context: &RuleContext) -> Decision {
        self.known()?;
        if self.post.is_none() && self.post_before.is_some_and(|(_, days)| days.to == Some(left_on)) {
            return Ok(Vec::new());
        }
        let held = self.post.as_ref().ok_or(SocialWorkerRefusal::NoPost)?;
        not_in_future(left_on, context)?;
        not_before(left_on, held.assumed_on)?;
        Ok(vec![SocialWorkerEvent::PostLeft { left_on }])
    }

    pub(super) fn join_agency(
        &self,
        organization: &OrganizationFacts,
        joined_on: NaiveDate,
        context: &RuleContext,
    ) -> Decision {
        self.known()?;
        if organization.kind != OrganizationKind::SocialWorkAgency {
            return Err(SocialWorkerRefusal::NotAnAgency { kind: organization.kind });
        }
        let organization_id = organization.organization_id;
        match self.agency {
            Some((held, from)) if (held, from) == (organization_id, joined_on) => return Ok(Vec::new()),
            Some((organization_id, from)) => {
                return Err(SocialWorkerRefusal::AgencyHeld { organization_id, from, until: None });
            }
            None => {}
        }
        if let Some((organization_id, days)) = self.agency_before
            && days.to.is_none_or(|last| joined_on <= last)
        {
            return Err(SocialWorkerRefusal::AgencyHeld { organization_id, from: days.from, until: days.to });
        }
        not_in_future(joined_on, context)?;
        check_live(organization, joined_on, context)?;
        Ok(vec![SocialWorkerEvent::AgencyJoined { organization_id, joined_on }])
    }

    pub(super) fn leave_agency(&self, left_on: NaiveDate, context: &RuleContext) -> Decision {
        self.known()?;
        if self.agency.is_none() && self.agency_before.is_some_and(|(_, days)| days.to == Some(left_on)) {
            return Ok(Vec::new());
        }
        let (organization_id, joined_on) = self.agency.ok_or(SocialWorkerRefusal::NoAgency)?;
        not_in_future(left_on, context)?;
        not_before(left_on, joined_on)?;
        Ok(vec![SocialWorkerEvent::AgencyLeft { organization_id, left_on }])
    }
}

/// Refuses an organization that does not exist on a day.
///
/// What the operator takes over from files came without a first day: there only the last day counts.
fn check_live(facts: &OrganizationFacts, day: NaiveDate, context: &RuleContext) -> Result<(), SocialWorkerRefusal> {
    let began = context.counts_as_approved() || facts.registered_on <= day;
    if began && facts.dissolved_on.is_none_or(|last| day <= last) {
        return Ok(());
    }
    Err(SocialWorkerRefusal::OrganizationNotLive {
        organization_id: facts.organization_id,
        day,
        from: facts.registered_on,
        until: facts.dissolved_on,
    })
}
