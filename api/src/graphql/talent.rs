//! The pool of talents (人才库): social workers, instructors and volunteers with declared skills in one list.

use super::{
    cursor::{ForgedCursor, PageArguments, PageCursor},
    division::Division,
    gate::{Gate, codes_within, read_view},
    loaders::Named,
    person::Person,
    scalars::Date,
    talent_pool::{CriteriaInput, barred, person_ids},
    words_organization::{InstructorKind, PostClass, ProfessionalLevel},
};
use crate::edge::{EdgeError, Refused};
use async_graphql::{Context, Enum, Error, ID, InputObject, Object, Result, connection::Connection};
use muster_projections::views::talent_pool::{self, TalentFilter, TalentRow};

/// Skills that one search may ask for.
const SKILLS_LIMIT: usize = 20;

/// In which role a person is listed (人员类别).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "talent_pool::TalentRole")]
pub enum TalentRole {
    /// Social-work professional or community worker (社会工作人才).
    SocialWorker,
    /// Instructor of party building (党建指导员).
    Instructor,
    /// Volunteer with declared skills (志愿者).
    Volunteer,
}

/// One person in one role (人才).
pub struct Talent {
    row: TalentRow,
    position: i64,
}

/// One person in one role (人才).
#[Object]
impl Talent {
    /// Id of the social worker, instructor or volunteer.
    async fn id(&self) -> ID {
        self.row.role_id.into()
    }

    /// The sender's own key of that role (外部编码).
    async fn code(&self) -> &str {
        &self.row.code
    }

    /// The role (人员类别).
    async fn role(&self) -> Result<TalentRole> {
        let roles = talent_pool::TalentRole::ALL.iter();
        let found = roles.copied().find(|role| role.code() == self.row.role).map(Into::into);
        found.ok_or_else(|| Error::new("a view holds an unknown role"))
    }

    /// The natural person (自然人).
    async fn person(&self, ctx: &Context<'_>) -> Result<Person> {
        Person::load(ctx, Named { id: self.row.person_id, at_least: self.position }).await
    }

    /// Division (所在区划).
    async fn division(&self, ctx: &Context<'_>) -> Result<Option<Division>> {
        Division::find(ctx, &self.row.division)
    }

    /// Declared skills or abilities (技能、能力).
    async fn skills(&self) -> &[String] {
        &self.row.skills
    }

    /// Highest level of a social worker (职业水平等级).
    async fn level(&self) -> Result<Option<ProfessionalLevel>> {
        self.row.level.as_deref().map(ProfessionalLevel::of_code).transpose()
    }

    /// Kind of an instructor (指导员类别).
    async fn instructor_kind(&self) -> Result<Option<InstructorKind>> {
        self.row.kind.as_deref().map(InstructorKind::of_code).transpose()
    }

    /// Class of the post that a social worker holds (岗位类别).
    async fn post_class(&self) -> Result<Option<PostClass>> {
        self.row.post_class.as_deref().map(PostClass::of_code).transpose()
    }

    /// Day of registration or appointment (登记、聘任日期).
    async fn since(&self) -> Date {
        Date(self.row.since)
    }

    /// Minutes of live credits of a volunteer (服务时长, 分钟).
    async fn minutes_total(&self) -> Option<i64> {
        self.row.minutes_total
    }
}

/// Which talents a list shows; all that is given holds (筛选).
#[derive(InputObject, Default)]
pub struct TalentFilterInput {
    /// Division and everything below it (所在区划).
    within: Option<String>,
    /// Roles (人员类别).
    roles: Option<Vec<TalentRole>>,
    /// Skills of which each is declared, exactly as written (技能).
    #[graphql(default)]
    skills: Vec<String>,
    /// This level or a higher one; only social workers have one (职业水平等级).
    level_at_least: Option<ProfessionalLevel>,
    /// What else is asked of the person today: category, engagement, registration, last contact (其他条件).
    person: Option<CriteriaInput>,
}

/// The pool of talents.
#[derive(Default)]
pub struct TalentQuery;

/// The pool of talents.
#[Object]
impl TalentQuery {
    /// Social workers, instructors in office and volunteers with declared skills, in the order of code (人才库).
    async fn talents(
        &self,
        ctx: &Context<'_>,
        #[graphql(default, desc = "Which talents.")] filter: TalentFilterInput,
        #[graphql(desc = "Rows of the page, 1 to 100; 20 where nothing is said.")] first: Option<i32>,
        #[graphql(desc = "The cursor after which the page begins.")] after: Option<String>,
        #[graphql(desc = "Position that the answer must reflect.")] at_least: Option<i64>,
    ) -> Result<Connection<PageCursor, Talent>> {
        let page = PageArguments::read(first, after.as_deref())?;
        let actual = filter.skills.len();
        if actual > SKILLS_LIMIT {
            let refused = Refused::new("TOO_MANY_SKILLS", format!("a search asks for at most {SKILLS_LIMIT} skills"));
            return Err(refused.with("limit", SKILLS_LIMIT).with("actual", actual).into());
        }
        let asked = filter.person.as_ref().map(CriteriaInput::criteria);
        let person_ids = match asked {
            None => None,
            Some(asked) => Some(person_ids(ctx, &asked, Gate::of(ctx)?.today(), at_least).await?),
        };
        let filter = TalentFilter {
            person_ids,
            roles: filter.roles.map(|roles| roles.into_iter().map(Into::into).collect()),
            divisions: filter.within.map(|within| codes_within(ctx, &within)).transpose()?,
            skills: filter.skills.iter().map(|skill| skill.trim().to_owned()).collect(),
            level_at_least: filter.level_at_least.map(Into::into),
            without: barred(ctx, at_least).await?,
            ..TalentFilter::default()
        };
        let after = page.after.as_ref().map(place_of).transpose()?;
        let mut read = read_view(ctx, talent_pool::NAME, at_least).await?;
        let after = after.as_ref().map(|(code, key)| (code.as_str(), key.as_str()));
        let rows = talent_pool::page(&mut read, &filter, after, page.limit()).await.map_err(EdgeError::from)?;
        let position = read.position();
        Ok(page.connection(rows, cursor_of, |row| Talent { row, position }))
    }
}

/// The cursor of a row: rows are ordered by code and role, so the order holds both, the role in front.
fn cursor_of(row: &TalentRow) -> PageCursor {
    PageCursor { order: format!("{}/{}", row.role, row.code), id: row.role_id }
}

/// The code and key after which a page begins.
fn place_of(cursor: &PageCursor) -> Result<(String, String)> {
    let (role, code) = cursor.order.split_once('/').ok_or_else(ForgedCursor::refused)?;
    Ok((code.to_owned(), format!("{role}/{}", cursor.id)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn page_begins_after_the_row_of_its_cursor() {
        let id = Uuid::from_u128(7);
        let cursor = PageCursor { order: "VOLUNTEER/a/b".to_owned(), id };
        assert_eq!(place_of(&cursor).unwrap(), ("a/b".to_owned(), format!("VOLUNTEER/{id}")));
        assert!(place_of(&PageCursor { order: "VOLUNTEER".to_owned(), id }).is_err());
    }
}
