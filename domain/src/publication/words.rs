//! The closed lists of published reports.

use crate::word_list;

word_list! {
    /// Which report is published (报表类型).
    ReportKind, "report_kind" {
        /// Minutes, sessions, attendances and people of service in the period (服务时长统计).
        HoursServed = "HOURS_SERVED", "服务时长统计";
        /// Teams that serve each division on the last day (队伍覆盖统计).
        TeamCoverage = "TEAM_COVERAGE", "队伍覆盖统计";
        /// Instructors and their links on the last day (指导员联系统计).
        InstructorAssignments = "INSTRUCTOR_ASSIGNMENTS", "指导员联系统计";
        /// Community workers beside the population on the last day (社区工作者配备统计).
        WorkforceRatio = "WORKFORCE_RATIO", "社区工作者配备统计";
        /// Registered volunteers beside the population on the last day (注册志愿者占比).
        VolunteerPenetration = "VOLUNTEER_PENETRATION", "注册志愿者占比";
        /// What one organization did in the period (服务汇总).
        ServiceSummary = "SERVICE_SUMMARY", "服务汇总";
    }
}

word_list! {
    /// Which divisions a report lists by name (区划口径).
    ListedDivisions, "division_set" {
        /// Units of county level (县级区划).
        Counties = "COUNTIES", "县级区划";
        /// Units of county level and functional zones (县级区划和功能区).
        WithZones = "WITH_ZONES", "县级区划和功能区";
    }
}
