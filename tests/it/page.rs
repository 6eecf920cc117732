//! The page for people says what the plain report says: its table of words is laid beside the catalogue.
//!
//! The page holds a copy of the words, because it gets ids. `tests/page` shows in a browser that it picks the right one.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use yanbiao::check::Checked;
use yanbiao::evidence::Evidence;
use yanbiao::facts::disposition::Disposition;
use yanbiao::facts::model::{C2paLayer, ExplicitState, ImplicitState, Layer, StrippingLevel, WatermarkState};
use yanbiao::facts::recorded::LedgerState;
use yanbiao::finding::{Outcome, Severity};
use yanbiao::message::{Lang, Text};
use yanbiao::readers::READERS;
use yanbiao::report::words::{self, phrase};
use yanbiao::report::{blind, plain};
use yanbiao::vocabulary::ledger::LabelLayer;
use yanbiao::vocabulary::visible::{Place, SeenOn, Standing};
use yanbiao::vocabulary::watermark::MarkSignature;

use crate::samples;
use crate::surroundings::package;

/// Headlines that samples show; the others need a ledger or are shown by none.
const HEADLINES_MIN: usize = 11;

/// The words of the page, Chinese and English.
struct Table(BTreeMap<String, [String; 2]>);

impl Table {
    fn read() -> Self {
        let script = fs::read_to_string(package("src/hook/page/words.js")).expect("the script is there");
        let (_, table) = script.split_once("const WORDS = ").expect("the script has a table of words");
        let (table, _) = table.split_once(";\n").expect("the table ends");
        Self(serde_json::from_str(table).expect("the table is JSON"))
    }

    #[track_caller]
    fn same(&self, id: &str, text: &Text) {
        let expected = [text.zh.to_owned(), text.en.to_owned()];
        assert_eq!(self.0.get(id), Some(&expected), "{id}");
    }

    /// What the words of a kind say in this language.
    fn said(&self, kind: &str, lang: Lang) -> BTreeSet<&str> {
        let column = usize::from(lang == Lang::En);
        self.0.iter().filter(|(id, _)| id.starts_with(kind)).map(|(_, pair)| pair[column].as_str()).collect()
    }
}

#[test]
fn outcomes_and_verdicts_read_the_same() {
    let table = Table::read();
    use Outcome::{Fail, Informational, NotApplicable, Pass, Review, Undetermined};
    for outcome in [Pass, Fail, Review, Undetermined, NotApplicable, Informational] {
        table.same(&format!("outcome.{}", outcome.id()), words::outcome(outcome));
    }
    for severity in [Severity::Info, Severity::Warning, Severity::Error] {
        table.same(&format!("severity.{}", severity.id()), words::severity(severity));
    }
    for level in [StrippingLevel::NotShown, StrippingLevel::Indicated, StrippingLevel::Shown] {
        table.same(&format!("stripping.{}", level.id()), words::stripping(level));
    }
    for disposition in [Disposition::Is, Disposition::May, Disposition::Suspect, Disposition::None] {
        table.same(&format!("disposition.{}", disposition.id()), words::disposition(disposition));
    }
}

#[test]
fn layers_and_their_states_read_the_same() {
    let table = Table::read();
    let labels = LabelLayer::ALL.map(Layer::Label);
    for layer in labels.into_iter().chain([Layer::OtherMetadata]) {
        table.same(&format!("layer.{}", layer.id()), words::layer(layer));
    }
    use ImplicitState::{Absent, Incomplete, Malformed, Present, Remnant, Unknown};
    for state in [Present, Incomplete, Malformed, Remnant, Absent, Unknown] {
        table.same(&format!("implicit.{}", state.id()), words::implicit(state));
    }
    for state in [
        ExplicitState::Compliant,
        ExplicitState::BelowHeight,
        ExplicitState::BorderlineHeight,
        ExplicitState::NoncompliantText,
        ExplicitState::NoncompliantPosition,
        ExplicitState::VendorMark,
        ExplicitState::Absent,
        ExplicitState::Unknown,
    ] {
        table.same(&format!("explicit.{}", state.id()), words::explicit(state));
    }
    for state in [
        C2paLayer::Trusted,
        C2paLayer::Valid,
        C2paLayer::NotConfirmable,
        C2paLayer::Tampered,
        C2paLayer::Unreadable,
        C2paLayer::Remnant,
        C2paLayer::RemoteOnly,
        C2paLayer::Absent,
        C2paLayer::Unknown,
    ] {
        table.same(&format!("c2pa.{}", state.id()), words::c2pa(state));
    }
    use WatermarkState::{DeclaredUnverifiable, Found, NotFound, NotSearched};
    for state in [Found, DeclaredUnverifiable, NotFound, NotSearched] {
        table.same(&format!("watermark.{}", state.id()), words::watermark(state));
    }
    use LedgerState::{NotInLedger, TooPlain};
    for state in [LedgerState::NotSearched, TooPlain, NotInLedger, LedgerState::Found] {
        table.same(&format!("ledger.{}", state.id()), words::ledger(state).expect("a state with words"));
    }
}

#[test]
fn marks_read_the_same() {
    let table = Table::read();
    for standing in [Standing::OriginUnclear, Standing::Doubtful] {
        table.same(&format!("standing.{}", standing.id()), words::standing(standing).expect("no label"));
    }
    table.same("seen_on.last", words::seen_on(SeenOn::Last).expect("not the first"));
    for signature in [MarkSignature::Verified, MarkSignature::Broken] {
        let said = words::mark_signature(signature).expect("there is a signature");
        table.same(&format!("signature.{}", signature.id()), said);
    }
    use Place::{Bottom, BottomLeft, BottomRight, Inside, Left, Right, Top, TopLeft, TopRight};
    for place in [TopLeft, Top, TopRight, Left, Inside, Right, BottomLeft, Bottom, BottomRight] {
        table.same(&format!("place.{}", place.id()), place.name());
    }
}

#[test]
fn searches_read_the_same() {
    let table = Table::read();
    let blind = blind::missing_from(&[]).map(|one| one.reader);
    let of_samples = samples::checked().flat_map(|checked| &checked.reading.coverage).map(|one| one.reader);
    let ids: BTreeSet<&str> = READERS.iter().map(|reader| reader.id).chain(blind).chain(of_samples).collect();
    assert!(ids.len() >= 30, "only {}", ids.len());
    for id in ids {
        table.same(&format!("reader.{id}"), words::reader(id).expect("every search has a name"));
    }
}

#[test]
fn fixed_phrases_read_the_same() {
    let table = Table::read();
    let phrases = [
        ("LAYERS", &phrase::LAYERS),
        ("FINDINGS", &phrase::FINDINGS),
        ("EVIDENCE", &phrase::EVIDENCE),
        ("GAPS", &phrase::GAPS),
        ("REMEDY", &phrase::REMEDY),
        ("BY", &phrase::BY),
        ("BY_RULES", &phrase::BY_RULES),
        ("BY_RULES_MORE", &phrase::BY_RULES_MORE),
        ("ASK_FOR_ORIGINAL", &phrase::ASK_FOR_ORIGINAL),
        ("COMMA", &phrase::COMMA),
        ("CLAUSE_COMMA", &phrase::CLAUSE_COMMA),
        ("STRIPPING", &phrase::STRIPPING),
        ("NOTHING_FOUND", &phrase::NOTHING_FOUND),
        ("IN_ORDER", &phrase::IN_ORDER),
        ("SEEN", &phrase::SEEN),
        ("NOT_LOOKED_AT", &phrase::NOT_LOOKED_AT),
        ("ICON", &phrase::ICON),
        ("QUOTED", &phrase::QUOTED),
        ("MARK_HEIGHT", &phrase::MARK_HEIGHT),
        ("WATERMARK", &phrase::WATERMARK),
        ("WATERMARK_UNREAD", &phrase::WATERMARK_UNREAD),
        ("USED_BY", &phrase::USED_BY),
        ("PAYLOAD_UNKNOWN", &phrase::PAYLOAD_UNKNOWN),
        ("CHANCE", &phrase::CHANCE),
        ("FOUND_RESCALED", &phrase::FOUND_RESCALED),
        ("FOUND_CROPPED", &phrase::FOUND_CROPPED),
        ("MIRRORED", &phrase::MIRRORED),
        ("PLACED", &phrase::PLACED),
        ("GAP", &phrase::GAP),
        ("MET", &phrase::MET),
        ("NO_EVIDENCE", &phrase::NO_EVIDENCE),
        ("AT", &phrase::AT),
        ("SEEN_WITH_LABEL", &phrase::SEEN_WITH_LABEL),
        ("LEDGER", &phrase::LEDGER),
        ("DISPOSITION", &phrase::DISPOSITION),
        ("NOT_PROOF", &phrase::NOT_PROOF),
    ];
    for (id, text) in phrases {
        table.same(&format!("phrase.{id}"), text);
    }
    let of_page: BTreeSet<&str> = table.0.keys().filter_map(|id| id.strip_prefix("phrase.")).collect();
    assert_eq!(of_page, phrases.iter().map(|(id, _)| *id).collect(), "phrases that are held equal");
}

#[test]
fn evidence_of_every_sample_reads_the_same() {
    let table = Table::read();
    let mut kinds = BTreeSet::new();
    for item in samples::checked().flat_map(|checked| &checked.reading.evidence) {
        kinds.insert(item.kind.id());
        table.same(&format!("kind.{}", item.kind.id()), words::evidence_kind(item.kind));
        table.same(&format!("strength.{}", item.strength.id()), words::strength(item.strength));
        table.same(&statement_id(&table, item), words::statement(item));
    }
    assert!(kinds.len() >= 15, "only {kinds:?}");
}

/// As the page looks it up: what a kind says in its own words, or in those of all.
fn statement_id(table: &Table, item: &Evidence) -> String {
    let special = format!("statement.{}.{}", item.says.id(), item.kind.id());
    if table.0.contains_key(&special) { special } else { format!("statement.{}", item.says.id()) }
}

#[test]
fn the_first_line_of_every_sample_is_in_the_words_of_the_page() {
    let table = Table::read();
    let mut headlines = BTreeSet::new();
    for checked in samples::checked() {
        for lang in [Lang::Zh, Lang::En] {
            let (bracket, headline) = first_line(checked, lang);
            let is_known = ["outcome.", "phrase."].iter().any(|kind| table.said(kind, lang).contains(bracket.as_str()));
            assert!(is_known, "{}: {bracket}", checked.name);
            assert!(table.said("head.", lang).contains(headline.as_str()), "{}: {headline}", checked.name);
            headlines.insert(headline);
        }
    }
    assert!(headlines.len() >= 2 * HEADLINES_MIN, "only {headlines:?}");
}

/// The word in brackets and the sentence of the plain report.
fn first_line(checked: &Checked, lang: Lang) -> (String, String) {
    let mut out = String::new();
    plain::write_asset(checked, plain::Style { lang, color: false, columns: 1_000 }, &mut out);
    let line = out.lines().nth(1).expect("a report has a second line").trim();
    let (bracket, headline) = line.split_once(']').expect("the verdict stands in brackets");
    (bracket.trim_start_matches('[').to_owned(), headline.trim().to_owned())
}
