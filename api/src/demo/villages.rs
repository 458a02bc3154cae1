//! Villages of 赣州: 1,840 with 5,477 first secretaries and members of work teams (2.98 each), and 20,097 pledges of
//! simpler customs (fixtures `figures.csv`).

use super::{Filler, day, ganzhou};
use crate::edge::{EdgeError, Refused};
use muster_domain::{
    kernel::{Code, words::OrganizationKind},
    organization::{OrganizationCommand, words::PledgeKind},
    posting::{Appointee, PlaceFacts, PlaceKind, PostPlace, PostingCommand, words::PostRole},
};

/// Villages.
pub(super) const VILLAGES: usize = 1_840;
/// First secretaries and members of work teams; each village has one secretary.
const CADRES: usize = 5_477;
/// Villages whose households signed pledges, a number of our own.
const PLEDGING: usize = 100;
/// Pledges of simpler customs.
const PLEDGES: usize = 20_097;

/// The code of a village.
pub(super) fn code(number: usize) -> Result<Code, EdgeError> {
    Code::try_new(&format!("GZ-CUN-{:04}", number % VILLAGES + 1)).map_err(|refusal| Refused::of(&refusal).into())
}

pub(super) async fn fill(filler: &mut Filler<'_, '_>) -> Result<(), EdgeError> {
    filler.begin("villages of Ganzhou");
    let from = day(2021, 6, 1);
    for number in 0..VILLAGES {
        let (kind, division) = (OrganizationKind::Community, ganzhou::division(number));
        let name = format!("示例村{:04}", number + 1);
        let id = ganzhou::register_in(filler, code(number)?, name, kind, division.clone()).await?;
        // What is left is dealt out evenly, so that the sum over all villages is the published figure.
        let team = CADRES * (number + 1) / VILLAGES - CADRES * number / VILLAGES;
        let mut appointees = Vec::with_capacity(team);
        for member in 0..team {
            let person = filler.people.draw(from).map_err(|refusal| Refused::of(&refusal))?;
            filler.push((person.person_id, person.register)).await?;
            let role = if member == 0 { PostRole::FirstSecretary } else { PostRole::WorkTeamMember };
            appointees.push(Appointee { person: person.facts, role });
        }
        let place = PlaceFacts {
            place: PostPlace::Organization(id),
            kind: PlaceKind::Organization(kind),
            division,
            from: ganzhou::registered_on(),
            until: None,
        };
        let place_of = place.place;
        filler.push((place_of, PostingCommand::PostPeople { place, appointees, from, to: None })).await?;
        if number < PLEDGING {
            let copies = PLEDGES * (number + 1) / PLEDGING - PLEDGES * number / PLEDGING;
            let pledge = OrganizationCommand::SignPledge {
                code: Code::try_new("YFYS-2023").map_err(|refusal| Refused::of(&refusal))?,
                pledge: PledgeKind::CustomsReform,
                copies: u32::try_from(copies).unwrap_or_default(),
                signed_on: day(2023, 9, 15),
            };
            filler.push((id, pledge)).await?;
        }
    }
    filler.flush().await
}
