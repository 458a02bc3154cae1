//! The state of an account: one function a command, one arm an event.

use crate::{
    account::{
        commands::AccountCommand,
        events::{AccountEvent, Offer},
        refusals::AccountRefusal,
        scope::{Grant, Scope},
    },
    kernel::{Code, DateSpan, FourEyesRefusal, Personal, Proposal, RuleContext, text},
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// Live grants of one account.
const GRANTS_LIMIT: usize = 50;

type Decision = Result<Vec<AccountEvent>, AccountRefusal>;

/// An account (账号), as far as the events tell.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    principal: Option<Code>,
    proposal: Option<Proposal<Offer>>,
    grants: Vec<HeldGrant>,
}

/// A grant with its days.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeldGrant {
    /// The role and its scope.
    pub grant: Grant,
    /// In which days it holds.
    pub span: DateSpan,
}

crate::aggregate!(Account, "account", AccountCommand, AccountEvent, AccountRefusal);

impl Account {
    /// Decides a command on this state; no events when it is already true.
    ///
    /// # Errors
    /// [`AccountRefusal`] names the rule that said no.
    pub fn decide(&self, command: AccountCommand, context: &RuleContext) -> Decision {
        match command {
            AccountCommand::ProposeGrant { principal, offer, reason } => {
                self.propose(principal, offer, &reason, context)
            }
            AccountCommand::ApproveGrant => self.approve(context),
            AccountCommand::DeclineGrant { reason } => self.decline(&reason, context),
            AccountCommand::RevokeGrant { grant, reason } => self.revoke(grant, &reason, context),
        }
    }

    /// Who signs in, once anything was granted or proposed.
    #[must_use]
    pub fn principal(&self) -> Option<&Code> {
        self.principal.as_ref()
    }

    /// Every grant that ever held, oldest first.
    #[must_use]
    pub fn grants(&self) -> &[HeldGrant] {
        &self.grants
    }

    /// The grants that hold on a day.
    pub fn grants_on(&self, day: NaiveDate) -> impl Iterator<Item = &Grant> {
        self.grants.iter().filter(move |held| held.span.is_live_on(day)).map(|held| &held.grant)
    }

    /// What is proposed and waits.
    #[must_use]
    pub fn proposal(&self) -> Option<&Proposal<Offer>> {
        self.proposal.as_ref()
    }

    fn propose(&self, principal: Code, offer: Offer, reason: &str, context: &RuleContext) -> Decision {
        let today = context.today();
        if self
            .grants
            .iter()
            .any(|held| held.grant == offer.grant && held.span.is_live_on(today) && held.span.to == offer.until)
        {
            return Ok(Vec::new());
        }
        self.check(&principal, &offer, context)?;
        let reason = text::note("reason", reason)?;
        if context.counts_as_approved() {
            let (proposed_by, approved_by) = (None, context.actor.clone());
            return Ok(vec![AccountEvent::RoleGranted { principal, offer, from: today, proposed_by, approved_by }]);
        }
        let made = Proposal::make(offer, self.proposal.as_ref(), context)?;
        Ok(vec![AccountEvent::GrantProposed {
            principal,
            offer: made.what,
            reason: Personal::clear(reason),
            proposed_by: made.proposed_by,
            proposed_at: made.proposed_at,
        }])
    }

    fn approve(&self, context: &RuleContext) -> Decision {
        let principal = self.principal.clone().ok_or(AccountRefusal::AccountUnknown {})?;
        let Some(proposal) = &self.proposal else {
            return Err(FourEyesRefusal::NothingProposed {}.into());
        };
        // What held when it was proposed may hold no more.
        self.check(&principal, &proposal.what, context)?;
        let approved_by = proposal.approve(context)?;
        let (offer, proposed_by) = (proposal.what.clone(), Some(proposal.proposed_by.clone()));
        Ok(vec![AccountEvent::RoleGranted { principal, offer, from: context.today(), proposed_by, approved_by }])
    }

    fn decline(&self, reason: &str, context: &RuleContext) -> Decision {
        let Some(proposal) = &self.proposal else {
            return Err(FourEyesRefusal::NothingProposed {}.into());
        };
        Ok(vec![AccountEvent::GrantDeclined {
            offer: proposal.what.clone(),
            reason: Personal::clear(text::note("reason", reason)?),
            declined_by: context.actor.clone(),
        }])
    }

    fn revoke(&self, grant: Grant, reason: &str, context: &RuleContext) -> Decision {
        let today = context.today();
        let mut known = self.grants.iter().filter(|held| held.grant == grant);
        let Some(newest) = known.next_back() else { return Err(AccountRefusal::GrantUnknown {}) };
        if !newest.span.is_live_on(today) {
            return Ok(Vec::new());
        }
        Ok(vec![AccountEvent::RoleRevoked {
            grant,
            revoked_on: today,
            reason: Personal::clear(text::note("reason", reason)?),
            revoked_by: context.actor.clone(),
        }])
    }

    /// Sound, over a division that is valid, to somebody else, for one organization, not over already (AC1 to AC4).
    fn check(&self, principal: &Code, offer: &Offer, context: &RuleContext) -> Result<(), AccountRefusal> {
        let (grant, today) = (&offer.grant, context.today());
        if !grant.is_sound() {
            return Err(AccountRefusal::ScopeOfRole { role: grant.role, reach: grant.role.reach() });
        }
        if context.actor == principal.as_str() {
            return Err(AccountRefusal::GrantToOneself {});
        }
        if let Some(until) = offer.until.filter(|until| *until < today) {
            return Err(AccountRefusal::GrantEnded { until, today });
        }
        if let Scope::Division(division) = &grant.scope {
            context.divisions.valid_on(division, today)?;
        }
        if let Scope::Organization(asked) = &grant.scope
            && let Some(organization) = self.grants_on(today).find_map(|held| match &held.scope {
                Scope::Organization(code) if code != asked => Some(code.clone()),
                Scope::Organization(_) | Scope::Registry | Scope::Division(_) | Scope::Person(_) => None,
            })
        {
            return Err(AccountRefusal::OrganizationAlready { organization });
        }
        if self.grants_on(today).count() >= GRANTS_LIMIT {
            return Err(AccountRefusal::TooManyGrants { limit: GRANTS_LIMIT });
        }
        Ok(())
    }

    /// Takes an event in; it never says no.
    pub(crate) fn remember(&mut self, event: AccountEvent) {
        match event {
            AccountEvent::GrantProposed { principal, offer, proposed_by, proposed_at, .. } => {
                self.principal = Some(principal);
                self.proposal = Some(Proposal { what: offer, proposed_by, proposed_at });
            }
            AccountEvent::RoleGranted { principal, offer, from, proposed_by, .. } => {
                self.principal = Some(principal);
                // One made on the host leaves a proposal that waits as it is.
                if proposed_by.is_some() {
                    self.proposal = None;
                }
                // The newer grant of the same role and scope stands in the place of the older.
                self.grants.retain(|held| held.grant != offer.grant || !held.span.is_live_on(from));
                self.grants.push(HeldGrant { grant: offer.grant, span: DateSpan { from, to: offer.until } });
            }
            AccountEvent::GrantDeclined { .. } => self.proposal = None,
            AccountEvent::RoleRevoked { grant, revoked_on, .. } => {
                // Taken away at once: it holds on the day of the command no more.
                self.grants.retain(|held| held.grant != grant || !held.span.is_live_on(revoked_on));
            }
        }
    }
}
