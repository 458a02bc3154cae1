//! Upcasting at the serialised layer: a stored event of an old version becomes none, one or several of today's.
//!
//! A step may rename, split and drop. Steps are only ever added; stored text is never rewritten.

use serde_json::Value;

/// A stored event as the upcasting steps see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredForm {
    /// Aggregate type.
    pub aggregate_type: String,
    /// Stored name.
    pub event_type: String,
    /// Stored version.
    pub event_version: String,
    /// Payload.
    pub payload: Value,
}

/// One step from a version to the next.
pub trait UpcastStep: Send + Sync {
    /// Whether the step is for this aggregate, name and version.
    fn is_for(&self, aggregate_type: &str, event_type: &str, event_version: &str) -> bool;

    /// The events that the stored one stands for; none drops it.
    fn upcast(&self, event: StoredForm) -> Vec<StoredForm>;
}

/// All steps, in no order: each is applied wherever it fits until none does.
#[derive(Default)]
pub struct Upcasters {
    steps: Vec<Box<dyn UpcastStep>>,
}

/// Steps that one stored event may pass; more is a cycle.
const STEPS_LIMIT: usize = 64;

impl Upcasters {
    /// These steps.
    #[must_use]
    pub fn new(steps: Vec<Box<dyn UpcastStep>>) -> Self {
        Self { steps }
    }

    fn step_for(&self, aggregate_type: &str, event_type: &str, event_version: &str) -> Option<&dyn UpcastStep> {
        self.steps.iter().map(AsRef::as_ref).find(|step| step.is_for(aggregate_type, event_type, event_version))
    }

    /// Whether any step is for this stored event, so that the others need not be parsed twice.
    #[must_use]
    pub fn apply_to(&self, aggregate_type: &str, event_type: &str, event_version: &str) -> bool {
        self.step_for(aggregate_type, event_type, event_version).is_some()
    }

    /// The events of today that a stored one stands for.
    #[must_use]
    pub fn upcast(&self, event: StoredForm) -> Vec<StoredForm> {
        let mut waiting = vec![(event, 0_usize)];
        let mut done = Vec::new();
        while let Some((event, passed)) = waiting.pop() {
            match self.step_for(&event.aggregate_type, &event.event_type, &event.event_version) {
                Some(step) if passed < STEPS_LIMIT => {
                    // Reversed, because the last in is the first out.
                    waiting.extend(step.upcast(event).into_iter().rev().map(|event| (event, passed + 1)));
                }
                _ => done.push(event),
            }
        }
        done
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    struct SplitRenameDrop;

    impl UpcastStep for SplitRenameDrop {
        fn is_for(&self, _: &str, _: &str, event_version: &str) -> bool {
            event_version == "0.9"
        }

        fn upcast(&self, event: StoredForm) -> Vec<StoredForm> {
            let renamed = |name: &str, payload| StoredForm {
                event_type: name.to_owned(),
                event_version: "1.0".to_owned(),
                payload,
                ..event.clone()
            };
            match event.event_type.as_str() {
                "team_made" => vec![renamed("team_formed", event.payload.clone())],
                "team_made_and_led" => vec![renamed("team_formed", json!(1)), renamed("leader_appointed", json!(2))],
                _ => Vec::new(),
            }
        }
    }

    fn names(event_type: &str, version: &str) -> Vec<String> {
        let form = StoredForm {
            aggregate_type: "team".to_owned(),
            event_type: event_type.to_owned(),
            event_version: version.to_owned(),
            payload: json!({}),
        };
        let upcasters = Upcasters::new(vec![Box::new(SplitRenameDrop)]);
        upcasters.upcast(form).into_iter().map(|event| event.event_type).collect()
    }

    #[test]
    fn old_event_is_renamed_split_in_order_or_dropped_and_a_new_one_is_left_alone() {
        assert_eq!(names("team_made", "0.9"), ["team_formed"]);
        assert_eq!(names("team_made_and_led", "0.9"), ["team_formed", "leader_appointed"]);
        assert!(names("team_painted", "0.9").is_empty());
        assert_eq!(names("team_formed", "1.0"), ["team_formed"]);
    }
}
