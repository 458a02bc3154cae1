//! The closed list of sites.

use crate::word_list;

word_list! {
    /// The kind of a site (阵地类型).
    SiteKind, "site_kind" {
        /// Service centre for party members and the public (党群服务中心).
        PartyServiceCentre = "PARTY_SERVICE_CENTRE", "党群服务中心";
        /// Centre of civilization practice, one a county (文明实践中心).
        PracticeCentre = "PRACTICE_CENTRE", "文明实践中心";
        /// Institute of civilization practice, one a town (文明实践所).
        PracticeInstitute = "PRACTICE_INSTITUTE", "文明实践所";
        /// Station of civilization practice, one a village (文明实践站).
        PracticeStation = "PRACTICE_STATION", "文明实践站";
        /// Station of social work of a town or street (社工站).
        SocialWorkStation = "SOCIAL_WORK_STATION", "社工站";
        /// Station of observers of social work (观察站).
        ObservationStation = "OBSERVATION_STATION", "观察站";
        /// Station of volunteer service (志愿服务站).
        VolunteerStation = "VOLUNTEER_STATION", "志愿服务站";
        /// Rest station for couriers and riders (暖蜂驿站).
        RiderRestStation = "RIDER_REST_STATION", "暖蜂驿站";
        /// Home of drivers (司机之家).
        DriversHome = "DRIVERS_HOME", "司机之家";
        /// Shop that takes points (积分超市).
        PointsShop = "POINTS_SHOP", "积分超市";
        /// Station of an industrial chain (产业链党建工作站).
        ChainStation = "CHAIN_STATION", "产业链党建工作站";
        /// Guidance station for small businesses (小个专指导站).
        GuidanceStation = "GUIDANCE_STATION", "小个专指导站";
        /// Place of practice or internship (实践基地).
        PracticeBase = "PRACTICE_BASE", "实践基地";
    }
}
