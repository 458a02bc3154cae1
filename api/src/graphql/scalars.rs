//! Scalars of the wire: days and word lists. The domain's own types carry no wire format.

use async_graphql::{InputValueError, InputValueResult, Scalar, ScalarType, Value};
use chrono::NaiveDate;

/// A calendar day `YYYY-MM-DD`, local (+08:00) (日期).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Date(pub NaiveDate);

/// A calendar day `YYYY-MM-DD`, local (+08:00) (日期).
#[Scalar]
impl ScalarType for Date {
    fn parse(value: Value) -> InputValueResult<Self> {
        let Value::String(text) = &value else { return Err(InputValueError::expected_type(value)) };
        let day = NaiveDate::parse_from_str(text, "%Y-%m-%d");
        day.map(Self).map_err(|_| InputValueError::custom("a day is written YYYY-MM-DD"))
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.to_string())
    }
}

/// A time of the local (+08:00) day `HH:MM`, from 00:00 to 24:00 (时刻); inside, minutes after midnight.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct TimeOfDay(pub u16);

/// A time of the local (+08:00) day `HH:MM`, from 00:00 to 24:00 (时刻); inside, minutes after midnight.
#[Scalar]
impl ScalarType for TimeOfDay {
    fn parse(value: Value) -> InputValueResult<Self> {
        let Value::String(text) = &value else { return Err(InputValueError::expected_type(value)) };
        let read = |part: &str| Some(part).filter(|part| part.len() == 2).and_then(|part| part.parse::<u16>().ok());
        let parts = text.split_once(':').and_then(|(hour, minute)| Some((read(hour)?, read(minute)?)));
        match parts {
            Some((hour @ 0..=23, minute @ 0..=59)) => Ok(Self(hour * 60 + minute)),
            Some((24, 0)) => Ok(Self(24 * 60)),
            Some(_) | None => Err(InputValueError::custom("a time is written HH:MM, from 00:00 to 24:00")),
        }
    }

    fn to_value(&self) -> Value {
        Value::String(format!("{:02}:{:02}", self.0 / 60, self.0 % 60))
    }
}

/// Declares a GraphQL enum for a closed list of the domain, both ways.
macro_rules! word_enum {
    ($(#[$doc:meta])* $name:ident of $domain:path { $($(#[$word:meta])* $variant:ident,)+ }) => {
        $(#[$doc])*
        #[derive(async_graphql::Enum, Clone, Copy, Debug, PartialEq, Eq)]
        pub enum $name { $($(#[$word])* $variant,)+ }

        impl From<$name> for $domain {
            fn from(word: $name) -> Self {
                match word { $($name::$variant => <$domain>::$variant,)+ }
            }
        }

        impl From<$domain> for $name {
            fn from(word: $domain) -> Self {
                match word { $(<$domain>::$variant => Self::$variant,)+ }
            }
        }

        impl $name {
            /// The word that a view keeps under this code.
            pub(crate) fn of_code(code: &str) -> async_graphql::Result<Self> {
                <$domain>::read(code)
                    .map(Self::from)
                    .map_err(|_| async_graphql::Error::new("a view holds an unknown word"))
            }
        }
    };
}
pub(crate) use word_enum;

word_enum! {
    /// The category of a team (队伍类别).
    TeamCategory of muster_domain::kernel::words::TeamCategory {
        /// Emergency rescue (应急救援).
        Emergency,
        /// Party members (党员).
        PartyMembers,
        /// Youth (青年).
        Youth,
        /// Women (巾帼).
        Women,
        /// Veterans (退役军人).
        Veterans,
        /// Elders (老年).
        Elders,
        /// Mediation (调解).
        Mediation,
        /// Publicity (宣讲).
        Publicity,
        /// Light cavalry (轻骑兵).
        LightCavalry,
        /// General (综合).
        General,
    }
}
