//! The state of an organization, its commands and its events. The rules of pairings stand in `pairing`.

use crate::{
    kernel::{
        Code, CreditCode, DateSpan, DivisionCode, OrganizationId, PairingId, PersonId, RuleContext, text, time,
        words::OrganizationKind,
    },
    organization::{
        OrganizationCommand, OrganizationEvent, OrganizationFacts, OrganizationRefusal, standing::Standing,
        words::PairingKind,
    },
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What a rule answers: events, none when it is so already, or a refusal.
pub(crate) type Decision = Result<Vec<OrganizationEvent>, OrganizationRefusal>;

/// People who may record in the name of one organization.
const RECORDERS_LIMIT: usize = 1_000;
/// Steps of a hierarchy that are believed; domain.md knows five levels.
pub const HIERARCHY_LIMIT: usize = 32;

/// An organization (组织, 单位).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Organization {
    pub(crate) registration: Option<Registration>,
    /// Who may record, and since which day.
    pub(crate) recorders: BTreeMap<PersonId, NaiveDate>,
    /// All pairings reported here, ended ones too, by partner, oldest first.
    pub(crate) pairings: BTreeMap<OrganizationId, Vec<(PairingId, DateSpan)>>,
    /// For what, where a pairing says so.
    pub(crate) pairing_kinds: BTreeMap<PairingId, PairingKind>,
    pub(crate) standing: Standing,
    /// Legal representatives and since when, oldest first.
    pub(crate) representatives: Vec<(NaiveDate, PersonId)>,
    pub(crate) suspended_on: Option<NaiveDate>,
    pub(crate) dissolved_on: Option<NaiveDate>,
    /// Who answers for its certificates, once dissolved.
    pub(crate) successor: Option<OrganizationId>,
    /// Since when, where the successor was named later.
    pub(crate) succeeded_on: Option<NaiveDate>,
}

/// What an organization is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Registration {
    pub(crate) code: Code,
    pub(crate) name: String,
    pub(crate) kind: OrganizationKind,
    pub(crate) division: DivisionCode,
    pub(crate) parent: Option<OrganizationId>,
    pub(crate) credit_code: Option<CreditCode>,
    pub(crate) registered_on: NaiveDate,
}

crate::aggregate!(Organization, "organization", OrganizationCommand, OrganizationEvent, OrganizationRefusal);

impl Organization {
    /// Decides a command on the present state.
    ///
    /// # Errors
    /// [`OrganizationRefusal`] naming the rule that said no.
    pub fn decide(
        &self,
        command: OrganizationCommand,
        context: &RuleContext,
    ) -> Result<Vec<OrganizationEvent>, OrganizationRefusal> {
        use OrganizationCommand as C;
        match command {
            C::RegisterOrganization { code, name, kind, division, parent, credit_code, registered_on } => {
                let name = text::name("name", &name)?;
                let above = parent.as_ref().map(|facts| facts.organization_id);
                let asked = Registration { code, name, kind, division, parent: above, credit_code, registered_on };
                self.register(asked, parent.as_ref(), context)
            }
            C::ChangeOrganization { name, division, changed_on } => self.change(name, division, changed_on, context),
            C::AttachOrganization { parent, attached_on } => self.attach(&parent, attached_on, context),
            C::AuthoriseRecorder { person_id, authorised_on } => self.authorise(person_id, authorised_on, context),
            C::RevokeRecorder { person_id, revoked_on } => self.revoke(person_id, revoked_on, context),
            C::PairOrganizations { partner, from, to, agreement } => {
                self.pair(&partner, (from, to), agreement.as_ref(), context)
            }
            C::EndPairing { partner, ended_on } => self.end_pairing(partner, ended_on),
            C::SuspendOrganization { suspended_on, reason } => self.suspend(suspended_on, &reason, context),
            C::RestoreOrganization { restored_on } => self.restore(restored_on, context),
            C::DissolveOrganization { dissolved_on, successor, posted_after, reason } => {
                self.dissolve(dissolved_on, (successor.as_ref(), posted_after), &reason, context)
            }
            C::RecordLevel { level, recorded_on } => self.record_level(level, recorded_on, context),
            C::RenewLeadership { from, to } => self.renew_leadership(from, to, context),
            C::GrantLabel { label, granted_on } => self.grant_label(label, granted_on, context),
            C::WithdrawLabel { label, withdrawn_on, reason } => {
                self.withdraw_label(label, withdrawn_on, &reason, context)
            }
            C::SignPledge { code, pledge, copies, signed_on } => {
                self.sign_pledge(code, pledge, copies, signed_on, context)
            }
            C::SurveyCoverage { coverage, surveyed_on } => self.survey_coverage(coverage, surveyed_on, context),
            C::NameLegalRepresentative { person_id, named_on, guided } => {
                self.name_representative(person_id, named_on, &guided, context)
            }
            C::SucceedOrganization { successor, succeeded_on } => self.succeed(&successor, succeeded_on, context),
        }
    }

    /// Takes an event in; it never says no.
    pub(crate) fn remember(&mut self, event: OrganizationEvent) {
        use OrganizationEvent as E;
        match event {
            E::OrganizationRegistered { code, name, kind, division, parent, credit_code, registered_on } => {
                self.registration =
                    Some(Registration { code, name, kind, division, parent, credit_code, registered_on });
            }
            E::OrganizationChanged { name, division, .. } => {
                if let Some(registration) = &mut self.registration {
                    registration.name = name.unwrap_or_else(|| registration.name.clone());
                    registration.division = division.unwrap_or_else(|| registration.division.clone());
                }
            }
            E::OrganizationAttached { parent, .. } => {
                if let Some(registration) = &mut self.registration {
                    registration.parent = Some(parent);
                }
            }
            E::RecorderAuthorised { person_id, authorised_on } => {
                self.recorders.insert(person_id, authorised_on);
            }
            E::RecorderRevoked { person_id, .. } => {
                self.recorders.remove(&person_id);
            }
            E::OrganizationsPaired { pairing_id, partner, span, kind, .. } => {
                self.pairing_kinds.extend(kind.map(|kind| (pairing_id, kind)));
                let pairings = self.pairings.entry(partner).or_default();
                pairings.push((pairing_id, span));
                pairings.sort_by_key(|(_, span)| span.from);
            }
            E::PairingEnded { pairing_id, partner, ended_on, .. } => {
                self.shorten_pairing(partner, pairing_id, ended_on);
            }
            E::OrganizationSuspended { suspended_on, .. } => self.suspended_on = Some(suspended_on),
            E::OrganizationRestored { .. } => self.suspended_on = None,
            E::OrganizationDissolved { dissolved_on, successor, .. } => {
                self.dissolved_on = Some(dissolved_on);
                self.successor = successor;
            }
            E::OrganizationSucceeded { successor, succeeded_on, .. } => {
                self.successor = Some(successor);
                self.succeeded_on = Some(succeeded_on);
            }
            E::LevelRecorded { level, recorded_on } => self.standing.level_recorded(level, recorded_on),
            E::LeadershipTermRenewed { from, to } => self.standing.leadership_renewed(from, to),
            E::LabelGranted { label, granted_on } => self.standing.label_granted(label, granted_on),
            E::LabelWithdrawn { label, withdrawn_on, .. } => self.standing.label_withdrawn(label, withdrawn_on),
            E::PledgeSigned { code, pledge, copies, signed_on } => {
                self.standing.pledge_signed(code, pledge, copies, signed_on);
            }
            E::LegalRepresentativeNamed { person_id, named_on } => self.representatives.push((named_on, person_id)),
            E::CoverageSurveyed { coverage, surveyed_on } => self.standing.coverage_surveyed(coverage, surveyed_on),
        }
    }

    /// What other rules may know of it; those above it are the edge's to fill in.
    #[must_use]
    pub fn facts(&self) -> Option<OrganizationFacts> {
        let registration = self.registration.as_ref()?;
        Some(OrganizationFacts {
            organization_id: OrganizationId::of_code(&registration.code),
            kind: registration.kind,
            registered_on: registration.registered_on,
            dissolved_on: self.dissolved_on,
            suspended: self.suspended_on.is_some(),
            ancestors: registration.parent.into_iter().collect(),
        })
    }

    /// The organization above it.
    #[must_use]
    pub fn parent(&self) -> Option<OrganizationId> {
        self.registration.as_ref().and_then(|registration| registration.parent)
    }

    /// Its division.
    #[must_use]
    pub fn division(&self) -> Option<&DivisionCode> {
        self.registration.as_ref().map(|registration| &registration.division)
    }

    /// The sender's own key.
    #[must_use]
    pub fn code(&self) -> Option<&Code> {
        self.registration.as_ref().map(|registration| &registration.code)
    }

    /// Whether a person may record in its name: authorised by an organization that may act (O3).
    #[must_use]
    pub fn is_recorder(&self, person_id: PersonId) -> bool {
        self.acting().is_ok() && self.recorders.contains_key(&person_id)
    }

    /// The registration of an organization that still exists.
    pub(crate) fn live(&self) -> Result<&Registration, OrganizationRefusal> {
        let registration = self.registration.as_ref().ok_or(OrganizationRefusal::OrganizationUnknown)?;
        match self.dissolved_on {
            Some(dissolved_on) => Err(OrganizationRefusal::OrganizationDissolved { dissolved_on }),
            None => Ok(registration),
        }
    }

    /// The registration of an organization that may act.
    pub(crate) fn acting(&self) -> Result<&Registration, OrganizationRefusal> {
        let registration = self.live()?;
        match self.suspended_on {
            Some(suspended_on) => Err(OrganizationRefusal::OrganizationSuspended { suspended_on }),
            None => Ok(registration),
        }
    }

    fn register(&self, asked: Registration, parent: Option<&OrganizationFacts>, context: &RuleContext) -> Decision {
        if let Some(known) = &self.registration {
            let fields = known.differences(&asked);
            return if fields.is_empty() { Ok(Vec::new()) } else { Err(OrganizationRefusal::CodeTaken { fields }) };
        }
        not_in_future(asked.registered_on, context)?;
        context.divisions.valid_on(&asked.division, asked.registered_on)?;
        if asked.kind == OrganizationKind::UnregisteredGroup && parent.is_none() {
            return Err(OrganizationRefusal::ResponsibleUnitRequired);
        }
        if let Some(parent) = parent {
            check_live(parent, asked.registered_on, context)?;
            check_above(OrganizationId::of_code(&asked.code), parent)?;
        }
        let Registration { code, name, kind, division, parent, credit_code, registered_on } = asked;
        Ok(vec![OrganizationEvent::OrganizationRegistered {
            code,
            name,
            kind,
            division,
            parent,
            credit_code,
            registered_on,
        }])
    }

    fn change(
        &self,
        name: Option<String>,
        division: Option<DivisionCode>,
        changed_on: NaiveDate,
        context: &RuleContext,
    ) -> Decision {
        let known = self.live()?;
        not_in_future(changed_on, context)?;
        not_before(changed_on, known.registered_on)?;
        let name = name.map(|name| text::name("name", &name)).transpose()?.filter(|name| *name != known.name);
        let division = division.filter(|division| *division != known.division);
        if let Some(division) = &division {
            context.divisions.valid_on(division, changed_on)?;
        }
        if name.is_none() && division.is_none() {
            return Ok(Vec::new());
        }
        Ok(vec![OrganizationEvent::OrganizationChanged { name, division, changed_on }])
    }

    fn attach(&self, parent: &OrganizationFacts, attached_on: NaiveDate, context: &RuleContext) -> Decision {
        let known = self.live()?;
        if known.parent == Some(parent.organization_id) {
            return Ok(Vec::new());
        }
        not_in_future(attached_on, context)?;
        not_before(attached_on, known.registered_on)?;
        check_live(parent, attached_on, context)?;
        check_above(OrganizationId::of_code(&known.code), parent)?;
        Ok(vec![OrganizationEvent::OrganizationAttached { parent: parent.organization_id, attached_on }])
    }

    fn authorise(&self, person_id: PersonId, authorised_on: NaiveDate, context: &RuleContext) -> Decision {
        let known = self.acting()?;
        if self.recorders.contains_key(&person_id) {
            return Ok(Vec::new());
        }
        not_in_future(authorised_on, context)?;
        not_before(authorised_on, known.registered_on)?;
        if self.recorders.len() >= RECORDERS_LIMIT {
            return Err(OrganizationRefusal::TooMany { list: "recorders", limit: RECORDERS_LIMIT });
        }
        Ok(vec![OrganizationEvent::RecorderAuthorised { person_id, authorised_on }])
    }

    fn revoke(&self, person_id: PersonId, revoked_on: NaiveDate, context: &RuleContext) -> Decision {
        self.live()?;
        let Some(authorised_on) = self.recorders.get(&person_id) else { return Ok(Vec::new()) };
        not_in_future(revoked_on, context)?;
        not_before(revoked_on, *authorised_on)?;
        Ok(vec![OrganizationEvent::RecorderRevoked { person_id, revoked_on }])
    }
}

impl Registration {
    /// The fields of the file format in which two registrations differ.
    fn differences(&self, other: &Self) -> Vec<&'static str> {
        let checks = [
            ("name", self.name == other.name),
            ("kind", self.kind == other.kind),
            ("division", self.division == other.division),
            ("parent_code", self.parent == other.parent),
            ("credit_code", self.credit_code == other.credit_code),
        ];
        checks.into_iter().filter(|(_, same)| !same).map(|(field, _)| field).collect()
    }
}

/// Refuses a day that has not come.
pub(crate) fn not_in_future(day: NaiveDate, context: &RuleContext) -> Result<(), OrganizationRefusal> {
    let today = context.today();
    if day > today { Err(OrganizationRefusal::DayInFuture { day, today }) } else { Ok(()) }
}

/// Refuses a day before another.
pub(crate) fn not_before(day: NaiveDate, earliest: NaiveDate) -> Result<(), OrganizationRefusal> {
    if day < earliest { Err(OrganizationRefusal::DayTooEarly { day, earliest }) } else { Ok(()) }
}

/// Refuses an organization that does not exist on a day.
///
/// What the operator takes over from files came without a first day: there only the last day counts.
pub(crate) fn check_live(
    facts: &OrganizationFacts,
    day: NaiveDate,
    context: &RuleContext,
) -> Result<(), OrganizationRefusal> {
    let began = context.counts_as_approved() || facts.registered_on <= day;
    if began && facts.dissolved_on.is_none_or(|last| day <= last) {
        return Ok(());
    }
    Err(OrganizationRefusal::OrganizationNotLive {
        organization_id: facts.organization_id,
        day,
        from: facts.registered_on,
        until: facts.dissolved_on,
    })
}

/// Refuses a successor that does not exist beyond the day: two that end on one day would each answer for the other.
pub(crate) fn check_lasting(
    facts: &OrganizationFacts,
    day: NaiveDate,
    context: &RuleContext,
) -> Result<(), OrganizationRefusal> {
    check_live(facts, day, context)?;
    check_live(facts, time::next_day(day), context)
}

/// Refuses a parent that is the organization itself or stands below it (O2).
pub(crate) fn check_above(own: OrganizationId, parent: &OrganizationFacts) -> Result<(), OrganizationRefusal> {
    if parent.organization_id == own || parent.ancestors.contains(&own) || parent.ancestors.len() > HIERARCHY_LIMIT {
        return Err(OrganizationRefusal::HierarchyCycle { parent: parent.organization_id });
    }
    Ok(())
}
