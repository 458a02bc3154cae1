//! The rules of certificates (V15): a pinned extract of the live credits of a period.

use crate::{
    kernel::{Code, DateSpan, OrganizationId, PersonId, Personal, RuleContext, text, time},
    recognition::{
        LedgerFacts, RecognitionEvent, RecognitionRefusal,
        aggregate::{Decision, Recognition, limited},
        events::{Certificate, CertificateItem},
    },
};

/// Certificates of one volunteer.
const CERTIFICATES_LIMIT: usize = 500;
/// Credits of one certificate.
const ITEMS_LIMIT: usize = 10_000;

impl Recognition {
    /// The organizations that recorded the hours of a certificate; none of one that is unknown.
    #[must_use]
    pub fn recording_units(&self, number: &Code) -> &[OrganizationId] {
        self.certificates.get(number).map(|certificate| certificate.recording_units.as_slice()).unwrap_or_default()
    }

    pub(super) fn issue(
        &self,
        ledger: &LedgerFacts,
        number: Code,
        period: DateSpan,
        context: &RuleContext,
    ) -> Decision {
        let (from, today) = (period.from, context.today());
        let to = period.to.filter(|to| *to >= from && *to <= today);
        let to = to.ok_or(RecognitionRefusal::PeriodWrong { from, to: period.to, today })?;
        let period = DateSpan { from, to: Some(to) };
        let items: Vec<CertificateItem> = ledger
            .served_in(period)
            .map(|held| CertificateItem {
                credit_id: held.credit_id,
                served_on: time::local_date(held.span.starts_at),
                minutes: held.minutes,
            })
            .collect();
        if self.revoked.contains(&number) {
            return Err(RecognitionRefusal::CertificateRevoked { number });
        }
        if let Some(held) = self.certificates.get(&number) {
            let same = held.period == period && held.items == items;
            return if same { Ok(Vec::new()) } else { Err(RecognitionRefusal::CertificateDiffers { number }) };
        }
        if items.is_empty() {
            return Err(RecognitionRefusal::NothingToCertify { from, to });
        }
        limited("items", items.len() - 1, ITEMS_LIMIT)?;
        limited("certificates", self.certificates.len(), CERTIFICATES_LIMIT)?;
        let recording_units = ledger.recording_units(period);
        let minutes_total = items.iter().map(|item| u64::from(item.minutes)).sum();
        let certificate = Certificate { number, period, items, minutes_total, recording_units, issued_on: today };
        Ok(vec![RecognitionEvent::CertificateIssued { certificate, person_id: ledger.person_id }])
    }

    pub(super) fn revoke_certificate(&self, number: Code, reason: &str, context: &RuleContext) -> Decision {
        if self.revoked.contains(&number) {
            return Ok(Vec::new());
        }
        let Some(person_id) = self.person_of(&number) else {
            return Err(RecognitionRefusal::CertificateUnknown { number });
        };
        let reason = Personal::clear(text::note("reason", reason)?);
        let revoked_on = context.today();
        Ok(vec![RecognitionEvent::ServiceCertificateRevoked { number, revoked_on, person_id, reason }])
    }

    fn person_of(&self, number: &Code) -> Option<PersonId> {
        self.person_id.filter(|_| self.certificates.contains_key(number))
    }
}
