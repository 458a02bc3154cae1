//! The rules of what stands beside the ledger: disputes, totals from elsewhere, the suspension of manual credits.

use crate::{
    kernel::{ActivityId, Code, CreditId, DateSpan, Personal, RuleContext, TimeSpan, text, words::EvidenceClass},
    volunteer::{
        aggregate::Volunteer,
        events::{Dispute, ImportedTotal, VolunteerEvent},
        refusals::VolunteerRefusal,
        words::DisputeKind,
    },
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Disputes of one volunteer.
const DISPUTES_LIMIT: usize = 1_000;
/// Totals from elsewhere of one volunteer.
const IMPORTED_LIMIT: usize = 100;
/// Minutes of one total: somebody's whole life.
const IMPORTED_MINUTES_LIMIT: u32 = 60 * 24 * 366 * 100;
/// Minutes that one day has.
const DAY_MINUTES: i64 = 1_440;

type Decision = Result<Vec<VolunteerEvent>, VolunteerRefusal>;

/// What stands beside the ledger.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Records {
    /// Every dispute, and how it was answered.
    pub(super) disputes: BTreeMap<Code, (Dispute, Option<Answer>)>,
    pub(super) imported: Vec<ImportedTotal>,
    /// Last day on which no manual credit is entered.
    pub(super) suspended_until: Option<NaiveDate>,
}

/// How a dispute was answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Answer {
    pub(super) upheld: bool,
    pub(super) credit_id: Option<CreditId>,
}

impl Volunteer {
    pub(super) fn dispute(&self, asked: Dispute, statement: &str, context: &RuleContext) -> Decision {
        let person_id = self.registered()?.person_id;
        let evidence_reference = asked.evidence_reference.map(|text| text::name("evidence_reference", &text));
        let dispute = Dispute { evidence_reference: evidence_reference.transpose()?, ..asked };
        let statement = Personal::clear(text::note("statement", statement)?);
        if let Some((held, _)) = self.records.disputes.get(&dispute.code) {
            return if *held == dispute {
                Ok(Vec::new())
            } else {
                Err(VolunteerRefusal::DisputeTaken { dispute: dispute.code })
            };
        }
        self.check_dispute(&dispute, context)?;
        let actual = self.records.disputes.len();
        if actual >= DISPUTES_LIMIT {
            return Err(VolunteerRefusal::TooManyRecords { list: "disputes", limit: DISPUTES_LIMIT });
        }
        Ok(vec![VolunteerEvent::RecordDisputed { dispute, person_id, statement }])
    }

    /// A dispute says what is wrong: missing hours claim a span, the other kinds name the credit.
    fn check_dispute(&self, dispute: &Dispute, context: &RuleContext) -> Result<(), VolunteerRefusal> {
        let (kind, claimed, credit_id) = (dispute.kind, dispute.claimed, dispute.credit_id);
        let claims = match kind {
            DisputeKind::MissingHours | DisputeKind::WrongHours => true,
            DisputeKind::NotMine => false,
        };
        let names = match kind {
            DisputeKind::MissingHours => false,
            DisputeKind::WrongHours | DisputeKind::NotMine => true,
        };
        if claims != claimed.is_some() || names != credit_id.is_some() {
            return Err(VolunteerRefusal::DisputeIncomplete { kind, claims_span: claims, names_credit: names });
        }
        if let Some(TimeSpan { starts_at, ends_at }) = claimed {
            if ends_at <= starts_at {
                return Err(VolunteerRefusal::IntervalReversed { starts_at, ends_at });
            }
            if ends_at > context.now {
                return Err(VolunteerRefusal::HoursInFuture { now: context.now, ends_at });
            }
        }
        match credit_id {
            Some(credit_id) if self.ledger.find(credit_id).is_none() => {
                Err(VolunteerRefusal::CreditUnknown { credit_id })
            }
            Some(_) | None => Ok(()),
        }
    }

    /// The activity that a dispute is about, by whose organization it is answered.
    #[must_use]
    pub fn disputed_activity(&self, code: &Code) -> Option<ActivityId> {
        self.records.disputes.get(code).map(|(dispute, _)| dispute.activity_id)
    }

    pub(super) fn resolve_dispute(&self, code: Code, upheld: bool, answer: Option<CreditId>, reason: &str) -> Decision {
        let person_id = self.registered()?.person_id;
        let unknown = || VolunteerRefusal::DisputeUnknown { dispute: code.clone() };
        let (dispute, answered) = self.records.disputes.get(&code).ok_or_else(unknown)?;
        if let Some(held) = answered {
            return if (held.upheld, held.credit_id) == (upheld, answer) {
                Ok(Vec::new())
            } else {
                Err(VolunteerRefusal::DisputeAnswered { dispute: code, upheld: held.upheld })
            };
        }
        // Whoever is right is answered by the record: with the credit that now stands, or with one that no longer does.
        let needs_credit = match dispute.kind {
            DisputeKind::MissingHours | DisputeKind::WrongHours => upheld,
            DisputeKind::NotMine => false,
        };
        let stands = answer.is_some_and(|credit_id| self.ledger.find(credit_id).is_some());
        if needs_credit && !stands {
            return Err(VolunteerRefusal::AnswerMissing { dispute: code });
        }
        let still_stands = dispute.credit_id.filter(|credit_id| self.ledger.find(*credit_id).is_some());
        if let (true, DisputeKind::NotMine, Some(credit_id)) = (upheld, dispute.kind, still_stands) {
            return Err(VolunteerRefusal::CreditStillStands { dispute: code, credit_id });
        }
        let reason = Personal::clear(text::note("reason", reason)?);
        Ok(vec![VolunteerEvent::DisputeResolved { code, upheld, answer, person_id, reason }])
    }

    pub(super) fn import_hours(&self, total: &ImportedTotal, context: &RuleContext) -> Decision {
        self.registered()?;
        let platform = text::name("platform", &total.platform)?;
        let reference = text::name("reference", &total.reference)?;
        let total = ImportedTotal { platform, reference, ..total.clone() };
        let same = |held: &&ImportedTotal| (&held.platform, &held.reference) == (&total.platform, &total.reference);
        if let Some(held) = self.records.imported.iter().find(same) {
            return if *held == total { Ok(Vec::new()) } else { Err(VolunteerRefusal::ImportedBefore) };
        }
        let (from, today) = (total.period.from, context.today());
        let to = total.period.to.filter(|to| *to >= from && *to <= today);
        let to = to.ok_or(VolunteerRefusal::PeriodWrong { from, to: total.period.to, today })?;
        let days = (to - from).num_days().saturating_add(1);
        let of_days = u32::try_from(days.saturating_mul(DAY_MINUTES)).unwrap_or(u32::MAX);
        let (limit, actual) = (of_days.min(IMPORTED_MINUTES_LIMIT), total.minutes);
        if actual == 0 || actual > limit {
            return Err(VolunteerRefusal::ImportedMinutesOutOfBounds { limit, actual });
        }
        let shares_days = |held: &&ImportedTotal| {
            held.platform == total.platform && held.period.overlaps(&DateSpan { from, to: Some(to) })
        };
        if let Some(held) = self.records.imported.iter().find(shares_days) {
            let DateSpan { from, to } = held.period;
            return Err(VolunteerRefusal::ImportedOverlap { from, to });
        }
        if self.records.imported.len() >= IMPORTED_LIMIT {
            return Err(VolunteerRefusal::TooManyRecords { list: "imported totals", limit: IMPORTED_LIMIT });
        }
        Ok(vec![VolunteerEvent::HoursImported { total }])
    }

    pub(super) fn suspend_self_entry(&self, until: NaiveDate, reason: &str, context: &RuleContext) -> Decision {
        let person_id = self.registered()?.person_id;
        if self.records.suspended_until == Some(until) {
            return Ok(Vec::new());
        }
        let today = context.today();
        if until < today {
            return Err(VolunteerRefusal::SuspensionOver { until, today });
        }
        let reason = Personal::clear(text::note("reason", reason)?);
        Ok(vec![VolunteerEvent::SelfEntrySuspended { until, person_id, reason }])
    }

    pub(super) fn restore_self_entry(&self) -> Decision {
        self.registered()?;
        Ok(self.records.suspended_until.map(|_| VolunteerEvent::SelfEntryRestored {}).into_iter().collect())
    }

    /// Refuses manual evidence while it is suspended.
    pub(super) fn check_self_entry(
        &self,
        evidence: EvidenceClass,
        context: &RuleContext,
    ) -> Result<(), VolunteerRefusal> {
        let until = self.records.suspended_until.filter(|until| context.today() <= *until);
        match until {
            Some(until) if evidence.is_manual() && !context.counts_as_approved() => {
                Err(VolunteerRefusal::SelfEntrySuspended { until })
            }
            _ => Ok(()),
        }
    }

    /// Whether the volunteer disputes a record and nobody has answered.
    #[must_use]
    pub fn has_open_dispute(&self) -> bool {
        self.records.disputes.values().any(|(_, answered)| answered.is_none())
    }

    /// Minutes that other platforms recorded; they are part of no other total.
    #[must_use]
    pub fn imported_minutes(&self) -> u64 {
        self.records.imported.iter().map(|total| u64::from(total.minutes)).sum()
    }

    /// Takes an event in that stands beside the ledger.
    pub(super) fn remember_record(&mut self, event: VolunteerEvent) {
        match event {
            VolunteerEvent::RecordDisputed { dispute, .. } => {
                self.records.disputes.insert(dispute.code.clone(), (dispute, None));
            }
            VolunteerEvent::DisputeResolved { code, upheld, answer, .. } => {
                if let Some((_, answered)) = self.records.disputes.get_mut(&code) {
                    *answered = Some(Answer { upheld, credit_id: answer });
                }
            }
            VolunteerEvent::HoursImported { total } => self.records.imported.push(total),
            VolunteerEvent::SelfEntrySuspended { until, .. } => self.records.suspended_until = Some(until),
            VolunteerEvent::SelfEntryRestored {} => self.records.suspended_until = None,
            VolunteerEvent::VolunteerRegistered { .. }
            | VolunteerEvent::SkillsDeclared { .. }
            | VolunteerEvent::SkillVerified { .. }
            | VolunteerEvent::HoursCredited { .. }
            | VolunteerEvent::CreditApproved { .. }
            | VolunteerEvent::CreditRejected { .. }
            | VolunteerEvent::HoursCorrected { .. }
            | VolunteerEvent::HoursRevoked { .. }
            | VolunteerEvent::AvailabilityDeclared { .. }
            | VolunteerEvent::InsuranceRecorded { .. }
            | VolunteerEvent::VolunteerDeactivated { .. }
            | VolunteerEvent::VolunteerReactivated { .. }
            | VolunteerEvent::LedgersJoined { .. }
            | VolunteerEvent::LedgersParted { .. } => {}
        }
    }
}
