//! `social_workers.csv`: people on file as social-work talents, with certificate, registration of practice and post.
//!
//! `registered_on` is the day on which practice was registered (登记), which needs a certificate. A post begins with
//! the import's first day; an organization without a post is the agency that the worker joined.

use super::{
    cells::{self, Cells},
    file::{Column, needed, optional},
    people::{self, PersonCells},
    references,
    report::Refusal,
    rows::{Moment, Sheet, Stop, code_taken, refuse},
};
use chrono::NaiveDate;
use muster_domain::{
    kernel::{
        ClaimValue, Code, DivisionCode, OrganizationId, PersonId, SocialWorkerId,
        words::{PostClass, ProfessionalLevel},
    },
    organization::OrganizationFacts,
    person::PersonFacts,
    social_worker::{
        SocialWorker, SocialWorkerCommand,
        events::{CERTIFICATE_CLAIM, SOCIAL_WORKER_CLAIM},
    },
};
use muster_eventstore::{StoreFault, Unit};

/// The kind.
pub(super) struct SocialWorkers;

/// A row of `social_workers.csv`.
pub(super) struct Row {
    code: Code,
    person: PersonCells,
    division: DivisionCode,
    certificate: Option<Certificate>,
    registered_on: Option<NaiveDate>,
    post_class: Option<PostClass>,
    grade: Option<u32>,
    organization: Option<Code>,
}

/// The three cells of a certificate, which come together.
struct Certificate {
    level: ProfessionalLevel,
    certificate_no: String,
    certified_on: NaiveDate,
}

const REFUSAL_COLUMNS: &[(&str, &str)] = &[
    ("IDENTITY_TAKEN", "id_number"),
    ("GUARDIAN_CONSENT_REQUIRED", "id_number"),
    ("CERTIFICATE_TAKEN", "certificate_no"),
    ("CERTIFICATE_DIFFERS", "certificate_no"),
    ("CERTIFICATE_REQUIRED", "registered_on"),
    ("PRACTICE_REGISTERED_ALREADY", "registered_on"),
    ("POST_HELD", "post_class"),
    ("GRADE_OUT_OF_RANGE", "grade"),
    ("NOT_AN_AGENCY", "organization_code"),
    ("AGENCY_HELD", "organization_code"),
    ("ORGANIZATION_NOT_LIVE", "organization_code"),
    ("UNKNOWN_DIVISION", "division"),
    ("DIVISION_", "division"),
];

impl Sheet for SocialWorkers {
    type Row = Row;

    const COLUMNS: &'static [Column] = &[
        needed("code"),
        needed("name"),
        needed("id_number"),
        needed("division"),
        optional("level"),
        optional("certificate_no"),
        optional("certified_on"),
        optional("registered_on"),
        optional("post_class"),
        optional("grade"),
        optional("organization_code"),
    ];

    fn read(cells: &Cells<'_>, moment: Moment) -> Result<Row, Refusal> {
        let certificate = read_certificate(cells)?;
        let grade = cells.read_filled("grade", cells::number)?;
        let post_class = cells.read_filled("post_class", cells::word(PostClass::read))?;
        if grade.is_some() && post_class.is_none() {
            return Err(Refusal::new("POST_INCOMPLETE", Some("post_class"), "a grade needs the class of its post"));
        }
        Ok(Row {
            code: cells.read("code", cells::code)?,
            person: PersonCells::read(cells, moment)?,
            division: cells.read("division", cells::division)?,
            certificate,
            registered_on: cells.read_filled("registered_on", cells::date)?,
            post_class,
            grade,
            organization: cells.read_filled("organization_code", cells::code)?,
        })
    }

    async fn load(unit: &mut Unit, rows: &[&Row]) -> Result<(), StoreFault> {
        references::load_organizations(unit, rows.iter().filter_map(|row| row.organization.as_ref()).collect()).await?;
        let ids: Vec<_> = rows.iter().map(|row| SocialWorkerId::of_code(&row.code).uuid()).collect();
        unit.load::<SocialWorker>(ids.iter().copied()).await?;
        let certificates = rows.iter().filter_map(|row| row.certificate.as_ref());
        let numbers: Vec<_> = certificates.map(|held| ClaimValue::Plain(held.certificate_no.clone())).collect();
        unit.look_up(CERTIFICATE_CLAIM, &numbers).await?;
        let mut of_roles = Vec::new();
        for id in ids {
            of_roles.extend(unit.state::<SocialWorker>(id)?.person_id());
        }
        let people: Vec<&PersonCells> = rows.iter().map(|row| &row.person).collect();
        people::load(unit, &people, SOCIAL_WORKER_CLAIM, of_roles).await
    }

    fn decide(unit: &mut Unit, row: &Row, moment: Moment) -> Result<bool, Stop> {
        let find = |code| references::organization(unit, "organization_code", code);
        let organization = row.organization.as_ref().map(find).transpose()?;
        let id = SocialWorkerId::of_code(&row.code).uuid();
        if let Some(held) = unit.state::<SocialWorker>(id)?.person_id() {
            let fields = differences(unit, row, held)?;
            return if fields.is_empty() { Ok(false) } else { Err(code_taken(&fields)) };
        }
        let link = people::link::<Self>(unit, &row.person, SOCIAL_WORKER_CLAIM, moment.effective_on)?;
        let commands = commands(row, link.facts, organization, moment.effective_on);
        let events = unit.propose_all::<SocialWorker>(id, commands)?;
        let events = events.map_err(|refusal| refuse::<Self, _>(&refusal, REFUSAL_COLUMNS))?;
        people::accept(unit, link)?;
        unit.accept::<SocialWorker>(id, events)?;
        Ok(true)
    }
}

fn read_certificate(cells: &Cells<'_>) -> Result<Option<Certificate>, Refusal> {
    let level = cells.read_filled("level", cells::word(ProfessionalLevel::read))?;
    let certificate_no = cells.filled("certificate_no").map(str::to_owned);
    let certified_on = cells.read_filled("certified_on", cells::date)?;
    let missing = match (level, certificate_no, certified_on) {
        (None, None, None) => return Ok(None),
        (Some(level), Some(certificate_no), Some(certified_on)) => {
            return Ok(Some(Certificate { level, certificate_no, certified_on }));
        }
        (None, _, _) => "level",
        (_, None, _) => "certificate_no",
        (_, _, None) => "certified_on",
    };
    let message = format!("level, certificate_no and certified_on come together; {missing} is empty");
    Err(Refusal::new("CERTIFICATE_INCOMPLETE", Some(missing), message))
}

/// All that a row asks of a social worker who is new.
fn commands(
    row: &Row,
    person: PersonFacts,
    organization: Option<OrganizationFacts>,
    effective_on: NaiveDate,
) -> Vec<SocialWorkerCommand> {
    use SocialWorkerCommand as C;
    let mut commands = vec![C::RegisterSocialWorker {
        person,
        code: row.code.clone(),
        division: row.division.clone(),
        registered_on: effective_on,
    }];
    commands.extend(row.certificate.as_ref().map(|certificate| C::ObtainCertificate {
        level: certificate.level,
        certificate_no: certificate.certificate_no.clone(),
        certified_on: certificate.certified_on,
    }));
    commands.extend(row.registered_on.map(|registered_on| C::RegisterPractice { registered_on }));
    match (row.post_class, organization) {
        (Some(post_class), organization) => commands.push(C::AssumePost {
            post_class,
            grade: row.grade,
            organization,
            division: row.division.clone(),
            assumed_on: effective_on,
        }),
        (None, Some(organization)) => commands.push(C::JoinAgency { organization, joined_on: effective_on }),
        (None, None) => {}
    }
    commands
}

/// The columns in which a row differs from what its code holds; what a row leaves empty is no difference.
fn differences(unit: &Unit, row: &Row, held: PersonId) -> Result<Vec<&'static str>, Stop> {
    let worker = unit.state::<SocialWorker>(SocialWorkerId::of_code(&row.code).uuid())?;
    let mut fields = Vec::new();
    let mut compare = |field, same: bool| {
        if !same {
            fields.push(field);
        }
    };
    compare("id_number", row.person.person_id(unit) == held);
    compare("division", worker.division() == Some(&row.division));
    if let Some(certificate) = &row.certificate {
        let on_record = worker.certificates().get(&certificate.certificate_no);
        compare("certificate_no", on_record.is_some());
        compare("level", on_record.is_none_or(|record| record.level == certificate.level));
        compare("certified_on", on_record.is_none_or(|record| record.certified_on == certificate.certified_on));
    }
    if let Some(day) = row.registered_on {
        compare("registered_on", worker.practices().iter().any(|span| span.from == day));
    }
    let organization = row.organization.as_ref().map(OrganizationId::of_code);
    if let Some(post_class) = row.post_class {
        let post = worker.post();
        compare("post_class", post.is_some_and(|post| post.post_class == post_class));
        compare("grade", row.grade.is_none() || post.is_some_and(|post| post.grade == row.grade));
        compare(
            "organization_code",
            organization.is_none() || post.is_some_and(|post| post.organization_id == organization),
        );
    } else {
        compare("organization_code", organization.is_none() || worker.agency() == organization);
    }
    Ok(people::joined(people::differences(unit, &row.person, held)?, fields))
}
