//! Certificates (志愿服务记录证明, V7): issue, revoke, and verify by number without showing whose it is.

use super::{
    load,
    words::{CertificateStatus, CertificateStep},
};
use crate::{
    edge::{self, EdgeError, Refused},
    facts,
    graphql::{
        gate::{Gate, read_view},
        loaders::Named,
        mutation::{Done, code, transact},
        organization::Organization,
        scalars::Date,
    },
};
use async_graphql::{Context, Object, Result, SimpleObject};
use muster_domain::{
    kernel::{DateSpan, OrganizationId},
    recognition::{LedgerFacts, Recognition as RecognitionState, RecognitionCommand, RecognitionRefusal},
};
use muster_eventstore::{StepError, seal::SealReader};
use muster_projections::views::recognition_register::{self, CertificateRow, CertificateUnit};

/// A unit that recorded hours of a certificate (记录单位).
pub struct RecordingUnit {
    row: CertificateUnit,
    position: i64,
}

/// A unit that recorded hours of a certificate (记录单位).
#[Object]
impl RecordingUnit {
    /// The unit (记录单位).
    async fn organization(&self, ctx: &Context<'_>) -> Result<Organization> {
        Organization::load(ctx, Named { id: self.row.organization_id, at_least: self.position }).await
    }

    /// Who answers for the record: the unit, or whoever succeeded it after its dissolution (责任单位, O6).
    async fn answering(&self, ctx: &Context<'_>) -> Result<Organization> {
        let unit = self.organization(ctx).await?;
        Ok(unit.who_answers(ctx).await?.unwrap_or(unit))
    }

    /// Services recorded (服务次数).
    async fn items(&self) -> i64 {
        self.row.items
    }

    /// Minutes recorded, at the issue (分钟数).
    async fn minutes(&self) -> i64 {
        self.row.minutes
    }
}

/// The proof that an event of a certificate is in the signed log (证明的存证).
#[derive(SimpleObject)]
pub struct CertificateProof {
    /// What the event did (对证明的作用).
    step: CertificateStep,
    /// Its position in the log (日志位置).
    position: i64,
    /// The text of a `.tlog-proof`, which `muster audit verify` checks with the public key alone (存证文件).
    file: String,
}

/// A certificate as anybody may see it: nothing says whose it is (志愿服务记录证明).
pub struct ServiceCertificate {
    pub(super) row: CertificateRow,
    pub(super) position: i64,
}

/// A certificate as anybody may see it: nothing says whose it is (志愿服务记录证明).
#[Object]
impl ServiceCertificate {
    /// Its number (证明编号).
    async fn number(&self) -> &str {
        &self.row.number
    }

    /// First day of service (起始日期).
    async fn from(&self) -> Date {
        Date(self.row.from_day)
    }

    /// Last day of service (截止日期).
    async fn to(&self) -> Date {
        Date(self.row.to_day)
    }

    /// Minutes in all, at the issue (总分钟数).
    async fn minutes_total(&self) -> i64 {
        self.row.minutes_total
    }

    /// The day of issue (出具日期).
    async fn issued_on(&self) -> Date {
        Date(self.row.issued_on)
    }

    /// Position of the log up to which the records are certified (日志位置).
    async fn position(&self) -> i64 {
        self.row.position
    }

    /// Whether it can be relied on (证明状态).
    async fn status(&self) -> CertificateStatus {
        match (self.row.revoked_on, self.row.affected_position) {
            (Some(_), _) => CertificateStatus::Revoked,
            (None, Some(_)) => CertificateStatus::Affected,
            (None, None) => CertificateStatus::Valid,
        }
    }

    /// Position of the first later event that corrected or revoked a credit in it (影响位置).
    async fn affected_position(&self) -> Option<i64> {
        self.row.affected_position
    }

    /// The day of its revocation (撤销日期).
    async fn revoked_on(&self) -> Option<Date> {
        self.row.revoked_on.map(Date)
    }

    /// The proofs that the events which issued it, first touched a credit in it, or revoked it are in the signed log. They show
    /// the hash of an event and nothing of it, so that everybody may keep them; what stands there can then be neither changed
    /// nor denied. An event is sealed within about a second; until then it is refused (存证).
    async fn proofs(&self, ctx: &Context<'_>) -> Result<Vec<CertificateProof>> {
        let reader = SealReader::new(Gate::of(ctx)?.as_things_stand()?.pool().clone());
        let steps = [
            (CertificateStep::Issued, Some(self.row.position)),
            (CertificateStep::Affected, self.row.affected_position),
            (CertificateStep::Revoked, self.row.revoked_position),
        ];
        let mut proofs = Vec::new();
        for (step, position) in steps.into_iter().filter_map(|(step, position)| Some((step, position?))) {
            let file = reader.blind_proof(position.unsigned_abs()).await.map_err(EdgeError::from)?;
            proofs.push(CertificateProof { step, position, file: String::from_utf8_lossy(&file).into_owned() });
        }
        Ok(proofs)
    }

    /// The units that recorded, and who answers for each now (记录单位).
    async fn units(&self, ctx: &Context<'_>) -> Result<Vec<RecordingUnit>> {
        let mut read = read_view(ctx, recognition_register::NAME, Some(self.position)).await?;
        let rows = recognition_register::certificate_units(&mut read, &self.row.number).await;
        let position = read.position();
        Ok(rows.map_err(EdgeError::from)?.into_iter().map(|row| RecordingUnit { row, position }).collect())
    }
}

/// Questions about certificates.
#[derive(Default)]
pub struct CertificateQuery;

/// Questions about certificates.
#[Object]
impl CertificateQuery {
    /// What stands behind a certificate's number; null where there is none. Nothing says whose it is (查验证明).
    async fn verify_certificate(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its number.")] number: String,
        #[graphql(desc = "Position that the answer must reflect.")] at_least: Option<i64>,
    ) -> Result<Option<ServiceCertificate>> {
        let number = code(&number)?;
        let mut read = read_view(ctx, recognition_register::NAME, at_least).await?;
        let row = recognition_register::certificate(&mut read, number.as_str()).await.map_err(EdgeError::from)?;
        let position = read.position();
        Ok(row.map(|row| ServiceCertificate { row, position }))
    }
}

/// Commands of certificates.
#[derive(Default)]
pub struct CertificateMutation;

/// Commands of certificates.
#[Object]
impl CertificateMutation {
    /// Issues a certificate of the live credits of a period (出具证明).
    async fn issue_certificate(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Code of the volunteer.")] volunteer: String,
        #[graphql(desc = "Its number, unique in the registry.")] number: String,
        #[graphql(desc = "First day of service.")] from: Date,
        #[graphql(desc = "Last day of service.")] to: Date,
        #[graphql(desc = "Key under which the outcome is remembered.")] idempotency_key: Option<String>,
    ) -> Result<Done> {
        let (own, period) = (code(&number)?, DateSpan { from: from.0, to: Some(to.0) });
        let units = move |ledger: &LedgerFacts, _: &RecognitionState| ledger.recording_units(period);
        let command = move |ledger| RecognitionCommand::IssueCertificate { ledger, number: own.clone(), period };
        let none = Refused::of(&RecognitionRefusal::NothingToCertify { from: from.0, to: to.0 });
        certify(ctx, idempotency_key, &volunteer, (units, none), command).await
    }

    /// Revokes a certificate; its number stays found and shows it (撤销证明).
    async fn revoke_certificate(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Code of the volunteer.")] volunteer: String,
        #[graphql(desc = "Its number.")] number: String,
        #[graphql(desc = "Why.")] reason: String,
        #[graphql(desc = "Key under which the outcome is remembered.")] idempotency_key: Option<String>,
    ) -> Result<Done> {
        let own = code(&number)?;
        let asked = own.clone();
        let units = move |_: &LedgerFacts, held: &RecognitionState| held.recording_units(&asked).to_vec();
        let none = Refused::of(&RecognitionRefusal::CertificateUnknown { number: own.clone() });
        let command = move |_| RecognitionCommand::RevokeCertificate { number: own.clone(), reason: reason.clone() };
        certify(ctx, idempotency_key, &volunteer, (units, none), command).await
    }
}

/// Decides a command on a volunteer's certificates by somebody who may record for every unit whose hours are in it (V17).
/// Whoever may for none is told what they would be told if there were no such hours: for whom else somebody serves, and
/// when, is not theirs to find out.
async fn certify(
    ctx: &Context<'_>,
    key: Option<String>,
    volunteer: &str,
    (units, none): (
        impl Fn(&LedgerFacts, &RecognitionState) -> Vec<OrganizationId> + Clone + Send + Sync + 'static,
        Refused,
    ),
    command: impl Fn(LedgerFacts) -> RecognitionCommand + Clone + Send + Sync + 'static,
) -> Result<Done> {
    let volunteer = code(volunteer)?;
    transact(ctx, key.as_deref(), move |unit| {
        let (volunteer, units, none, command) = (volunteer.clone(), units.clone(), none.clone(), command.clone());
        Box::pin(async move {
            let (id, ledger) = load(unit, &volunteer).await?;
            let (mut related, mut unrelated) = (false, false);
            for recorder in units(&ledger, unit.state::<RecognitionState>(id)?) {
                match facts::may_record(unit, recorder).await {
                    Ok(()) => related = true,
                    Err(StepError::Refused(refused)) if refused.code == facts::UNRELATED => unrelated = true,
                    Err(error) => return Err(error),
                }
            }
            if unrelated {
                let of_others =
                    || Refused::new(facts::UNRELATED, "hours are in it which another organization recorded");
                return Err(StepError::Refused(if related { of_others() } else { none }));
            }
            unit.decide::<RecognitionState>(id, command(ledger)).await?.map_err(edge::refuse)?;
            Ok(id)
        })
    })
    .await
}
