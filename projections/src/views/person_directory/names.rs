//! What a name and a telephone number are looked up by. Nothing here is kept; only keyed hashes of it are.

use muster_eventstore::vault::BlindIndex;

/// Purpose of the keyed hash of a whole name.
const NAME_PURPOSE: &str = "directory_name";
/// Purpose of the keyed hash of a surname.
const SURNAME_PURPOSE: &str = "directory_surname";
/// Purpose of the keyed hash of a telephone number.
const PHONE_PURPOSE: &str = "directory_phone";
/// The country prefix that is left out of a Chinese number (ITU-T E.164).
const COUNTRY_PREFIX: &str = "86";
/// Digits of a Chinese mobile number.
const MOBILE_DIGITS: usize = 11;

/// Surnames of two characters that are in use (复姓).
const COMPOUND_SURNAMES: &[&str] = &[
    "欧阳", "上官", "司马", "诸葛", "司徒", "司空", "皇甫", "尉迟", "公孙", "慕容", "令狐", "宇文", "长孙", "鲜于",
    "东方", "独孤", "夏侯", "南宫", "西门", "轩辕", "端木", "百里", "呼延", "东郭", "公羊", "澹台", "公冶", "宗政",
    "濮阳", "淳于", "单于", "太叔", "申屠", "钟离", "闻人", "赫连", "万俟", "闾丘", "拓跋", "第五",
];

/// The name as it is looked up: without white space.
fn name_text(name: &str) -> String {
    name.split_whitespace().collect()
}

/// The surname of a name: two characters where they are a compound one and a given name follows, else the first.
fn surname_text(name: &str) -> String {
    let name = name_text(name);
    let compound = COMPOUND_SURNAMES.iter().find(|surname| name.starts_with(**surname) && name.len() > surname.len());
    compound.map_or_else(|| name.chars().take(1).collect(), |surname| (*surname).to_owned())
}

/// The telephone number as it is looked up: its digits, without the country's prefix.
fn phone_text(phone: &str) -> String {
    let digits: String = phone.chars().filter(char::is_ascii_digit).collect();
    let national = digits.strip_prefix("00").unwrap_or(&digits).strip_prefix(COUNTRY_PREFIX);
    national.filter(|rest| rest.len() == MOBILE_DIGITS).map_or_else(|| digits.clone(), str::to_owned)
}

/// The keyed hash of a whole name.
pub(super) fn name_index(index: &BlindIndex, name: &str) -> String {
    index.of(NAME_PURPOSE, &name_text(name))
}

/// The keyed hash of the surname of a name.
pub(super) fn surname_index(index: &BlindIndex, name: &str) -> String {
    index.of(SURNAME_PURPOSE, &surname_text(name))
}

/// The keyed hash of a telephone number.
pub(super) fn phone_index(index: &BlindIndex, phone: &str) -> String {
    index.of(PHONE_PURPOSE, &phone_text(phone))
}

/// The keyed hashes under which a whole name may stand.
pub(super) fn name_asked(index: &BlindIndex, name: &str) -> Vec<String> {
    index.all(NAME_PURPOSE, &name_text(name))
}

/// The keyed hashes under which a surname may stand, asked for by itself, also a compound one.
pub(super) fn surname_asked(index: &BlindIndex, surname: &str) -> Vec<String> {
    index.all(SURNAME_PURPOSE, &name_text(surname))
}

/// The keyed hashes under which a telephone number may stand.
pub(super) fn phone_asked(index: &BlindIndex, phone: &str) -> Vec<String> {
    index.all(PHONE_PURPOSE, &phone_text(phone))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn surname_has_two_characters_when_it_is_a_compound_one_with_a_given_name() {
        assert_eq!(surname_text("欧阳娜"), "欧阳");
        assert_eq!(surname_text("诸葛 孔明"), "诸葛");
        assert_eq!(surname_text("张三"), "张");
        assert_eq!(surname_text("欧阳"), "欧");
        assert_eq!(surname_text(""), "");
    }

    #[test]
    fn phone_is_the_same_when_written_with_prefix_spaces_or_dashes() {
        for text in ["13900001234", "+86 139 0000 1234", "0086-139-0000-1234", "139-0000-1234"] {
            assert_eq!(phone_text(text), "13900001234");
        }
        assert_eq!(phone_text("0797-8391234"), "07978391234");
        assert_eq!(phone_text("8612345"), "8612345");
    }
}
