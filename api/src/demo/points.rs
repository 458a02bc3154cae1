//! Points of 揭阳 (党建+积分超市): one scheme, and at each of its 26 shops a volunteer who is granted points for service and
//! for an act and redeems some of them; every figure of these is a number of our own.

use super::{
    Filler, day,
    jieyang::{self, county},
    organization_facts,
    organizations::{POINTS_SHOPS, opened_on, site_code},
};
use crate::edge::{EdgeError, Refused};
use muster_domain::{
    kernel::{Code, DivisionCode, OrganizationId, PointsSchemeId, SiteId, VolunteerId, words::OrganizationKind},
    points_account::{GrantCause, PointsAccountCommand},
    points_scheme::{PointsSchemeCommand, SchemeFacts},
    site::{SiteFacts, words::SiteKind},
    volunteer::Volunteer,
};
use std::collections::BTreeMap;

/// Points for an hour of service.
const POINTS_PER_HOUR: u32 = 10;
/// Points for an act.
const ACT: u32 = 20;
/// Points that are redeemed.
const REDEEMED: u32 = 15;
/// The scheme's own key.
const SCHEME: &str = "JY-JF-0001";

fn code(text: &str) -> Result<Code, EdgeError> {
    Code::try_new(text).map_err(|refusal| Refused::of(&refusal).into())
}

pub(super) async fn fill(filler: &mut Filler<'_, '_>, volunteers: u32) -> Result<(), EdgeError> {
    filler.begin("points of Jieyang");
    let scheme = code(SCHEME)?;
    let operator = OrganizationId::of_code(&code("JY-ZZ-0001")?);
    let operator = organization_facts(operator, OrganizationKind::VolunteerOrganization, jieyang::registered_on());
    let jurisdiction = DivisionCode::new("4452");
    let facts = SchemeFacts {
        scheme: scheme.clone(),
        jurisdiction: jurisdiction.clone(),
        opened_on: opened_on(),
        closed_on: None,
        rates: BTreeMap::from([(opened_on(), POINTS_PER_HOUR)]),
    };
    let open = PointsSchemeCommand::OpenPointsScheme {
        code: scheme.clone(),
        name: "党建+积分超市".to_owned(),
        jurisdiction,
        operator: operator.clone(),
        points_per_hour: POINTS_PER_HOUR,
        opened_on: opened_on(),
    };
    filler.push((PointsSchemeId::of_code(&scheme), open)).await?;
    for number in (0..POINTS_SHOPS).take(usize::try_from(volunteers).unwrap_or(POINTS_SHOPS)) {
        let id = VolunteerId::of_code(&code(&format!("JY-V-{:06}", number + 1))?);
        let volunteer = filler.log.find::<Volunteer>(id.uuid()).await?.unwrap_or_default();
        let Some(ledger) = volunteer.ledger_facts() else { continue };
        let shop = SiteFacts {
            site_id: SiteId::of_code(&site_code(SiteKind::PointsShop, number)?),
            kind: SiteKind::PointsShop,
            division: county(number),
            opened_on: opened_on(),
            closed_on: None,
        };
        // Service before the scheme began brings nothing.
        let served = ledger
            .live
            .iter()
            .find(|held| facts.is_open_on(muster_domain::kernel::time::local_date(held.span.starts_at)));
        let act = GrantCause::Act {
            amount: ACT,
            act: "帮助独居老人".to_owned(),
            evidence_reference: format!("JY-SX-{:04}", number + 1),
        };
        let causes = served.map(|held| GrantCause::Credit(held.credit_id)).into_iter().chain([act]);
        for (entry, cause) in (1..).zip(causes) {
            let grant = PointsAccountCommand::GrantPoints {
                code: code(&format!("JY-FF-{entry}"))?,
                scheme: facts.clone(),
                ledger: ledger.clone(),
                cause,
                organization: operator.clone(),
                site: Some(shop.clone()),
                granted_on: day(2024, 12, 20),
            };
            filler.push((id, grant)).await?;
        }
        let redeem = PointsAccountCommand::RedeemPoints {
            code: code("JY-DH-1")?,
            scheme: facts.clone(),
            person_id: ledger.person_id,
            site: shop,
            amount: REDEEMED,
            item: "洗衣液".to_owned(),
            redeemed_on: day(2024, 12, 28),
        };
        filler.push((id, redeem)).await?;
    }
    filler.flush().await
}
