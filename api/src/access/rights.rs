//! What each role may do where its scope reaches.

use muster_domain::account::Role;

use Right::{
    Accounts, Answer, Approve, Careers, Erase, Export, Figures, Honour, Log, Manage, Organize, Oversee, Own, People,
    Persons, Privacy, Record, Records, Reference, Rules, Talents, Unmask,
};

/// What somebody may do; each field of the API asks for one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Right {
    /// Read reference data: divisions, policies, calendars; verify a certificate.
    Reference,
    /// Read counts and sums, in which nobody is named.
    Figures,
    /// Read organizations, teams, activities, sites, demands and matters.
    Records,
    /// Read people, masked.
    People,
    /// Read a person in clear, for a purpose and on record.
    Unmask,
    /// Read talents, pools and candidates.
    Talents,
    /// Read the log and the register of exports.
    Log,
    /// Do and read what is one's own.
    Own,
    /// Enter service: activities, attendance, hours.
    Record,
    /// Approve, correct and revoke hours, and answer disputes.
    Approve,
    /// Certificates, trainings, commendations and points, and to apply for a star.
    Honour,
    /// What the department alone decides about a volunteer's hours and stars, whomever they served for.
    Oversee,
    /// Form and lead teams, answer demands.
    Organize,
    /// Put people on file and in a role.
    Persons,
    /// Keep organizations, sites, posts, matters, demands and populations.
    Manage,
    /// Keep instructors, social workers, talents and pools.
    Careers,
    /// Answer for a department: problems, matters and demands that were brought to it.
    Answer,
    /// Hand personal data over.
    Export,
    /// Publish policies, calendars, catalogues and reports.
    Rules,
    /// Consents and corrections of a person's data.
    Privacy,
    /// Propose and approve erasure and restriction.
    Erase,
    /// Propose, approve and revoke what others may do.
    Accounts,
}

/// What a role may do.
#[must_use]
pub const fn rights(role: Role) -> &'static [Right] {
    match role {
        Role::Volunteer => &[Reference, Own],
        Role::OrganizationWriter => &[Reference, Figures, Records, People, Unmask, Record, Organize, Persons, Answer],
        Role::OrganizationApprover => &[Reference, Figures, Records, People, Unmask, Approve, Honour, Answer],
        Role::HrReader => &[Reference, Figures, Records, People, Unmask, Talents, Export],
        Role::Administrator => &[
            Reference, Figures, Records, People, Unmask, Talents, Record, Approve, Honour, Oversee, Organize, Persons,
            Manage, Careers, Answer, Export, Rules, Privacy, Accounts,
        ],
        Role::Auditor => &[Reference, Figures, Records, Log],
        Role::PrivacyOfficer => &[Reference, People, Unmask, Privacy, Erase, Log],
        Role::Operator => &[Reference, Figures],
    }
}
