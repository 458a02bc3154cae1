//! The state of a call, how it begins, and its events. How its matters are handled stands in `handling`.

use crate::{
    kernel::{Code, DivisionCode, OrganizationId, Personal, RuleContext, text, words::OrganizationKind},
    matter::{
        CallerFacts, ListedMatter, MatterCaller, MatterCommand, MatterEvent, MatterRefusal, NewMatter,
        words::MatterKind,
    },
    organization::OrganizationFacts,
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What a rule answers: events, none when it is so already, or a refusal.
pub(super) type Decision = Result<Vec<MatterEvent>, MatterRefusal>;

/// Matters that one call lists.
pub const MATTERS_LIMIT: usize = 200;

/// A call on a department with its matters (吹哨单).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct MatterCall {
    pub(super) call: Option<Call>,
    pub(super) matters: BTreeMap<Code, Matter>,
    /// Each response with its day and what it took.
    pub(super) responses: BTreeMap<Code, (NaiveDate, Vec<Code>)>,
}

/// What a call is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Call {
    code: Code,
    pub(super) caller: MatterCaller,
    pub(super) department: OrganizationId,
    pub(super) division: DivisionCode,
    raised_on: NaiveDate,
}

/// A matter as the rules need it; its text stays in the log.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Matter {
    kind: MatterKind,
    pub(super) raised_on: NaiveDate,
    /// The response that took it, and when.
    pub(super) taken: Option<(Code, NaiveDate)>,
    pub(super) closed: Option<(Closing, NaiveDate)>,
    /// The last day on which it was opened again.
    pub(super) reopened_on: Option<NaiveDate>,
}

/// How a matter was closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Closing {
    Resolved,
    Declined,
}

crate::aggregate!(MatterCall, "matter", MatterCommand, MatterEvent, MatterRefusal);

impl MatterCall {
    /// Decides a command on the present state.
    ///
    /// # Errors
    /// [`MatterRefusal`] naming the rule that said no.
    pub fn decide(&self, command: MatterCommand, context: &RuleContext) -> Result<Vec<MatterEvent>, MatterRefusal> {
        use MatterCommand as C;
        match command {
            C::RaiseMatters { code, caller, department, division, matters, raised_on } => {
                let asked =
                    Call { code, caller: caller.caller, department: department.organization_id, division, raised_on };
                self.raise(asked, (&caller, &department), matters, context)
            }
            C::TakeMatters { response, matters, taken_on } => self.take(response, matters, taken_on, context),
            C::ResolveMatters { matters, resolved_on, result } => self.resolve(matters, resolved_on, &result, context),
            C::DeclineMatters { matters, declined_on, reason } => self.decline(matters, declined_on, &reason, context),
            C::ReopenMatter { matter, reopened_on, reason } => self.reopen(matter, reopened_on, &reason, context),
        }
    }

    /// Takes an event in; it never says no.
    pub(crate) fn remember(&mut self, event: MatterEvent) {
        use MatterEvent as E;
        match event {
            E::MattersRaised { code, caller, department, division, matters, raised_on } => {
                self.call = Some(Call { code, caller, department, division, raised_on });
                self.matters.extend(matters.into_iter().map(|listed| {
                    let kind = listed.kind;
                    (listed.code, Matter { kind, raised_on, taken: None, closed: None, reopened_on: None })
                }));
            }
            E::MattersTaken { response, matters, taken_on } => {
                for code in &matters {
                    self.change(code, |matter| matter.taken = Some((response.clone(), taken_on)));
                }
                self.responses.insert(response, (taken_on, matters));
            }
            E::MattersResolved { matters, resolved_on, .. } => {
                for code in &matters {
                    self.change(code, |matter| matter.closed = Some((Closing::Resolved, resolved_on)));
                }
            }
            E::MattersDeclined { matters, declined_on, .. } => {
                for code in &matters {
                    self.change(code, |matter| matter.closed = Some((Closing::Declined, declined_on)));
                }
            }
            E::MatterReopened { matter, reopened_on, .. } => self.change(&matter, |matter| {
                matter.closed = None;
                matter.reopened_on = Some(reopened_on);
            }),
        }
    }

    fn change(&mut self, code: &Code, change: impl FnOnce(&mut Matter)) {
        if let Some(matter) = self.matters.get_mut(code) {
            change(matter);
        }
    }

    /// Refuses whatever is asked of a call that nobody made.
    pub(super) fn known(&self) -> Result<(), MatterRefusal> {
        self.call.as_ref().map(|_| ()).ok_or(MatterRefusal::CallUnknown)
    }

    fn raise(
        &self,
        asked: Call,
        (caller, department): (&CallerFacts, &OrganizationFacts),
        matters: Vec<NewMatter>,
        context: &RuleContext,
    ) -> Decision {
        let matters = listed(matters)?;
        if let Some(known) = &self.call {
            let mut fields = known.differences(&asked);
            let same = self.matters.len() == matters.len()
                && matters.iter().all(|new| self.matters.get(&new.code).is_some_and(|held| held.kind == new.kind));
            fields.extend((!same).then_some("matters"));
            return if fields.is_empty() { Ok(Vec::new()) } else { Err(MatterRefusal::CodeTaken { fields }) };
        }
        check_parties(caller, department, asked.raised_on, context)?;
        context.divisions.valid_on(&asked.division, asked.raised_on)?;
        let Call { code, caller, department, division, raised_on } = asked;
        Ok(vec![MatterEvent::MattersRaised { code, caller, department, division, matters, raised_on }])
    }
}

impl Call {
    /// The fields in which two calls differ.
    fn differences(&self, other: &Self) -> Vec<&'static str> {
        let checks = [
            ("caller", self.caller == other.caller),
            ("department", self.department == other.department),
            ("division", self.division == other.division),
            ("raised_on", self.raised_on == other.raised_on),
        ];
        checks.into_iter().filter(|(_, same)| !same).map(|(field, _)| field).collect()
    }
}

/// Who calls is there, and whom they call on is a department, another one, that is there (MA1).
fn check_parties(
    caller: &CallerFacts,
    department: &OrganizationFacts,
    day: NaiveDate,
    context: &RuleContext,
) -> Result<(), MatterRefusal> {
    not_in_future(day, context)?;
    let organization_id = department.organization_id;
    if department.kind != OrganizationKind::Department {
        return Err(MatterRefusal::NotADepartment { organization_id, kind: department.kind });
    }
    if caller.caller == MatterCaller::Organization(organization_id) {
        return Err(MatterRefusal::CallOnItself);
    }
    let CallerFacts { caller, from, until } = *caller;
    if !there(from, until, day, context) {
        return Err(MatterRefusal::CallerNotLive { caller, day, from, until });
    }
    let (from, until) = (department.registered_on, department.dissolved_on);
    if !there(from, until, day, context) {
        return Err(MatterRefusal::OrganizationNotLive { organization_id, day, from, until });
    }
    Ok(())
}

/// Whether somebody exists on a day; what the operator takes over from files came without a first day.
fn there(from: NaiveDate, until: Option<NaiveDate>, day: NaiveDate, context: &RuleContext) -> bool {
    (context.counts_as_approved() || from <= day) && until.is_none_or(|last| day <= last)
}

/// The matters of a call, each with a code of its own and a text.
fn listed(matters: Vec<NewMatter>) -> Result<Vec<ListedMatter>, MatterRefusal> {
    if matters.is_empty() {
        return Err(MatterRefusal::NoMatterNamed);
    }
    if matters.len() > MATTERS_LIMIT {
        return Err(MatterRefusal::TooMany { list: "matters", limit: MATTERS_LIMIT });
    }
    let mut listed: Vec<ListedMatter> = Vec::with_capacity(matters.len());
    for NewMatter { code, kind, text } in matters {
        if listed.iter().any(|before| before.code == code) {
            return Err(MatterRefusal::MatterListedTwice { matter: code });
        }
        listed.push(ListedMatter { code, kind, text: Personal::clear(text::note("text", &text)?) });
    }
    Ok(listed)
}

/// Refuses a day that has not come (MA4).
pub(super) fn not_in_future(day: NaiveDate, context: &RuleContext) -> Result<(), MatterRefusal> {
    let today = context.today();
    if day > today { Err(MatterRefusal::DayInFuture { day, today }) } else { Ok(()) }
}
