//! Small files of the import formats that several suites start from, all people synthetic.

use muster_domain::kernel::identity_number::check_character;

/// Two organizations, one above the other.
pub(crate) const ORGANIZATIONS: &str = "code,name,kind,division,parent_code,credit_code\n\
    O-1,示例志愿服务总队,VOLUNTEER_ORGANIZATION,4452,,\n\
    O-2,示例社工机构,社工机构,445281,O-1,\n";
/// Two teams; the second serves two counties.
pub(crate) const TEAMS: &str = "code,name,category,home_division,service_divisions,organization_code,emergency\n\
    T-1,示例应急队,EMERGENCY,445281,445281,O-1,true\n\
    T-2,示例青年队,青年,445202,445202;445203,O-2,\n";
/// Activities: three in two counties, and one that passes midnight at the end of a month.
pub(crate) const ACTIVITIES: &str = "code,title,category,division,team_code,organization_code,starts_at,ends_at\n\
    A-1,植树,ECOLOGY,445281,T-1,O-1,2024-04-06T08:00,2024-04-06T12:00\n\
    A-2,义诊,卫生健康,445202,T-2,O-2,2024-04-20T09:00:00+08:00,2024-04-20T11:00:00+08:00\n\
    A-3,夜巡,SAFETY_EMERGENCY,445281,T-1,O-1,2024-04-30T22:00,2024-05-01T02:00\n";

/// A number of a division that does not exist, so that no real person has it.
pub(crate) fn id_number(birth: &str, sequence: u32) -> String {
    let seventeen = format!("990000{birth}{sequence:03}");
    format!("{seventeen}{}", check_character(&seventeen).expect("17 digits"))
}

/// Volunteers V-1 to V-n.
pub(crate) fn volunteers(count: u32) -> String {
    let mut lines = "code,name,id_number,phone,division,skills,team_codes,registered_on\n".to_owned();
    for number in 1..=count {
        let id_number = id_number("19900101", number);
        lines.push_str(&format!("V-{number},王示例{number},{id_number},,445281,,T-1,2023-01-05\n"));
    }
    lines
}
