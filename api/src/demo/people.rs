//! Synthetic people: names from common characters, numbers of a division that does not exist.

use chrono::{Days, NaiveDate};
use muster_domain::{
    kernel::{DocumentType, IdentityNumber, IdentityNumberRefusal, PersonId, identity_number},
    person::{PersonCommand, PersonFacts},
};
use muster_eventstore::clock;

/// Surnames, common ones.
const SURNAMES: [&str; 24] = [
    "王", "李", "张", "刘", "陈", "杨", "黄", "赵", "吴", "周", "徐", "孙", "马", "朱", "胡", "郭", "何", "林", "罗",
    "郑", "梁", "谢", "宋", "欧阳",
];
/// Characters of given names.
const GIVEN: [&str; 30] = [
    "伟", "芳", "娜", "敏", "静", "丽", "强", "磊", "军", "洋", "勇", "艳", "杰", "娟", "涛", "明", "超", "霞", "平",
    "刚", "桂", "英", "华", "玉", "萍", "红", "兰", "志", "海", "云",
];
/// The division of the numbers: none has this code.
const DIVISION: &str = "990000";
/// Sequence numbers of one birth date.
const NUMBERS_A_DAY: u64 = 1_000;

/// The latest birth date; everybody is of age by 2020.
fn youngest() -> NaiveDate {
    super::day(2001, 12, 31)
}

/// Draws one synthetic person after the other, always the same ones.
pub(super) struct People {
    next: u64,
}

/// One synthetic person.
pub(super) struct SyntheticPerson {
    /// The person.
    pub(super) person_id: PersonId,
    /// The command that puts the person on file.
    pub(super) register: PersonCommand,
    /// What other rules may know.
    pub(super) facts: PersonFacts,
}

impl People {
    pub(super) fn new() -> Self {
        Self { next: 0 }
    }

    /// The next person, as of a day.
    pub(super) fn draw(&mut self, on: NaiveDate) -> Result<SyntheticPerson, IdentityNumberRefusal> {
        let index = self.next;
        self.next += 1;
        let birth = youngest().checked_sub_days(Days::new(index / NUMBERS_A_DAY)).unwrap_or_default();
        let seventeen = format!("{DIVISION}{}{:03}", birth.format("%Y%m%d"), index % NUMBERS_A_DAY);
        let check = identity_number::check_character(&seventeen).unwrap_or('0');
        let id_number = IdentityNumber::try_new(DocumentType::ResidentId, &format!("{seventeen}{check}"), on)?;
        let person_id = PersonId::new(clock::fresh_id());
        let register = PersonCommand::RegisterPerson {
            person_id,
            id_number,
            name: name_of(index),
            phone: Some(format!("199{:08}", index % 100_000_000)),
            birth_on: None,
        };
        let age_years = muster_domain::kernel::time::age_years(birth, on);
        let facts = PersonFacts { person_id, age_years: Some(age_years), guardian_consent: false };
        Ok(SyntheticPerson { person_id, register, facts })
    }
}

/// A name that goes with a number; neighbours have different ones.
fn name_of(index: u64) -> String {
    let pick = |list: &[&'static str], step: u64| {
        let length = list.len() as u64;
        usize::try_from((index.wrapping_mul(step) + index / length) % length)
            .ok()
            .and_then(|at| list.get(at).copied())
            .unwrap_or_default()
    };
    format!("{}{}{}", pick(&SURNAMES, 7), pick(&GIVEN, 11), if index.is_multiple_of(3) { "" } else { pick(&GIVEN, 17) })
}
