//! What the manifests of a store say about the origin of the picture.
//!
//! In: the manifests as written and which one is active. Out: every statement of origin with its place in
//! the history (C2PA 2.2 §18.14 actions, §18.15 ingredients), soft bindings, declared watermarks, and what
//! ingredients record about their own tampering. Only manifests that the active one reaches are read. Must
//! not know whether the store holds; see [`super::codes`].

use std::collections::{HashSet, VecDeque};

use serde_json::Value;

use super::codes;
use super::jumbf::RawManifest;
use crate::untrusted::Untrusted;
use crate::vocabulary::c2pa::{OriginStatement, Position, SoftBinding, Standing};
use crate::vocabulary::source_type::DigitalSourceType;

/// Statements kept per store.
const STATEMENTS_MAX: usize = 1_000;

/// What one reading may cost in comparisons of labels (links times assertions, actions times templates) and in
/// bytes of text that actions take over from templates.
const STEPS_MAX: usize = 10_000_000;

/// What a store says.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Said {
    /// Every statement, the active manifest's first.
    pub(super) statements: Vec<OriginStatement>,
    /// True when every parentOf and componentOf link was followed to its end.
    pub(super) chain_complete: bool,
    /// True when every manifest along those links is signed by somebody on a list.
    pub(super) chain_listed: bool,
    /// `allActionsIncluded` of every manifest along the chain.
    pub(super) all_actions_included: bool,
    /// Codes of tampering that ingredients record.
    pub(super) laundered: Vec<Untrusted>,
    /// Soft bindings along the chain.
    pub(super) soft_bindings: Vec<SoftBinding>,
    /// Watermarks that actions say were applied.
    pub(super) declared_watermarks: Vec<Untrusted>,
    /// True when a bound cut the reading short.
    pub(super) stopped: bool,
    /// True when the active manifest or the actions of one on the way are not where the claims say: sizes of
    /// boxes are covered by no hash, so a store can hold for the library and be out of our reach.
    pub(super) unread: bool,
}

/// A manifest that is still to be read.
struct Due {
    label: String,
    position: Position,
    /// Of the weakest manifest on the way to it.
    standing: Standing,
}

/// Reads what the active manifest and all it reaches say. `standing_of` tells how a manifest other than the
/// active one is vouched for.
pub(super) fn read(
    manifests: &[RawManifest],
    active: &str,
    manifests_max: usize,
    standing_of: &dyn Fn(&RawManifest) -> Standing,
) -> Said {
    let said = Said { chain_complete: true, chain_listed: true, all_actions_included: true, ..Said::default() };
    let first = Due { label: active.to_owned(), position: Position::Active, standing: Standing::Official };
    let due = VecDeque::from([first]);
    let mut walk = Walk { manifests, said, standing: Standing::Official, due, steps_left: STEPS_MAX };
    let mut seen = HashSet::new();
    while let Some(Due { label, position, standing }) = walk.due.pop_front() {
        if !walk.spend(manifests.len()) {
            break;
        }
        let Some(manifest) = manifests.iter().rfind(|manifest| manifest.label == label) else {
            walk.missing(position);
            continue;
        };
        // A manifest can be parent in one place and component in another, but is read once in each role.
        if !seen.insert((label, role(position))) {
            continue;
        }
        if seen.len() > manifests_max {
            walk.said.stopped = true;
            walk.said.chain_complete = false;
            break;
        }
        // The active manifest is judged with the store, and an input says nothing of the picture.
        let own = match position {
            Position::Active | Position::Input => Standing::Official,
            Position::Parent(_) | Position::Component => standing_of(manifest),
        };
        walk.standing = standing.min(own);
        if role(position) != Role::Input && walk.standing < Standing::Listed {
            walk.said.chain_listed = false;
        }
        walk.manifest(manifest, position);
    }
    walk.said
}

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Role {
    History,
    Component,
    Input,
}

fn role(position: Position) -> Role {
    match position {
        Position::Active | Position::Parent(_) => Role::History,
        Position::Component => Role::Component,
        Position::Input => Role::Input,
    }
}

struct Walk<'a> {
    manifests: &'a [RawManifest],
    said: Said,
    /// Of the manifest being read.
    standing: Standing,
    due: VecDeque<Due>,
    /// Left of [`STEPS_MAX`].
    steps_left: usize,
}

/// One assertion as a claim refers to it.
struct Referred<'a> {
    base_label: &'a str,
    value: &'a Value,
    attributed: bool,
}

impl<'a> Walk<'a> {
    /// Takes steps off what is left; false, and said, when there are not as many.
    fn spend(&mut self, steps: usize) -> bool {
        let left = self.steps_left.checked_sub(steps.saturating_add(1));
        self.steps_left = left.unwrap_or_default();
        self.said.stopped |= left.is_none();
        self.said.chain_complete &= left.is_some();
        left.is_some()
    }

    fn missing(&mut self, position: Position) {
        self.said.unread |= position == Position::Active;
        self.missing_link(position);
    }

    fn missing_link(&mut self, position: Position) {
        match role(position) {
            Role::History | Role::Component => self.said.chain_complete = false,
            Role::Input => {}
        }
    }

    fn manifest(&mut self, manifest: &'a RawManifest, position: Position) {
        let mut all_included = false;
        let mut any_actions = false;
        for assertion in self.referred(manifest) {
            match assertion.base_label {
                // Actions can never be redacted (C2PA 2.2 §6.8), an ingredient can.
                "c2pa.actions" | "c2pa.actions.v2" if assertion.value.is_null() => {
                    self.said.unread |= role(position) != Role::Input;
                    self.missing_link(position);
                }
                "c2pa.ingredient" | "c2pa.ingredient.v2" | "c2pa.ingredient.v3" if assertion.value.is_null() => {
                    self.missing_link(position);
                }
                "c2pa.actions" | "c2pa.actions.v2" => {
                    let included = assertion.value.get("allActionsIncluded").and_then(Value::as_bool) == Some(true);
                    all_included = included && (all_included || !any_actions);
                    any_actions = true;
                    self.actions(&assertion, position);
                }
                "c2pa.ingredient" | "c2pa.ingredient.v2" | "c2pa.ingredient.v3" => {
                    self.ingredient(&assertion, position);
                }
                "c2pa.soft-binding" if role(position) == Role::History => self.soft_binding(assertion.value),
                _ => {}
            }
        }
        if role(position) == Role::History && !all_included {
            self.said.all_actions_included = false;
        }
    }

    /// The assertions a claim refers to, with null for one that cannot be read, redacted ones among them. Others
    /// are in no way part of the manifest.
    fn referred(&mut self, manifest: &'a RawManifest) -> Vec<Referred<'a>> {
        // Version 1 claims attribute everything to the signer; version 2 tells created from gathered (§10.3).
        let lists = [("assertions", true), ("created_assertions", true), ("gathered_assertions", false)];
        let mut found = Vec::new();
        let mut seen = HashSet::new();
        for (key, attributed) in lists {
            for url in array(&manifest.claim, key).iter().filter_map(|link| text(link, "url")) {
                let (home, label) = self.locate(manifest, url);
                if !self.spend(self.manifests.len().saturating_add(home.assertions.len())) {
                    return found;
                }
                if !seen.insert((home.label.as_str(), label)) {
                    continue;
                }
                let base_label = label.split("__").next().unwrap_or(label);
                let before = found.len();
                let matching = home.assertions.iter().filter(|assertion| assertion.label == label);
                found.extend(matching.map(|found| Referred { base_label, value: &found.value, attributed }));
                if found.len() == before {
                    found.push(Referred { base_label, value: &Value::Null, attributed });
                }
            }
        }
        found
    }

    /// The manifest and assertion label a JUMBF URI names, relative to `manifest`.
    fn locate<'u>(&self, manifest: &'a RawManifest, url: &'u str) -> (&'a RawManifest, &'u str) {
        let label = url.rsplit('/').next().unwrap_or(url);
        let home = manifest_label(url).and_then(|home| self.manifests.iter().rfind(|other| other.label == home));
        (home.unwrap_or(manifest), label)
    }

    fn actions(&mut self, assertion: &Referred<'_>, position: Position) {
        let templates = array(assertion.value, "templates").len();
        for action in array(assertion.value, "actions") {
            let name = text(action, "action").unwrap_or_default();
            let template = template(assertion.value, name);
            let field = |key: &str| action.get(key).or_else(|| template.and_then(|template| template.get(key)));
            let description =
                field("description").or_else(|| action.pointer("/parameters/description")).and_then(Value::as_str);
            let source_type = field("digitalSourceType").and_then(Value::as_str);
            let agent = agent(field("softwareAgent"), field("softwareAgentIndex"), assertion.value);
            // A template's text counts again for every action that takes it over.
            let lengths =
                [description, source_type, agent.as_ref().map(Untrusted::as_raw)].map(|part| part.map_or(0, str::len));
            if !self.spend(lengths.iter().fold(templates, |sum, length| sum.saturating_add(*length))) {
                return;
            }
            self.watermark(name, description, position);
            self.push(OriginStatement {
                position,
                action: Untrusted::new(name),
                source_type: source_type.map(DigitalSourceType::parse),
                attributed: assertion.attributed,
                standing: self.standing,
                software_agent: agent,
                description: description.map(Untrusted::new),
            });
        }
    }

    fn push(&mut self, statement: OriginStatement) {
        if self.said.statements.len() < STATEMENTS_MAX {
            self.said.statements.push(statement);
        } else {
            self.said.stopped = true;
            self.said.chain_complete = false;
        }
    }

    fn watermark(&mut self, action: &str, description: Option<&str>, position: Position) {
        // Google describes its mark in an ordinary `c2pa.edited` action; the name is a product's, not a word
        // of a caption, and the place is a signed action.
        let names_product = description.is_some_and(|text| text.contains("SynthID"));
        if role(position) != Role::History || !(action.starts_with("c2pa.watermarked") || names_product) {
            return;
        }
        let declared = Untrusted::new(description.unwrap_or(action));
        if self.said.declared_watermarks.len() < STATEMENTS_MAX && !self.said.declared_watermarks.contains(&declared) {
            self.said.declared_watermarks.push(declared);
        }
    }

    fn ingredient(&mut self, assertion: &Referred<'_>, position: Position) {
        let ingredient = assertion.value;
        let Some(place) = place(text(ingredient, "relationship").unwrap_or_default(), position) else {
            return;
        };
        let source_type = text(ingredient, "digitalSourceType").map(DigitalSourceType::parse);
        let has_source_type = source_type.is_some();
        if has_source_type {
            self.push(OriginStatement {
                position: place,
                action: Untrusted::default(),
                source_type,
                attributed: assertion.attributed,
                standing: self.standing,
                software_agent: None,
                description: text(ingredient, "description").map(Untrusted::new),
            });
        }
        let is_damaged = role(place) != Role::Input && self.record(ingredient);
        let standing = if is_damaged { Standing::Unconfirmed } else { self.standing };
        let link = ingredient.get("activeManifest").or_else(|| ingredient.get("c2pa_manifest"));
        match link.and_then(|link| text(link, "url")).and_then(manifest_label) {
            Some(label) => self.due.push_back(Due { label: label.to_owned(), position: place, standing }),
            None if !has_source_type => self.missing(place),
            None => {}
        }
    }

    /// What was found wrong with the ingredient when it was taken in; true if it itself was damaged. The store
    /// around it can be flawless: whoever opens a tampered picture and signs anew records the damage here and
    /// nowhere else.
    fn record(&mut self, ingredient: &Value) -> bool {
        let results = ["/validationResults", "/validation_results"].map(|path| ingredient.pointer(path));
        let assertions = self.manifests.iter().map(|manifest| manifest.assertions.len()).max().unwrap_or_default();
        let mut is_damaged = false;
        for results in results.into_iter().flatten() {
            let failures = results.pointer("/activeManifest/failure").and_then(Value::as_array);
            is_damaged |= self.launder(failures.map(Vec::as_slice).unwrap_or_default());
            // Damage further down that the ingredient itself does not record.
            for delta in array(results, "ingredientDeltas") {
                let uri = text(delta, "ingredientAssertionURI").unwrap_or_default();
                if !self.spend(self.manifests.len().saturating_add(assertions)) {
                    return is_damaged;
                }
                if !is_input(self.manifests, uri) {
                    let failures = delta.pointer("/validationDeltas/failure").and_then(Value::as_array);
                    self.launder(failures.map(Vec::as_slice).unwrap_or_default());
                }
            }
        }
        // Versions 1 and 2 keep successes and failures in one list; only the codes tell them apart.
        is_damaged | self.launder(array(ingredient, "validationStatus"))
    }

    fn launder(&mut self, statuses: &[Value]) -> bool {
        let mut is_damaged = false;
        for code in
            statuses.iter().filter_map(|status| text(status, "code")).filter(|code| codes::admits_tampering(code))
        {
            is_damaged = true;
            let code = Untrusted::new(code);
            if !self.said.laundered.contains(&code) {
                self.said.laundered.push(code);
            }
        }
        is_damaged
    }

    fn soft_binding(&mut self, binding: &Value) {
        let algorithm = text(binding, "alg").unwrap_or_default();
        let values = array(binding, "blocks").iter().map(|block| text(block, "value").unwrap_or_default());
        let values: Vec<&str> = values.collect();
        // Without a block there is still the algorithm to be named.
        let nothing = if values.is_empty() { Some("") } else { None };
        for value in values.into_iter().chain(nothing) {
            if self.said.soft_bindings.len() == STATEMENTS_MAX {
                self.said.stopped = true;
                return;
            }
            self.said
                .soft_bindings
                .push(SoftBinding { algorithm: Untrusted::new(algorithm), value: Untrusted::new(value) });
        }
    }
}

/// True when a JUMBF URI names an ingredient that was only shown to the tool: damage to it is no concern of the
/// picture.
pub(super) fn is_input(manifests: &[RawManifest], uri: &str) -> bool {
    let label = uri.rsplit('/').next().unwrap_or(uri);
    let home = manifest_label(uri).and_then(|home| manifests.iter().rfind(|manifest| manifest.label == home));
    let mut found = home.into_iter().flat_map(|home| &home.assertions).filter(|assertion| assertion.label == label);
    found.any(|assertion| text(&assertion.value, "relationship") == Some("inputTo"))
}

/// Where an ingredient stands in the history. What is inside a component or an input stays there.
fn place(relationship: &str, position: Position) -> Option<Position> {
    match (relationship, position) {
        ("inputTo", _) | ("parentOf" | "componentOf", Position::Input) => Some(Position::Input),
        ("componentOf", Position::Active | Position::Parent(_) | Position::Component)
        | ("parentOf", Position::Component) => Some(Position::Component),
        ("parentOf", Position::Active) => Some(Position::Parent(1)),
        ("parentOf", Position::Parent(n)) => Some(Position::Parent(n.saturating_add(1))),
        (_, Position::Active | Position::Parent(_) | Position::Component | Position::Input) => None,
    }
}

/// The template that applies to an action (§18.14.5); `*` applies to all.
fn template<'a>(assertion: &'a Value, action: &str) -> Option<&'a Value> {
    let templates = array(assertion, "templates");
    let named = |wanted: &str| templates.iter().find(|template| text(template, "action") == Some(wanted));
    named(action).or_else(|| named("*"))
}

/// Name and version of a software agent: text (version 1), a map, or an index into the assertion's list.
fn agent(agent: Option<&Value>, index: Option<&Value>, assertion: &Value) -> Option<Untrusted> {
    let listed = index
        .and_then(Value::as_u64)
        .and_then(|index| usize::try_from(index).ok())
        .and_then(|index| array(assertion, "softwareAgents").get(index));
    generator(agent.or(listed)?)
}

/// A generator as text: itself, or its name and version.
pub(super) fn generator(value: &Value) -> Option<Untrusted> {
    if let Some(text) = value.as_str() {
        return Some(Untrusted::new(text));
    }
    let name = text(value, "name")?;
    Some(Untrusted::new(match text(value, "version") {
        Some(version) => format!("{name} {version}"),
        None => name.to_owned(),
    }))
}

/// The manifest label in `self#jumbf=/c2pa/LABEL/…`; `None` for a URI relative to its own manifest.
fn manifest_label(url: &str) -> Option<&str> {
    let path = url.strip_prefix("self#jumbf=").unwrap_or(url);
    path.strip_prefix("/c2pa/").and_then(|rest| rest.split('/').next()).filter(|label| !label.is_empty())
}

fn text<'a>(value: &'a Value, key: &str) -> Option<&'a str> {
    value.get(key).and_then(Value::as_str)
}

fn array<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value.get(key).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::super::jumbf::Assertion;
    use super::*;
    use crate::vocabulary::source_type::AiClass;
    use serde_json::json;

    const TRAINED: &str = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia";
    const COMPOSITE: &str = "http://cv.iptc.org/newscodes/digitalsourcetype/composite";

    /// A version 2 manifest; assertions whose label begins with `~` are gathered.
    fn manifest(label: &str, assertions: &[(&str, Value)]) -> RawManifest {
        let links = |gathered: bool| -> Vec<Value> {
            let chosen = assertions.iter().filter(|(name, _)| name.starts_with('~') == gathered);
            chosen
                .map(|(name, _)| json!({"url": format!("self#jumbf=c2pa.assertions/{}", name.trim_start_matches('~'))}))
                .collect()
        };
        RawManifest {
            label: label.to_owned(),
            claim_version: 2,
            claim: json!({"created_assertions": links(false), "gathered_assertions": links(true)}),
            assertions: assertions
                .iter()
                .map(|(name, value)| Assertion { label: name.trim_start_matches('~').to_owned(), value: value.clone() })
                .collect(),
            signature: Value::Null,
        }
    }

    fn ingredient(relationship: &str, label: &str) -> Value {
        json!({"relationship": relationship, "activeManifest": {"url": format!("self#jumbf=/c2pa/{label}")}})
    }

    fn created(source_type: &str) -> Value {
        json!({"actions": [{"action": "c2pa.created", "digitalSourceType": source_type}], "allActionsIncluded": true})
    }

    #[track_caller]
    fn check(manifests: &[RawManifest], expected: &[(Position, &str, AiClass)]) -> Said {
        let said = read(manifests, "a", 64, &|_| Standing::Official);
        let found: Vec<_> = said.statements.iter().map(|s| (s.position, s.action.as_raw(), s.class())).collect();
        assert_eq!(found, expected);
        said
    }

    #[test]
    fn the_statement_of_the_parent_counts() {
        let active = manifest(
            "a",
            &[
                (
                    "c2pa.actions.v2",
                    json!({"actions": [{"action": "c2pa.opened"}, {"action": "c2pa.edited", "digitalSourceType": COMPOSITE}]}),
                ),
                ("c2pa.ingredient.v3", ingredient("parentOf", "b")),
            ],
        );
        let parent = manifest("b", &[("c2pa.actions.v2", created(TRAINED))]);
        let said = check(
            &[parent, active],
            &[
                (Position::Active, "c2pa.opened", AiClass::Unrecognised),
                (Position::Active, "c2pa.edited", AiClass::Possibly),
                (Position::Parent(1), "c2pa.created", AiClass::Generated),
            ],
        );
        assert!(said.chain_complete && !said.all_actions_included);
    }

    #[test]
    fn parts_and_references_are_told_apart() {
        let active = manifest(
            "a",
            &[
                ("c2pa.ingredient.v3", ingredient("componentOf", "b")),
                ("c2pa.ingredient.v3__1", ingredient("inputTo", "c")),
            ],
        );
        let part = manifest("b", &[("c2pa.actions.v2", created(TRAINED))]);
        let reference = manifest("c", &[("c2pa.ingredient.v3", ingredient("parentOf", "b"))]);
        let said = check(
            &[part, reference, active],
            &[
                (Position::Component, "c2pa.created", AiClass::Generated),
                (Position::Input, "c2pa.created", AiClass::Generated),
            ],
        );
        assert!(said.chain_complete);
    }

    #[test]
    fn what_is_not_where_a_claim_says_is_unread() {
        let without =
            |label: &str| RawManifest { assertions: Vec::new(), ..manifest("a", &[(label, created(TRAINED))]) };
        assert!(read(&[without("c2pa.actions.v2")], "a", 64, &|_| Standing::Official).unread);
        assert!(read(&[manifest("b", &[])], "a", 64, &|_| Standing::Official).unread);
        let said = read(&[without("c2pa.ingredient.v3")], "a", 64, &|_| Standing::Official);
        assert!(!said.unread && !said.chain_complete);
        assert!(!read(&[without("c2pa.hash.data")], "a", 64, &|_| Standing::Official).unread);
    }

    #[test]
    fn a_gathered_statement_is_not_attributed() {
        let said = check(
            &[manifest("a", &[("~c2pa.actions", created(TRAINED))])],
            &[(Position::Active, "c2pa.created", AiClass::Generated)],
        );
        assert!(!said.statements[0].attributed && said.all_actions_included);
    }

    #[test]
    fn a_version_1_claim_attributes_everything() {
        let mut active = manifest("a", &[("c2pa.actions", created(TRAINED))]);
        active.claim = json!({"assertions": [{"url": "self#jumbf=/c2pa/a/c2pa.assertions/c2pa.actions"}]});
        let said = check(&[active], &[(Position::Active, "c2pa.created", AiClass::Generated)]);
        assert!(said.statements[0].attributed);
    }

    #[test]
    fn what_no_claim_refers_to_is_not_read() {
        let mut active = manifest("a", &[("c2pa.actions", created(TRAINED))]);
        active.claim = json!({"created_assertions": []});
        check(&[active, manifest("unreachable", &[("c2pa.actions", created(TRAINED))])], &[]);
    }

    #[test]
    fn a_circle_of_parents_ends() {
        let a = manifest("a", &[("c2pa.ingredient.v3", ingredient("parentOf", "b"))]);
        let b = manifest("b", &[("c2pa.ingredient.v3", ingredient("parentOf", "a"))]);
        check(&[a, b], &[]);
    }

    #[test]
    fn too_many_manifests_stop_the_walk() {
        let many: Vec<_> = (0..10)
            .map(|n| {
                let label = if n == 0 { "a".to_owned() } else { format!("m{n}") };
                manifest(&label, &[("c2pa.ingredient", ingredient("parentOf", &format!("m{}", n + 1)))])
            })
            .collect();
        let said = read(&many, "a", 4, &|_| Standing::Official);
        assert!(said.stopped && !said.chain_complete);
    }

    #[track_caller]
    fn check_stops(manifests: &[RawManifest]) {
        let said = read(manifests, "a", 64, &|_| Standing::Official);
        assert!(said.stopped && !said.chain_complete);
        let texts = said.statements.iter().filter_map(|statement| statement.description.as_ref());
        assert!(texts.map(|text| text.as_raw().len()).sum::<usize>() <= STEPS_MAX);
    }

    #[test]
    fn links_times_assertions_stop_the_walk() {
        let labels: Vec<String> = (0..4_000).map(|n| format!("c2pa.actions__{n}")).collect();
        let assertions: Vec<(&str, Value)> = labels.iter().map(|label| (label.as_str(), json!({}))).collect();
        check_stops(&[manifest("a", &assertions)]);
    }

    #[test]
    fn ingredients_times_manifests_stop_the_walk() {
        let labels: Vec<String> = (0..4_000).map(|n| format!("c2pa.ingredient__{n}")).collect();
        let part = ingredient("componentOf", "gone");
        let mut active = manifest("a", &[]);
        active.claim =
            json!({"created_assertions": labels.iter().map(|_| json!({"url": "c2pa.ingredient"})).collect::<Vec<_>>()});
        active.assertions =
            labels.iter().map(|_| Assertion { label: "c2pa.ingredient".into(), value: part.clone() }).collect();
        let others = labels.iter().map(|label| manifest(label, &[]));
        check_stops(&std::iter::once(active).chain(others).collect::<Vec<_>>());
    }

    #[test]
    fn actions_times_templates_stop_the_walk() {
        let many = |key: &str, count| vec![json!({"action": key}); count];
        // Fewer actions than would be too many by themselves.
        let actions = json!({"actions": many("x", STATEMENTS_MAX), "templates": many("y", STEPS_MAX / STATEMENTS_MAX)});
        check_stops(&[manifest("a", &[("c2pa.actions", actions)])]);
    }

    #[test]
    fn deltas_times_assertions_stop_the_walk() {
        let uri = "self#jumbf=/c2pa/a/c2pa.assertions/none";
        let deltas = vec![json!({"ingredientAssertionURI": uri}); 4_000];
        let mut ingredient = ingredient("parentOf", "gone");
        ingredient["validationResults"] = json!({"ingredientDeltas": deltas});
        let mut active = manifest("a", &[("c2pa.ingredient", ingredient)]);
        active.assertions.extend((0..4_000).map(|n| Assertion { label: format!("{n}"), value: Value::Null }));
        check_stops(&[active]);
    }

    #[test]
    fn a_long_text_that_many_actions_take_over_stops_the_walk() {
        let template = json!({"action": "*", "description": "x".repeat(1 << 20)});
        let actions = json!({"actions": vec![json!({"action": "c2pa.edited"}); 50], "templates": [template]});
        check_stops(&[manifest("a", &[("c2pa.actions", actions)])]);
    }

    #[test]
    fn a_parent_or_part_of_unknown_origin_breaks_the_chain() {
        let said = check(&[manifest("a", &[("c2pa.ingredient.v3", json!({"relationship": "parentOf"}))])], &[]);
        assert!(!said.chain_complete);
        let said = check(&[manifest("a", &[("c2pa.ingredient.v3", ingredient("componentOf", "gone"))])], &[]);
        assert!(!said.chain_complete);
    }

    #[test]
    fn an_ingredient_may_state_its_own_source_type() {
        let own = json!({"relationship": "parentOf", "digitalSourceType": TRAINED});
        let said =
            check(&[manifest("a", &[("c2pa.ingredient.v3", own)])], &[(Position::Parent(1), "", AiClass::Generated)]);
        assert!(said.chain_complete);
    }

    #[test]
    fn templates_and_agents_are_resolved() {
        let actions = json!({
            "actions": [{"action": "c2pa.edited", "softwareAgentIndex": 1}],
            "softwareAgents": [{"name": "x"}, {"name": "Fill", "version": "2"}],
            "templates": [{"action": "c2pa.edited", "digitalSourceType": TRAINED, "description": "d"}],
        });
        let said = check(
            &[manifest("a", &[("c2pa.actions.v2", actions)])],
            &[(Position::Active, "c2pa.edited", AiClass::Generated)],
        );
        assert_eq!(said.statements[0].software_agent, Some(Untrusted::new("Fill 2")));
        assert_eq!(said.statements[0].description, Some(Untrusted::new("d")));
    }

    #[test]
    fn recorded_damage_is_seen() {
        let v3 = json!({"relationship": "parentOf", "validationResults": {"activeManifest": {"failure": [{"code": "assertion.dataHash.mismatch"}]}}});
        let v1 = json!({"relationship": "parentOf", "validationStatus": [{"code": "claimSignature.validated"}, {"code": "assertion.hashedURI.mismatch"}]});
        let said = read(&[manifest("a", &[("c2pa.ingredient.v3", v3), ("c2pa.ingredient", v1)])], "a", 64, &|_| {
            Standing::Official
        });
        assert_eq!(
            said.laundered,
            [Untrusted::new("assertion.dataHash.mismatch"), Untrusted::new("assertion.hashedURI.mismatch")]
        );
    }

    #[test]
    fn damage_recorded_further_down_is_seen_unless_only_an_input_has_it() {
        let deltas = |uri: &str| json!([{"ingredientAssertionURI": uri, "validationDeltas": {"success": [], "informational": [], "failure": [{"code": "assertion.dataHash.mismatch"}]}}]);
        let parent = |uri: &str| {
            let mut parent = ingredient("parentOf", "b");
            parent["validationResults"] = json!({"activeManifest": {"failure": []}, "ingredientDeltas": deltas(uri)});
            manifest("a", &[("c2pa.ingredient.v3", parent)])
        };
        let below = manifest(
            "b",
            &[
                ("c2pa.ingredient.v3", ingredient("componentOf", "c")),
                ("c2pa.ingredient.v3__1", ingredient("inputTo", "c")),
            ],
        );
        let laundered = |name: &str| {
            let active = parent(&format!("self#jumbf=/c2pa/b/c2pa.assertions/{name}"));
            read(&[below.clone(), active], "a", 64, &|_| Standing::Official).laundered.len()
        };
        assert_eq!((laundered("c2pa.ingredient.v3"), laundered("c2pa.ingredient.v3__1")), (1, 0));
    }

    #[test]
    fn a_statement_is_worth_no_more_than_what_it_came_through() {
        let link = |label: &str| ingredient("parentOf", label);
        let mut damaged = link("d");
        damaged["validationResults"] = json!({"activeManifest": {"failure": [{"code": "claimSignature.mismatch"}]}});
        let chain = [
            manifest("a", &[("c2pa.actions.v2", created(COMPOSITE)), ("c2pa.ingredient.v3", link("b"))]),
            manifest("b", &[("c2pa.actions.v2", created(COMPOSITE)), ("c2pa.ingredient.v3", link("c"))]),
            manifest("c", &[("c2pa.actions.v2", created(COMPOSITE)), ("c2pa.ingredient.v3", damaged)]),
            manifest("d", &[("c2pa.actions.v2", created(TRAINED))]),
        ];
        let standing_of = |manifest: &RawManifest| match manifest.label.as_str() {
            "a" => panic!("the active manifest is judged with the store"),
            "b" => Standing::Unlisted,
            _ => Standing::Official,
        };
        let said = read(&chain, "a", 64, &standing_of);
        let standings: Vec<Standing> = said.statements.iter().map(|statement| statement.standing).collect();
        assert_eq!(standings, [Standing::Official, Standing::Unlisted, Standing::Unlisted, Standing::Unconfirmed]);
        assert!(!said.chain_listed);
    }

    #[test]
    fn what_is_referred_to_and_cannot_be_read_leaves_the_history_open() {
        for label in ["c2pa.actions.v2", "c2pa.ingredient.v3__1"] {
            let mut active = manifest("a", &[("c2pa.actions.v2", created(TRAINED))]);
            active.assertions.retain(|assertion| assertion.label != label);
            active.claim = json!({"created_assertions": [
                {"url": "self#jumbf=c2pa.assertions/c2pa.actions.v2"},
                {"url": format!("self#jumbf=c2pa.assertions/{label}")},
                {"url": "self#jumbf=c2pa.assertions/c2pa.hash.data"}]});
            assert!(!read(&[active], "a", 64, &|_| Standing::Official).chain_complete, "{label}");
        }
        let mut active = manifest("a", &[("c2pa.actions.v2", created(TRAINED))]);
        active.claim = json!({"created_assertions": [
            {"url": "self#jumbf=c2pa.assertions/c2pa.actions.v2"}, {"url": "self#jumbf=c2pa.assertions/c2pa.hash.data"}]});
        assert!(read(&[active], "a", 64, &|_| Standing::Official).chain_complete);
    }

    #[test]
    fn an_untrusted_ingredient_is_not_laundered() {
        let v1 = json!({"relationship": "parentOf", "validationStatus": [{"code": "signingCredential.untrusted"}]});
        assert_eq!(read(&[manifest("a", &[("c2pa.ingredient", v1)])], "a", 64, &|_| Standing::Official).laundered, []);
    }

    #[test]
    fn marks_and_soft_bindings_are_listed() {
        let actions = json!({"actions": [
            {"action": "c2pa.watermarked.unbound"},
            {"action": "c2pa.edited", "description": "Applied imperceptible SynthID watermark."},
            {"action": "c2pa.edited", "description": "Added visible watermark"}]});
        let binding = json!({"alg": "com.adobe.trustmark.P", "blocks": [{"scope": {}, "value": "2*01"}]});
        let said =
            read(&[manifest("a", &[("c2pa.actions.v2", actions), ("c2pa.soft-binding", binding)])], "a", 64, &|_| {
                Standing::Official
            });
        let declared: Vec<_> = said.declared_watermarks.iter().map(Untrusted::as_raw).collect();
        assert_eq!(declared, ["c2pa.watermarked.unbound", "Applied imperceptible SynthID watermark."]);
        assert_eq!(said.soft_bindings.len(), 1);
    }
}
