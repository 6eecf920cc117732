// The page for people: pictures in, the service's verdict in words out.
//
// The service decides everything; this script sends pictures to it and shows Report v1. What it shows was written by
// strangers, so it becomes text and never markup: every element is made by `element`, every text is a text node. An id
// that this page does not know is shown as it is and looks undecided, never met.

"use strict";

const PICTURES_MAX = 200;
const REQUESTS_MAX = 2;
const NAME_CHARS_MAX = 120;
const RULES_NAMED_MAX = 3;
const SCHEMA = "yanbiao/report/v1";
const UNITS = [
  [2 ** 30, "GiB"],
  [2 ** 20, "MiB"],
  [2 ** 10, "KiB"],
];

const state = { lang: "zh", token: null, items: [], count: 0 };

// ---- words and elements

/** The words for an id, or `undefined`. */
function known(id) {
  const pair = Object.hasOwn(WORDS, id) ? WORDS[id] : undefined;
  return pair?.[state.lang === "zh" ? 0 : 1];
}

/** The words for an id with its holes filled; an id without words is shown as it is. */
function say(id, holes = {}) {
  const text = known(id) ?? id.slice(id.indexOf(".") + 1);
  return text.replace(/\{(\w+)\}/g, (hole, name) => (Object.hasOwn(holes, name) ? String(holes[name]) : hole));
}

/** A text that the report has in both languages. */
function pick(bilingual) {
  return bilingual?.[state.lang] ?? "";
}

/** Ids of the languages that `lang` attributes take. */
const langTag = (lang) => (lang === "zh" ? "zh-CN" : "en");

/** A new element. Attributes are plain text, children are elements or text. */
function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== null && value !== false) made.setAttribute(key, value === true ? "" : value);
  }
  made.append(...children.flat(Infinity).filter((child) => child !== null));
  return made;
}

/** A button; `key` finds it again after its surroundings were made anew. */
function button(key, text, action, attributes = {}) {
  const made = element("button", { type: "button", "data-key": key, ...attributes }, text);
  made.addEventListener("click", action);
  return made;
}

/** A text from outside with the characters spelled out that would change how the text around them reads. */
function visible(text) {
  const spelled = (char) => `\\u{${char.codePointAt(0).toString(16).padStart(4, "0")}}`;
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, spelled);
}

function sizeText(bytes) {
  const [unit, name] = UNITS.find(([size]) => bytes >= size) ?? [1, "B"];
  return unit === 1 ? `${bytes} B` : `${Math.floor((bytes * 10) / unit) / 10} ${name}`;
}

// ---- what a report says, as the plain report says it

/** Whether anything but a record or an unlabelled small picture was seen. */
function hasTrace(report) {
  return report.evidence.some((one) => {
    if (one.kind === "thumbnail") return one.value.marks.length > 0;
    return one.kind !== "ledger.record" && one.kind !== "structure.pointer";
  });
}

function isAlteredReference(report) {
  const matches = report.ledger?.matches ?? [];
  return matches.some((one) => one.kind === "reference" && one.changed.length > 0);
}

/** The one sentence. */
function headline(report) {
  const { claim, strength } = report.origin;
  const onlySeen = strength === "detected";
  if (report.labels.c2pa.state === "tampered") return "head.tampered";
  if (claim === "ai_generated") return onlySeen ? "head.labelled" : "head.generated";
  if (claim === "ai_edited" || claim === "ai_component") return "head.edited";
  if (claim === "conflict") return "head.conflict";
  if (claim === "declared_not_ai") return "head.not_ai";
  if (report.stripping.level === "shown") return "head.stripped";
  if (report.stripping.level === "indicated") return "head.stripping_indicated";
  if (claim === "possibly_ai") return onlySeen ? "head.marked" : "head.possibly";
  if (report.verdict.outcome === "undetermined") return "head.unknown";
  if (isAlteredReference(report)) return "head.altered";
  if (hasTrace(report)) return "head.unclear";
  return claim === "no_statement" && report.stripping.level === "not_shown" ? "head.nothing" : "head.unknown";
}

/** The word for the verdict. "Met" alone would read like a clean bill for a picture about which nothing is known. */
function bracket(report) {
  if (report.verdict.outcome !== "pass") return `outcome.${report.verdict.outcome}`;
  const isSilent = report.origin.claim === "no_statement" && !hasTrace(report);
  return isSilent ? "phrase.NOTHING_FOUND" : "phrase.IN_ORDER";
}

/** How an outcome looks. Colour only repeats the words, and green is for nothing but single rules that are met. */
function toneOf(outcome) {
  const tones = { fail: "fail", review: "review", pass: "met", not_applicable: "note", info: "note" };
  return Object.hasOwn(tones, outcome) ? tones[outcome] : "open";
}

/** How the verdict on a picture looks: never green, because rules that are met make no picture trustworthy. */
function toneOfReport(report) {
  const tone = toneOf(report.verdict.outcome);
  return tone === "met" ? "note" : tone;
}

const SIGNS = { fail: "✕", review: "!", met: "✓", note: "i", open: "?" };

/** Removal of labels. A record tells that a label was there, not who took it. */
function strippingWord(report) {
  const records = new Set((report.ledger?.matches ?? []).map((one) => one.evidence));
  const { level, reasons } = report.stripping;
  const isRecorded = level !== "not_shown" && reasons.every((id) => records.has(id));
  return isRecorded ? "phrase.SEEN_WITH_LABEL" : `stripping.${level}`;
}

function explicitWord(report) {
  const { state: seen, marks } = report.labels.explicit;
  const search = report.coverage.find((one) => one.reader === "visible-label");
  const isSearched = search?.state === "complete";
  return seen === "unknown" && marks.length === 0 && !isSearched ? "phrase.NOT_LOOKED_AT" : `explicit.${seen}`;
}

/** A mark on the picture in words. */
function markText(mark) {
  const share = (mark.height_ratio * 100).toFixed(1);
  const parts = [
    mark.text.trim() === "" ? say("phrase.ICON") : say("phrase.QUOTED", { text: mark.text }),
    say(`place.${mark.place}`),
    say("phrase.MARK_HEIGHT", { px: mark.height_px.toFixed(0), share }),
    mark.vendor,
    mark.standing === "label" ? null : say(`standing.${mark.standing}`),
    mark.seen_on === "first" ? null : say(`seen_on.${mark.seen_on}`),
  ];
  return parts.filter((part) => part !== null).join(say("phrase.CLAUSE_COMMA"));
}

const placed = ([x, y, width, height]) => say("phrase.PLACED", { x, y, width, height });

/** An invisible mark in words. */
function watermarkText(mark) {
  const { scheme, payload } = mark;
  const isUnknown = mark.standing === "payload_unknown" && mark.payload_bits !== null;
  const parts = [
    payload === null ? say("phrase.WATERMARK_UNREAD", { scheme }) : say("phrase.WATERMARK", { scheme, payload }),
    mark.standing === "declared_unverifiable" ? say("watermark.declared_unverifiable") : null,
    isUnknown ? say("phrase.PAYLOAD_UNKNOWN", { bits: mark.payload_bits }) : null,
    mark.used_by ? say("phrase.USED_BY", { who: pick(mark.used_by) }) : null,
    mark.p_value === null ? null : say("phrase.CHANCE", { p: mark.p_value.toExponential(0).replace("+", "") }),
    mark.where ? placed(mark.where) : null,
    mark.size ? say("phrase.FOUND_RESCALED", { width: mark.size[0], height: mark.size[1] }) : null,
    mark.offset ? say("phrase.FOUND_CROPPED", { x: mark.offset[0], y: mark.offset[1] }) : null,
    mark.mirrored ? say("phrase.MIRRORED") : null,
    known(`signature.${mark.signature}`) ?? null,
  ];
  return parts.filter((part) => part !== null).join(say("phrase.CLAUSE_COMMA"));
}

/** Every place on the picture that has a box: labels, what may be one, marked areas, changed areas. */
function areasOf(report) {
  const marks = report.labels.explicit.marks.map((mark) => ({
    line: mark.standing === "label" ? "solid" : "dashed",
    box: mark.box,
    short: mark.text,
    text: markText(mark),
  }));
  const watermarks = report.labels.watermark.schemes
    .filter((mark) => mark.where)
    .map((mark) => ({
      line: "dashed",
      box: mark.where,
      short: mark.scheme,
      text: watermarkText(mark),
    }));
  const recorded = (report.ledger?.matches ?? []).flatMap((one) => changed(one, "ledger", { record: one.record }));
  const thumbnails = report.evidence.filter((one) => one.kind === "thumbnail");
  return [...marks, ...watermarks, ...recorded, ...thumbnails.flatMap((one) => changed(one.value, "thumbnail", {}))];
}

function changed(from, kind, holes) {
  return from.changed.map((box) => ({ line: "dotted", box, short: "", text: say(`page.changed_${kind}`, holes) }));
}

/** Findings of one outcome that say the same share an entry: what cannot be decided has one cause most of the time. */
function grouped(findings) {
  const groups = new Map();
  for (const finding of findings) {
    const key = JSON.stringify(finding.message);
    groups.set(key, [...(groups.get(key) ?? []), finding]);
  }
  return [...groups.values()].sort((a, b) => a.length - b.length);
}

// ---- the card of a picture

function card(item) {
  const name = visible(item.report?.asset.name ?? item.file.name);
  const heading = element("h3", { id: `p${item.id}`, tabindex: "-1" }, element("bdi", {}, name));
  const about = element("p", { class: "about" }, aboutFile(item));
  const head = element("div", { class: "head" }, thumbnail(item), element("div", {}, heading, about));
  const parts = [head, ...cardState(item, name), cardButtons(item, name)];
  return element("li", { class: "card", "aria-labelledby": `p${item.id}` }, parts);
}

function aboutFile(item) {
  const asset = item.report?.asset;
  const size = sizeText(item.file.size);
  if (!asset) return size;
  return [asset.format, asset.width === null ? null : `${asset.width}×${asset.height}`, size]
    .filter(Boolean)
    .join(", ");
}

function thumbnail(item) {
  const picture = element("img", { class: "thumbnail", src: item.url, alt: "", decoding: "async" });
  picture.addEventListener("error", () => picture.replaceWith(element("span", { class: "thumbnail" })));
  return picture;
}

function cardState(item, name) {
  if (item.step === "done") return [verdict(item), details(item, name)];
  if (item.step === "problem") return [problem(item)];
  if (item.step === "cancelled") {
    return [element("p", { class: "verdict tone-open" }, sign("open"), say("page.cancelled"))];
  }
  const label = say(`page.${item.step}`);
  const bar = element("progress", { max: "1", "aria-label": say("page.of", { action: label, name }) });
  if (item.step === "sending") bar.value = item.sent;
  return [element("p", { class: "progress" }, bar, " ", label)];
}

function cardButtons(item, name) {
  const named = (key, action) =>
    button(key, say(`page.${key}`), action, { "aria-label": say("page.of", { action: say(`page.${key}`), name }) });
  const isOpen = ["waiting", "sending", "checking"].includes(item.step);
  const row = (...buttons) => element("div", { class: "buttons" }, buttons);
  if (isOpen) return row(named("cancel", () => cancel(item)));
  const download = item.text === null ? null : named("download", () => downloadReport(item));
  return row(
    download,
    named("again", () => again(item)),
    named("remove", () => remove(item)),
  );
}

const sign = (tone) => element("span", { class: "sign", "aria-hidden": "true" }, SIGNS[tone]);

/** The verdict in words. */
function verdict(item) {
  const { report } = item;
  const tone = toneOfReport(report);
  const head = headline(report);
  const said = element(
    "p",
    { class: `verdict tone-${tone}` },
    sign(tone),
    element("strong", { class: "bracket" }, say(bracket(report))),
    " ",
    element("span", { class: "headline" }, say(head)),
  );
  const rows = [
    ["phrase.DISPOSITION", say(`disposition.${report.disposition.state}`)],
    ["phrase.STRIPPING", [say(strippingWord(report)), cited(item, report.stripping.reasons)]],
    ["page.vouched", report.origin.strength === "none" ? null : say(`strength.${report.origin.strength}`)],
    ["page.generator", report.origin.generator],
    ["phrase.LEDGER", report.ledger ? say(`ledger.${report.ledger.state}`) : null],
  ];
  const advice = head === "head.nothing" ? element("p", {}, say("phrase.ASK_FOR_ORIGINAL")) : null;
  return element("div", {}, said, advice, definitions(rows));
}

/** Names and values; a row without a value is left out. */
function definitions(rows) {
  const filled = rows.filter(([, value]) => value !== null);
  return element(
    "dl",
    {},
    filled.map(([id, value]) => element("div", {}, element("dt", {}, say(id)), element("dd", {}, value))),
  );
}

/** What there is beyond the verdict; made when it is first opened. */
function details(item, name) {
  const summary = element("summary", { "data-key": "details" }, say("page.details"), hidden(` ${name}`));
  const made = element("details", { open: item.isOpen }, summary);
  const fill = () => {
    if (made.open && made.children.length === 1) made.append(body(item, name));
  };
  made.addEventListener("toggle", () => {
    item.isOpen = made.open;
    fill();
  });
  fill();
  return made;
}

const hidden = (text) => element("span", { class: "hidden" }, text);

function body(item, name) {
  return element(
    "div",
    { class: "body" },
    element("div", { class: "columns" }, pictureSection(item, name), todoSection(item)),
    layersSection(item),
    findingsSection(item),
    gapsSection(item),
    evidenceSection(item),
    aboutSection(item),
  );
}

function section(title, ...children) {
  return element("section", {}, element("h4", {}, say(title)), children);
}

// ---- the picture with its boxes

function pictureSection(item, name) {
  const areas = areasOf(item.report);
  const entries = areas.map((area, at) => areaEntry(area, at));
  const stage = element("div", { class: "stage" });
  const note = element("p", { class: "note" });
  const picture = element("img", { src: item.url, alt: say("page.picture_alt", { name }) });
  picture.addEventListener("load", () => place(stage, picture, { item, areas, entries, note }));
  picture.addEventListener("error", () => {
    stage.remove();
    note.append(say("page.not_shown"), ...placesBelow(areas));
  });
  stage.append(picture);
  const lines = ["solid", "dashed", "dotted"].filter((line) => areas.some((area) => area.line === line));
  const legend = lines.map((line) => element("li", {}, say(`page.box.${line}`)));
  const list =
    areas.length === 0
      ? [element("p", { class: "note" }, say("page.no_marks"))]
      : [
          element("h5", {}, say("page.marks")),
          element("ol", { class: "areas" }, entries),
          element("ul", { class: "legend" }, legend),
        ];
  return section("page.picture", stage, note, list);
}

const placesBelow = (areas) => (areas.length === 0 ? [] : [" ", say("page.places_below")]);

function areaEntry(area, at) {
  return element(
    "li",
    { "data-line": area.line },
    element("span", { class: "number", "aria-hidden": "true" }, String(at + 1)),
    element("span", {}, area.text, " ", element("small", {}, placed(area.box))),
  );
}

/** Draws the boxes once the browser knows the size of the picture; in a size that the report does not know, none. */
function place(stage, picture, { item, areas, entries, note }) {
  const { naturalWidth: width, naturalHeight: height } = picture;
  const { asset } = item.report;
  const isUpright = asset.width === width && asset.height === height;
  const isTurned = asset.width === height && asset.height === width;
  const fits = areas.every(({ box: [x, y, w, h] }) => x + w <= width && y + h <= height);
  stage.style.width = `min(100%, 70vh * ${width / height}, ${Math.max(width, 320)}px)`;
  if (!(isUpright || isTurned) || !fits) {
    if (areas.length > 0) note.append(say("page.size_differs"), ...placesBelow(areas));
    return;
  }
  // Large areas first, so that small ones lie on top and can be reached.
  const order = areas
    .map((_, at) => at)
    .sort((a, b) => areas[b].box[2] * areas[b].box[3] - areas[a].box[2] * areas[a].box[3]);
  const boxes = areas.map((area, at) => areaBox(area, at, { width, height, entry: entries[at] }));
  order.forEach((at, depth) => {
    boxes[at].style.zIndex = String(depth + 1);
  });
  stage.append(...boxes);
}

/** A box that can be reached with the keyboard and points at its entry in the list. */
function areaBox(area, at, { width, height, entry }) {
  const [x, y, w, h] = area.box;
  const tag = element("span", { class: "tag" }, `${at + 1} ${area.short}`.trim());
  const made = button(`box${at}`, [tag, hidden(` ${area.text}`)], () => entry.scrollIntoView({ block: "nearest" }), {
    class: "box",
    "data-line": area.line,
    "data-side": x + w / 2 > width / 2 ? "right" : "left",
    "data-end": y > height / 5 ? "above" : "below",
  });
  const part = (length, whole) => `${(length / whole) * 100}%`;
  Object.assign(made.style, {
    left: part(x, width),
    top: part(y, height),
    width: part(w, width),
    height: part(h, height),
  });
  for (const type of ["focus", "mouseenter"]) made.addEventListener(type, () => entry.classList.add("active"));
  for (const type of ["blur", "mouseleave"]) made.addEventListener(type, () => entry.classList.remove("active"));
  return made;
}

// ---- what to do, layers, findings, evidence

function todoSection(item) {
  const { notice, actions, label_value: label } = item.report.disposition;
  const due = actions.map((action) => element("li", {}, say(`page.action.${action}`, { label: label ?? "—" })));
  const list = due.length === 0 ? element("p", {}, say("page.no_action")) : element("ul", { class: "actions" }, due);
  const texts = notice
    ? [element("h5", {}, say("page.notice")), noticeText("zh", notice.zh), noticeText("en", notice.en)]
    : [];
  return section("page.todo", list, texts);
}

function noticeText(lang, text) {
  const shown = element("span", { lang: langTag(lang) }, text);
  const copied = element("span", { class: "note", role: "status" });
  const copy = button(
    `copy-${lang}`,
    say("page.copy"),
    async () => {
      copied.textContent = say(await copyText(shown));
    },
    { "aria-label": say("page.of", { action: say("page.copy"), name: text }) },
  );
  return element("p", { class: "notice" }, shown, " ", copy, " ", copied);
}

/** Puts a text on the clipboard; where the browser does not let a page do that, selects it. */
async function copyText(shown) {
  try {
    await navigator.clipboard.writeText(shown.textContent);
    return "page.copied";
  } catch {
    getSelection().selectAllChildren(shown);
    return "page.copy_by_hand";
  }
}

/** The table keeps its roles where a narrow screen lays it out as blocks. */
function layersSection(item) {
  const { labels } = item.report;
  const rows = [
    ["implicit", `implicit.${labels.implicit.state}`, implicitLines(labels.implicit), evidenceOf(item, "tc260.aigc")],
    ["explicit", explicitWord(item.report), labels.explicit.marks.map(markText), named(item, labels.explicit.marks)],
    ["c2pa", `c2pa.${labels.c2pa.state}`, c2paLines(labels.c2pa), evidenceOf(item, "c2pa.")],
    [
      "watermark",
      `watermark.${labels.watermark.state}`,
      labels.watermark.schemes.map(watermarkText),
      named(item, labels.watermark.schemes),
    ],
  ];
  const heads = ["page.layer", "page.state", "page.what", "page.where"];
  const head = element(
    "thead",
    { role: "rowgroup" },
    element(
      "tr",
      { role: "row" },
      heads.map((id) => element("th", { role: "columnheader", scope: "col" }, say(id))),
    ),
  );
  const rest = element(
    "tbody",
    { role: "rowgroup" },
    rows.map((row) => layerRow(item, row)),
  );
  return section("phrase.LAYERS", element("table", { role: "table" }, head, rest));
}

function layerRow(item, [layer, word, lines, evidence]) {
  const cell = (id, entries) =>
    element(
      "td",
      { role: "cell", "data-head": say(id), class: entries.length === 0 && "nothing" },
      entries.length === 0
        ? say("page.nothing")
        : element(
            "ul",
            {},
            entries.map((one) => element("li", {}, one)),
          ),
    );
  const where = evidence.map((one) => [evidenceLink(item, one.id), " ", carrierText(one)]);
  return element(
    "tr",
    { role: "row" },
    element("th", { role: "rowheader", scope: "row" }, say(`layer.${layer}`)),
    element("td", { role: "cell" }, element("strong", {}, say(word))),
    cell("page.what", lines),
    cell("page.where", where),
  );
}

function implicitLines(implicit) {
  const lines = Object.entries(implicit.fields ?? {})
    .filter(([, value]) => value !== "")
    .map(([key, value]) => `${key}: ${value}`);
  if (implicit.producer?.name) lines.push(say("page.producer", { name: implicit.producer.name }));
  if (implicit.security !== "none")
    lines.push(say("page.security", { state: say(`page.security.${implicit.security}`) }));
  if (implicit.copies > 1) lines.push(say("page.copies", { count: implicit.copies }));
  return lines;
}

function c2paLines(c2pa) {
  const lines = [];
  if (c2pa.signer !== null)
    lines.push(say("page.signer", { name: c2pa.signer }), say("page.trust", { list: say(`page.trust.${c2pa.trust}`) }));
  if (c2pa.codes.length > 0) lines.push(say("page.codes", { codes: c2pa.codes.join(", ") }));
  return lines;
}

const evidenceOf = (item, kind) => item.report.evidence.filter((one) => one.kind.startsWith(kind));
const named = (item, marks) => item.report.evidence.filter((one) => marks.some((mark) => mark.evidence === one.id));

function carrierText({ carrier, offset, length }) {
  return offset === null ? carrier : say("phrase.AT", { carrier, offset: `0x${offset.toString(16)}`, length });
}

const evidenceLink = (item, id) => element("a", { href: `#p${item.id}-${id}` }, id);

/** Links to the evidence behind a statement. */
function cited(item, ids) {
  const links = ids.flatMap((id, at) => [at === 0 ? " (" : ", ", evidenceLink(item, id)]);
  return links.length === 0 ? [] : element("span", {}, links, ")");
}

function findingsSection(item) {
  const { findings } = item.report;
  const of = (outcome) => findings.filter((one) => one.outcome === outcome);
  const settled = [...of("pass"), ...of("not_applicable")];
  const rest = findings.filter((one) => !["fail", "review", "info", "pass", "not_applicable"].includes(one.outcome));
  const entries = [
    ...of("fail").map((one) => [one]),
    ...of("review").map((one) => [one]),
    ...grouped(rest),
    ...of("info").map((one) => [one]),
  ];
  const shown =
    entries.length === 0
      ? element("p", {}, say("page.no_findings"))
      : element(
          "ul",
          { class: "findings" },
          entries.map((group) => findingEntry(item, group)),
        );
  const met = say("phrase.MET", { met: of("pass").length, not_applicable: of("not_applicable").length });
  const folded = element(
    "details",
    { class: "fold" },
    element("summary", {}, met),
    element(
      "ul",
      { class: "findings", "aria-label": say("page.met_findings") },
      settled.map((one) => findingEntry(item, [one])),
    ),
  );
  return section("phrase.FINDINGS", shown, folded);
}

/** One finding, or several that could not be decided for the same reason. */
function findingEntry(item, group) {
  const [first] = group;
  const severity = first.outcome === "fail" ? `/${say(`severity.${first.severity}`)}` : "";
  const tone = toneOf(first.outcome);
  const by =
    group.length === 1
      ? say("phrase.BY", { clause: first.clause, rule: first.rule })
      : rulesText(group.map((one) => one.rule));
  const remedy = first.remedy === null ? null : element("p", {}, say("phrase.REMEDY"), pick(first.remedy));
  return element(
    "li",
    { class: `tone-${tone}` },
    element(
      "p",
      {},
      sign(tone),
      element("strong", { class: "bracket" }, say(`outcome.${first.outcome}`) + severity),
      " ",
      pick(first.message),
      cited(item, [...new Set(group.flatMap((one) => one.evidence))]),
    ),
    remedy,
    element("p", { class: "by" }, by),
  );
}

/** The rules behind one cause; a broken file leaves dozens open. */
function rulesText(rules) {
  const first = rules.slice(0, RULES_NAMED_MAX).join(", ");
  return rules.length > RULES_NAMED_MAX
    ? say("phrase.BY_RULES_MORE", { rules: first, count: rules.length })
    : say("phrase.BY_RULES", { rules: first });
}

/** What could not be looked at, most worrying first; searches with the same reason share an entry. */
function gapsSection(item) {
  const order = ["unreadable", "stopped", "skipped", "not_applicable"];
  const rank = (one) => (order.includes(one.state) ? order.indexOf(one.state) : -1);
  const groups = new Map();
  for (const one of item.report.coverage
    .filter((search) => search.state !== "complete")
    .sort((a, b) => rank(a) - rank(b))) {
    const why = (state.lang === "zh" ? one.reason_zh : one.reason) ?? "";
    const key = `${one.state} ${why}`;
    groups.set(key, { ...one, why, names: [...(groups.get(key)?.names ?? []), say(`reader.${one.reader}`)] });
  }
  const entries = [...groups.values()].map((one) =>
    element(
      "li",
      {},
      say("phrase.GAP", {
        search: one.names.join(say("phrase.COMMA")),
        state: say(`coverage.${one.state}`),
        why: one.why,
      }),
    ),
  );
  return section(
    "phrase.GAPS",
    entries.length === 0 ? element("p", {}, say("page.everything_looked_at")) : element("ul", {}, entries),
  );
}

function evidenceSection(item) {
  const entries = item.report.evidence.map((one) => evidenceEntry(item, one));
  return section(
    "phrase.EVIDENCE",
    entries.length === 0 ? element("p", {}, say("phrase.NO_EVIDENCE")) : element("ul", { class: "evidence" }, entries),
  );
}

function evidenceEntry(item, one) {
  const special = `statement.${one.says}.${one.kind}`;
  const says = say(known(special) === undefined ? `statement.${one.says}` : special);
  const said = say("phrase.SEEN", {
    kind: say(`kind.${one.kind}`),
    says,
    strength: say(`strength.${one.strength}`),
    place: carrierText(one),
  });
  const value = element(
    "details",
    { class: "fold" },
    element("summary", {}, say("page.value"), hidden(` ${one.id}`)),
    element(
      "pre",
      { tabindex: "0", "aria-label": `${one.id}: ${say("page.value")}` },
      JSON.stringify(one.value, null, 2),
    ),
  );
  return element(
    "li",
    { id: `p${item.id}-${one.id}`, tabindex: "-1" },
    element("p", {}, element("strong", {}, one.id), " ", said),
    value,
  );
}

function aboutSection(item) {
  const { context, tool, asset } = item.report;
  const judged = say("page.judged_as", {
    role: say(`page.role.${context.role}`),
    date: context.as_of,
    rules: tool.rule_set,
    version: tool.version,
  });
  const lists = tool.trust_lists.map((list) => `${list.name} ${list.issued ?? ""}`.trim()).join("; ");
  return section(
    "page.about",
    element("p", {}, judged),
    element("p", {}, say("page.lists", { lists })),
    asset.sha256 === null ? null : element("p", {}, say("page.digest", { sha256: asset.sha256 })),
  );
}

// ---- answers without a verdict

function problem(item) {
  const { status, body: told, known: cause, holes } = item.problem;
  const id = `page.problem.${cause ?? status}`;
  const advice = known(id) === undefined ? say("page.problem.other", { status }) : say(id, holes);
  const detail = (state.lang === "zh" ? told?.detail_zh : told?.detail) ?? null;
  return element(
    "div",
    {},
    element(
      "p",
      { class: "verdict tone-open" },
      sign("open"),
      element("strong", { class: "bracket" }, say("page.no_verdict")),
      " ",
      element("span", { class: "headline" }, say("page.no_verdict_means")),
    ),
    typeof detail === "string" ? element("p", {}, detail) : null,
    element("p", {}, advice),
  );
}

/** Why there was no answer at all: the file cannot be read, is larger than the service takes, or nobody answered. */
async function whySilent(item) {
  try {
    await item.file.slice(0, 1).arrayBuffer();
  } catch {
    return { status: 0, known: "unreadable" };
  }
  const bodyMax = await bodyBytesMax();
  if (bodyMax === null || item.file.size <= bodyMax) return { status: 0 };
  return { status: 413, known: "large_known", holes: { size: sizeText(item.file.size), max: sizeText(bodyMax) } };
}

async function bodyBytesMax() {
  try {
    const headers = state.token === null ? {} : { Authorization: `Bearer ${state.token}` };
    const answer = await fetch("v1/capabilities", { headers });
    const max = (await answer.json()).bounds.body_bytes_max;
    return Number.isFinite(max) ? max : null;
  } catch {
    return null;
  }
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

// ---- sending pictures

/** The address for a picture under the circumstances that are set now. */
function address(file) {
  const query = new URLSearchParams({ name: [...file.name].slice(-NAME_CHARS_MAX).join("") });
  for (const name of ["role", "declared", "depth"]) {
    const { value } = document.getElementById(name);
    if (value !== "") query.set(name, value);
  }
  return `v1/check?${query}`;
}

/** Sends a picture. Calls back once when the whole of it is sent, and once with the status (0: no answer) and the text. */
function send(item, { sent, ended }) {
  const request = new XMLHttpRequest();
  request.open("POST", address(item.file));
  request.setRequestHeader("Content-Type", "application/octet-stream");
  if (state.token !== null) request.setRequestHeader("Authorization", `Bearer ${state.token}`);
  request.upload.addEventListener("progress", (event) => sent(event.lengthComputable ? event.loaded / event.total : 0));
  request.upload.addEventListener("load", () => sent(1));
  request.addEventListener("load", () => ended(request.status, request.responseText));
  request.addEventListener("error", () => ended(0, ""));
  request.send(item.file);
  return request;
}

/** Starts what waits, a few at a time. Without the token that is asked for, everything waits. */
function pump() {
  const running = state.items.filter(isOnItsWay).length;
  const isStopped = !document.getElementById("token-form").hidden;
  const next = isStopped
    ? []
    : state.items.filter((item) => item.step === "waiting").slice(0, Math.max(0, REQUESTS_MAX - running));
  next.forEach(begin);
  count();
}

function begin(item) {
  item.token = state.token;
  move(item, "sending");
  item.request = send(item, {
    sent: (part) => progress(item, part),
    ended: (status, text) => finish(item, status, text),
  });
}

function progress(item, part) {
  item.sent = part;
  const bar = item.node.querySelector("progress");
  if (part >= 1) move(item, "checking");
  else if (bar !== null) bar.value = part;
}

async function finish(item, status, text) {
  item.request = null;
  if (status === 401) return refuse(item);
  const answer = parsed(text);
  if (status === 200 && answer?.schema === SCHEMA) {
    Object.assign(item, { report: answer, text, isOpen: state.items.length === 1 });
    show(item);
  } else {
    const why = status === 200 ? "report" : undefined;
    const found = status === 0 ? await whySilent(item) : { status, body: answer, known: why };
    // Meanwhile it may have been removed, cancelled or sent again.
    if (!state.items.includes(item) || item.request !== null || !isOnItsWay(item)) return;
    item.problem = found;
    move(item, "problem");
  }
  announce(item);
  pump();
}

const isOnItsWay = (item) => item.step === "sending" || item.step === "checking";

/** A report that cannot be shown is no verdict. */
function show(item) {
  try {
    move(item, "done");
  } catch (error) {
    console.warn(error);
    Object.assign(item, { report: null, problem: { status: 200, known: "report" } });
    move(item, "problem");
  }
}

function cancel(item) {
  item.request?.abort();
  item.request = null;
  move(item, "cancelled");
  pump();
}

function again(item) {
  Object.assign(item, { report: null, text: null, problem: null, sent: 0 });
  move(item, "waiting");
  pump();
}

function remove(item) {
  item.request?.abort();
  URL.revokeObjectURL(item.url);
  state.items = state.items.filter((one) => one !== item);
  item.node.remove();
  document.getElementById("results-heading").focus();
  pump();
}

function downloadReport(item) {
  const url = URL.createObjectURL(new Blob([item.text], { type: "application/json" }));
  const stem = item.file.name.replace(/[^\p{L}\p{N}._-]+/gu, "_").slice(-NAME_CHARS_MAX);
  element("a", { href: url, download: `${stem}.yanbiao.json` }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

// ---- the token

/** Puts a picture back; asks for the token unless another one was given since the picture was sent. */
function refuse(item) {
  const isStale = item.token !== state.token;
  move(item, "waiting");
  if (isStale) pump();
  else askForToken();
}

/** The token stays in this tab's session and goes nowhere but to the service. */
function askForToken() {
  const form = document.getElementById("token-form");
  if (state.token !== null) document.getElementById("token-problem").textContent = say("page.token_wrong");
  setToken(null);
  if (form.hidden) {
    form.hidden = false;
    document.getElementById("token").focus();
  }
  count();
}

function useToken(event) {
  event.preventDefault();
  const field = document.getElementById("token");
  const isSound = /^[\x21-\x7e]+$/.test(field.value);
  document.getElementById("token-problem").textContent = isSound ? "" : say("page.token_malformed");
  if (!isSound) return;
  setToken(field.value);
  field.value = "";
  document.getElementById("token-form").hidden = true;
  document.getElementById("results-heading").focus();
  pump();
}

function setToken(token) {
  state.token = token;
  document.getElementById("token-forget").hidden = token === null;
  try {
    if (token === null) sessionStorage.removeItem("yanbiao-token");
    else sessionStorage.setItem("yanbiao-token", token);
  } catch {
    /* Without storage it lasts until the page is left. */
  }
}

// ---- the list

function add(files) {
  const room = Math.max(0, PICTURES_MAX - state.items.length);
  const taken = [...files].slice(0, room);
  for (const file of taken) {
    state.count += 1;
    const item = {
      id: state.count,
      file,
      url: URL.createObjectURL(file),
      step: "waiting",
      sent: 0,
      request: null,
      token: null,
      report: null,
      text: null,
      problem: null,
      isOpen: false,
      focus: null,
      node: element("li"),
    };
    state.items.push(item);
    document.getElementById("cards").append(item.node);
    draw(item);
  }
  const left = files.length - taken.length;
  document.getElementById("left-out").textContent = left === 0 ? "" : say("page.too_many", { max: PICTURES_MAX, left });
  pump();
}

function move(item, step) {
  item.step = step;
  draw(item);
}

/**
 * Makes the card anew and keeps the focus where it was. While its place is gone the focus is on the name, and it goes
 * back when the place is there again.
 */
function draw(item) {
  const active = item.node.contains(document.activeElement) ? document.activeElement : null;
  const made = card(item);
  item.node.replaceWith(made);
  item.node = made;
  if (active === null) return;
  item.focus = active.dataset.key ?? item.focus;
  const same = [...made.querySelectorAll("[data-key]")].find((one) => one.dataset.key === item.focus);
  (same ?? made.querySelector("h3")).focus();
}

function count() {
  const open = state.items.filter((item) => ["waiting", "sending", "checking"].includes(item.step)).length;
  const all = state.items.length;
  document.getElementById("count").textContent =
    all === 0 ? say("page.none_yet") : say("page.progress", { done: all - open, all });
  document.getElementById("clear").hidden = all === 0;
}

/** Tells a screen reader what came out, in one sentence. */
function announce(item) {
  const name = visible(item.file.name);
  const said =
    item.step === "done" ? `${say(bracket(item.report))}. ${say(headline(item.report))}` : say("page.no_verdict");
  document.getElementById("announcement").textContent = `${name}: ${said}`;
}

// ---- language and start

function translate(lang) {
  state.lang = lang;
  document.documentElement.lang = langTag(lang);
  document.title = say("page.title");
  for (const one of document.querySelectorAll("[data-word]")) one.textContent = say(one.dataset.word);
  for (const one of document.querySelectorAll("[data-label]")) one.setAttribute("aria-label", say(one.dataset.label));
  for (const one of document.querySelectorAll("[data-lang]"))
    one.setAttribute("aria-pressed", String(one.dataset.lang === lang));
  state.items.forEach(draw);
  count();
}

function chooseLanguage(lang) {
  remember("yanbiao-lang", lang);
  translate(lang);
}

function firstLanguage() {
  const kept = recall(() => localStorage.getItem("yanbiao-lang"));
  if (kept === "zh" || kept === "en") return kept;
  return navigator.language.toLowerCase().startsWith("zh") ? "zh" : "en";
}

/** Storage that a browser refuses is as good as empty. */
function recall(read) {
  try {
    return read();
  } catch {
    return null;
  }
}

function remember(key, value) {
  try {
    localStorage.setItem(key, value);
  } catch {
    /* The choice lasts until the page is left. */
  }
}

/** A picture may be dropped anywhere: beside the field the browser would leave this page to show it. */
function listenForDrops() {
  const field = document.getElementById("drop");
  const holds = (event) => event.dataTransfer?.types.includes("Files") ?? false;
  addEventListener("dragover", (event) => {
    if (holds(event)) {
      event.preventDefault();
      field.classList.add("over");
    }
  });
  addEventListener("dragleave", (event) => {
    if (event.relatedTarget === null) field.classList.remove("over");
  });
  addEventListener("drop", (event) => {
    if (!holds(event)) return;
    event.preventDefault();
    field.classList.remove("over");
    add(event.dataTransfer.files);
  });
  addEventListener("paste", (event) => {
    const files = event.clipboardData?.files ?? [];
    if (files.length > 0) {
      event.preventDefault();
      add(files);
    }
  });
}

/** Paper has no folds to open. */
function listenForPrinting() {
  let opened = [];
  const turn = (isOpen) =>
    opened.forEach((item) => {
      item.isOpen = isOpen;
      draw(item);
    });
  addEventListener("beforeprint", () => {
    opened = state.items.filter((item) => item.step === "done" && !item.isOpen);
    turn(true);
  });
  addEventListener("afterprint", () => turn(false));
}

function start() {
  const files = document.getElementById("files");
  files.addEventListener("change", () => {
    add(files.files);
    files.value = "";
  });
  document.getElementById("token-form").addEventListener("submit", useToken);
  document.getElementById("token-forget").addEventListener("click", () => setToken(null));
  document.getElementById("clear").addEventListener("click", () => [...state.items].forEach(remove));
  for (const one of document.querySelectorAll("[data-lang]"))
    one.addEventListener("click", () => chooseLanguage(one.dataset.lang));
  listenForDrops();
  listenForPrinting();
  setToken(recall(() => sessionStorage.getItem("yanbiao-token")));
  translate(firstLanguage());
}

// ---- the words
//
// Chinese and English by id. All but `page.*` are the words of the plain report; a test holds both equal, so this
// table is JSON.
const WORDS = {
  "head.tampered": ["内容凭证与文件不符：带签名的标识已不对应这些字节", "Content Credentials do not match: the signed label no longer belongs to these bytes"],
  "head.stripped": ["标识曾经存在，现已缺失或残破", "A label was here and is missing or broken now"],
  "head.stripping_indicated": ["有迹象表明标识被去除或存放在别处，需人工核对", "Something points to a label that is not here: look at it by hand"],
  "head.generated": ["文件自述：由人工智能生成", "AI-generated: the file says so"],
  "head.labelled": ["画面上的标识写明：由人工智能生成", "AI-generated: a label on the picture says so"],
  "head.marked": ["画面上有 AI 产品的标记，可能含人工智能成分", "May contain AI: the picture bears the mark of an AI product"],
  "head.edited": ["文件自述：经人工智能编辑或含人工智能成分", "Edited with AI or containing AI: the file says so"],
  "head.possibly": ["文件自述：可能含人工智能成分", "May contain AI, by what the file says"],
  "head.conflict": ["文件内的来源说法互相矛盾，需人工核对", "Sources in the file contradict each other: look at it by hand"],
  "head.not_ai": ["可信签名声明为非人工智能来源（该声明由签名者负责）", "A trusted signer declares an origin other than AI (the signer answers for it)"],
  "head.altered": ["与台账中的参考图是同一张图，但局部不同，需人工核对", "A reference picture of the ledger with local changes: look at it by hand"],
  "head.unknown": ["未能完整检查，不能下结论", "Could not be searched to the end: no conclusion"],
  "head.unclear": ["有标识或痕迹，但不足以说明是否来自人工智能", "There is a label or trace, but none that tells whether AI made the picture"],
  "head.nothing": ["未发现标识或痕迹——这不证明图片真实", "No label or trace found; this is not proof of authenticity"],
  "phrase.LAYERS": ["四层标识", "Labels"],
  "phrase.FINDINGS": ["逐条结论", "Findings"],
  "phrase.EVIDENCE": ["证据", "Evidence"],
  "phrase.GAPS": ["没有看到的地方", "Not looked at"],
  "phrase.REMEDY": ["怎么办：", "to do: "],
  "phrase.BY": ["依据：{clause}〔{rule}〕", "by: {clause} [{rule}]"],
  "phrase.BY_RULES": ["涉及：{rules}", "rules: {rules}"],
  "phrase.BY_RULES_MORE": ["涉及：{rules} 等 {count} 条", "rules: {rules} and others, {count} in all"],
  "phrase.ASK_FOR_ORIGINAL": ["怎么办：需要核实时，索取原始文件再查；截图和聊天软件转发都会丢掉标识", "to do: if in doubt, ask for the original file and check that; screenshots and chat programs lose labels"],
  "phrase.COMMA": ["、", ", "],
  "phrase.CLAUSE_COMMA": ["，", ", "],
  "phrase.STRIPPING": ["标识去除", "removal"],
  "phrase.NOTHING_FOUND": ["未见标识", "no label"],
  "phrase.IN_ORDER": ["已查规则均满足", "met, as far as checked"],
  "phrase.SEEN": ["{kind}：{says}（{strength}），位于 {place}", "{kind}: {says} ({strength}), in {place}"],
  "phrase.NOT_LOOKED_AT": ["未检查", "not looked at"],
  "phrase.ICON": ["图标", "a sign without words"],
  "phrase.QUOTED": ["“{text}”", "“{text}”"],
  "phrase.MARK_HEIGHT": ["高 {px} 像素，为最短边的 {share} %", "{px} px high, {share} % of the shortest side"],
  "phrase.WATERMARK": ["{scheme}，内容“{payload}”", "{scheme} with “{payload}”"],
  "phrase.WATERMARK_UNREAD": ["{scheme}，内容未知", "{scheme} with unknown content"],
  "phrase.USED_BY": ["{who}使用的图样，可被他人仿制", "the pattern of {who}, which anybody can copy"],
  "phrase.PAYLOAD_UNKNOWN": ["{bits} 位，不是已知工具的内容", "{bits} bits, which no known generator writes"],
  "phrase.CHANCE": ["误报概率 {p}", "by chance {p}"],
  "phrase.FOUND_RESCALED": ["还原到 {width}×{height} 后读出", "after scaling to {width}×{height}"],
  "phrase.FOUND_CROPPED": ["裁切后的图片，偏移 ({x}, {y})", "in a cropped picture, offset ({x}, {y})"],
  "phrase.MIRRORED": ["图片被镜像翻转过", "mirrored"],
  "phrase.PLACED": ["位于 {x},{y} 起 {width}×{height}", "at {x},{y}, {width}×{height}"],
  "phrase.GAP": ["{search}：{state}，{why}", "{search}: {state}, {why}"],
  "phrase.MET": ["其余规则：满足 {met} 条，不适用 {not_applicable} 条", "rules met: {met}; not applicable: {not_applicable}"],
  "phrase.NO_EVIDENCE": ["没有读到任何标识或痕迹", "no label and no trace was read"],
  "phrase.AT": ["{carrier}，字节 {offset} 起 {length} 字节", "{carrier}, {length} bytes at {offset}"],
  "phrase.SEEN_WITH_LABEL": ["同一张图曾带有标识，现已缺失", "the same picture had a label, missing here"],
  "phrase.LEDGER": ["台账", "ledger"],
  "phrase.DISPOSITION": ["平台处置（第六条）", "platform duty (Art. 6)"],
  "phrase.NOT_PROOF": ["未发现标识不等于图片真实；发现标识只说明经过 AI 处理，不等于欺诈。", "No label found is not proof of authenticity; a label found means AI-processed, not fraud."],
  "outcome.pass": ["满足", "met"],
  "outcome.fail": ["不符合", "not met"],
  "outcome.review": ["需人工复核", "needs review"],
  "outcome.undetermined": ["无法判定", "undecided"],
  "outcome.not_applicable": ["不适用", "not applicable"],
  "outcome.info": ["提示", "note"],
  "severity.info": ["提示", "info"],
  "severity.warning": ["警告", "warning"],
  "severity.error": ["错误", "error"],
  "stripping.not_shown": ["未见标识被去除的痕迹", "no trace of removal"],
  "stripping.indicated": ["有迹象表明标识被去除", "removal indicated"],
  "stripping.shown": ["标识曾存在，已被去除", "removal shown"],
  "disposition.is": ["属于", "is AI content (属于)"],
  "disposition.may": ["可能", "may be AI content (可能)"],
  "disposition.suspect": ["疑似", "suspected AI content (疑似)"],
  "disposition.none": ["无", "none"],
  "layer.implicit": ["隐式标识（元数据）", "implicit (AIGC metadata)"],
  "layer.explicit": ["显式标识（画面文字）", "explicit (on the image)"],
  "layer.c2pa": ["内容凭证（C2PA）", "credentials (C2PA)"],
  "layer.watermark": ["隐形水印", "invisible watermark"],
  "layer.other_metadata": ["其他元数据", "other metadata"],
  "implicit.present": ["有", "present"],
  "implicit.incomplete": ["不完整", "incomplete"],
  "implicit.malformed": ["格式错误", "malformed"],
  "implicit.remnant": ["残留", "remnant"],
  "implicit.absent": ["没有", "absent"],
  "implicit.unknown": ["未知", "unknown"],
  "explicit.compliant": ["合规", "compliant"],
  "explicit.below_height": ["有，字高低于 5 %", "present, text below 5 % in height"],
  "explicit.borderline_height": ["有，字高与 5 % 过于接近", "present, height too close to 5 % to call"],
  "explicit.noncompliant_text": ["有，但不是规定的文字", "present, not in the words asked for"],
  "explicit.noncompliant_position": ["有，但不在边或角", "present, not at an edge or corner"],
  "explicit.vendor_mark": ["只有厂商标记", "only a vendor's mark"],
  "explicit.absent": ["没有读到", "none read"],
  "explicit.unknown": ["未知", "unknown"],
  "c2pa.trusted": ["有效且可信", "valid and trusted"],
  "c2pa.valid": ["有效，签名者不在名单上", "valid, signer on no list"],
  "c2pa.not_confirmable": ["无法确认", "not confirmable"],
  "c2pa.tampered": ["签名后被改动", "changed after signing"],
  "c2pa.unreadable": ["无法读取", "unreadable"],
  "c2pa.remnant": ["残留", "remnant"],
  "c2pa.remote_only": ["仅有外部引用", "remote reference only"],
  "c2pa.absent": ["没有", "absent"],
  "c2pa.unknown": ["未知", "unknown"],
  "watermark.found": ["有", "found"],
  "watermark.declared_unverifiable": ["有声明但无法验证", "declared, cannot be verified"],
  "watermark.not_found": ["没有读到可公开读取的水印", "none of the readable kinds found"],
  "watermark.not_searched": ["未检查", "not searched"],
  "ledger.not_searched": ["未能查找", "could not be looked up"],
  "ledger.too_plain": ["画面过于单调，无法辨认", "the picture is too plain to be recognised"],
  "ledger.not_in_ledger": ["台账中没有这张图", "the picture is not in the ledger"],
  "ledger.found": ["台账中有同一张图", "the same picture is in the ledger"],
  "standing.origin_unclear": ["在其他文字之间，归属不明", "among other text, may not be the label"],
  "standing.doubtful": ["未读准", "not read for sure"],
  "seen_on.last": ["只在最后一帧", "on the last frame only"],
  "place.top_left": ["左上角", "top left"],
  "place.top": ["上边", "top edge"],
  "place.top_right": ["右上角", "top right"],
  "place.left": ["左边", "left edge"],
  "place.inside": ["画面中间", "inside the picture"],
  "place.right": ["右边", "right edge"],
  "place.bottom_left": ["左下角", "bottom left"],
  "place.bottom": ["下边", "bottom edge"],
  "place.bottom_right": ["右下角", "bottom right"],
  "signature.verified": ["签名与像素相符", "signed, and the pixels match"],
  "signature.broken": ["签名与像素不符", "signed, and the pixels do not match"],
  "strength.inferred": ["推断", "inferred"],
  "strength.detected": ["检测所得", "detected"],
  "strength.declared": ["未签名的声明", "declared, unsigned"],
  "strength.signed_unconfirmed": ["有签名但无法确认", "signed, not confirmed"],
  "strength.signed": ["有签名，签名者不在官方名单", "signed, signer on no official list"],
  "strength.signed_trusted": ["有签名，签名者在官方名单", "signed, signer on the official list"],
  "statement.none.ledger.record": ["同一张图曾被录入", "the same picture was recorded"],
  "statement.existed.c2pa.reference": ["指向一份不在文件中的凭证", "points to a credential that is not in the file"],
  "statement.ai_generated": ["AI 生成", "AI-generated"],
  "statement.ai_edited": ["经 AI 编辑", "edited with AI"],
  "statement.ai_component": ["含 AI 生成的部分", "contains an AI-made part"],
  "statement.possibly_ai": ["可能含 AI", "possibly AI"],
  "statement.not_ai_declared": ["声明为非 AI 来源", "declares another origin"],
  "statement.existed": ["曾有标识，现已缺失或损坏", "a label existed and is gone or broken"],
  "statement.none": ["未说明来源", "says nothing of the origin"],
  "kind.tc260.aigc": ["AIGC 隐式标识", "AIGC label"],
  "kind.c2pa.store": ["C2PA 凭证", "C2PA manifest store"],
  "kind.c2pa.fragment": ["C2PA 凭证残留", "remains of a C2PA manifest"],
  "kind.c2pa.reference": ["C2PA 凭证引用", "reference to a C2PA manifest"],
  "kind.iptc.dst": ["IPTC 数字来源类型", "IPTC digital source type"],
  "kind.iptc.ai-properties": ["IPTC AI 属性", "IPTC AI properties"],
  "kind.iptc.credit": ["IPTC 署名行", "IPTC credit line"],
  "kind.generator.metadata": ["生成工具元数据", "generator metadata"],
  "kind.xmpmm.history": ["XMP 编辑历史", "XMP history"],
  "kind.ledger.record": ["台账记录", "record in the ledger"],
  "kind.thumbnail": ["文件中的缩略图", "small picture in the file"],
  "kind.structure.remnant": ["结构残留", "structural remnant"],
  "kind.structure.pointer": ["指向文件外的指针", "pointer to what is not in the file"],
  "kind.visible.text": ["画面上的文字标识", "label text on the picture"],
  "kind.visible.icon": ["画面上的厂商图标", "vendor's sign on the picture"],
  "kind.watermark.open": ["隐形水印", "invisible watermark"],
  "kind.pixels.signature": ["像素签名", "signature over the pixels"],
  "kind.watermark.unknown": ["内容来历不明的隐形水印", "invisible watermark of unknown origin"],
  "kind.watermark.text": ["像素低位中的隐藏文本", "text hidden in the lowest bits"],
  "coverage.complete": ["已查完", "complete"],
  "coverage.not_applicable": ["不适用", "not applicable"],
  "coverage.skipped": ["未检查", "skipped"],
  "coverage.stopped": ["达到上限而停止", "stopped"],
  "coverage.unreadable": ["无法读取", "unreadable"],
  "reader.container": ["文件结构", "file structure"],
  "reader.tc260-aigc": ["AIGC 隐式标识", "AIGC label"],
  "reader.c2pa": ["内容凭证（C2PA）", "content credentials (C2PA)"],
  "reader.c2pa-remnants": ["内容凭证残留", "remains of content credentials"],
  "reader.c2pa-remote": ["存放在别处的内容凭证", "content credentials kept elsewhere"],
  "reader.c2pa-trust": ["信任名单", "trust lists"],
  "reader.iptc-xmp": ["IPTC 来源字段", "IPTC source fields"],
  "reader.generator-metadata": ["生成工具元数据", "generator metadata"],
  "reader.structure": ["结构残留", "structural remnants"],
  "reader.evidence": ["证据清单", "list of evidence"],
  "reader.check": ["整个检查", "the whole check"],
  "reader.thumbnail": ["缩略图", "small pictures in the file"],
  "reader.thumbnail-text": ["缩略图上的标识", "labels on small pictures in the file"],
  "reader.ledger": ["台账查找", "look-up in the ledger"],
  "reader.visible-label": ["画面上的可见标识", "visible label on the picture"],
  "reader.open-watermark": ["公开算法的水印", "watermarks of open schemes"],
  "reader.stealth-text": ["像素低位中的隐藏文本", "text hidden in the lowest bits"],
  "reader.open-watermark-unknown": ["公开算法、内容未知的水印", "watermarks of open schemes with any content"],
  "reader.open-watermark-crops": ["裁切后的公开算法水印", "watermarks of open schemes in cropped pictures"],
  "reader.synthid": ["SynthID（Google）", "SynthID (Google)"],
  "reader.meta-content-seal": ["Meta Content Seal", "Meta Content Seal"],
  "reader.titan-watermark": ["Amazon Titan / Nova Canvas", "Amazon Titan / Nova Canvas"],
  "reader.digimarc": ["Digimarc", "Digimarc"],
  "reader.imatag": ["IMATAG", "IMATAG"],
  "reader.steg-ai": ["Steg.AI", "Steg.AI"],
  "reader.nexguard": ["NexGuard", "NexGuard"],
  "reader.markany": ["MarkAny", "MarkAny"],
  "reader.castlabs": ["castLabs", "castLabs"],
  "reader.mentaport": ["Mentaport", "Mentaport"],
  "reader.overlai": ["Overlai", "Overlai"],
  "reader.trufo": ["Trufo", "Trufo"],
  "reader.trustmark": ["TrustMark（Adobe）", "TrustMark (Adobe)"],
  "reader.meta-seal": ["Meta Video Seal、Pixel Seal", "Video Seal and Pixel Seal (Meta)"],
  "reader.watermark-anything": ["Watermark Anything（Meta）", "Watermark Anything (Meta)"],
  "reader.stable-signature": ["Stable Signature（Meta）", "Stable Signature (Meta)"],
  "reader.invismark": ["InvisMark（微软）", "InvisMark (Microsoft)"],
  "reader.riva-gan": ["RivaGAN", "RivaGAN"],
  "reader.blind-watermark": ["blind_watermark", "blind_watermark"],
  "reader.tree-ring": ["Tree-Ring、Gaussian Shading 等噪声水印", "Tree-Ring, Gaussian Shading and other marks in the noise"],
  "page.title": ["验标 · 查图片上的 AI 标识", "Yanbiao · the AI labels of a picture"],
  "page.purpose": ["看一张图片带着哪些人工智能标识，缺了什么，被去掉了什么。", "Which AI labels a picture carries, which it lacks, and which were removed."],
  "page.skip": ["跳到结果", "Skip to the results"],
  "page.language": ["语言", "Language"],
  "page.pictures": ["图片", "Pictures"],
  "page.drop": ["把图片拖到这里，或按 Ctrl+V 粘贴", "Drop pictures here, or paste one with Ctrl+V"],
  "page.choose": ["选择图片", "Choose pictures"],
  "page.formats": ["JPEG、PNG、WebP、GIF、TIFF、BMP、AVIF、HEIC、JPEG XL。请用原始文件：截图和聊天软件转发都会丢掉标识。", "JPEG, PNG, WebP, GIF, TIFF, BMP, AVIF, HEIC, JPEG XL. Use the original file: screenshots and chat programs lose labels."],
  "page.circumstances": ["检查方式", "How to check"],
  "page.role": ["你的身份", "You are"],
  "page.role.default": ["按服务的设置", "as the service is set up"],
  "page.role.unknown": ["不说明", "not said"],
  "page.role.platform": ["传播平台（上传时）", "a platform, at upload"],
  "page.role.platform-egress": ["传播平台（对外提供的文件）", "a platform, for the file it serves"],
  "page.role.generator": ["生成合成服务提供者", "a provider of generated content"],
  "page.role.auditor": ["监管或研究人员", "a regulator or researcher"],
  "page.declared": ["上传者的声明", "The uploader"],
  "page.declared.default": ["没有问过", "was not asked"],
  "page.declared.yes": ["声明为 AI 生成", "says: made with AI"],
  "page.declared.no": ["声明不是 AI 生成", "says: not made with AI"],
  "page.depth": ["检查深度", "Look at"],
  "page.depth.default": ["按服务的设置", "what the service is set up for"],
  "page.depth.metadata": ["只看元数据", "metadata only"],
  "page.depth.full": ["元数据和画面", "metadata and pixels"],
  "page.depth.deep": ["元数据和画面，含较慢的搜索", "metadata and pixels, slow searches too"],
  "page.token_heading": ["这个服务需要令牌", "This service asks for a token"],
  "page.token_help": ["向服务的管理员索取。令牌只保留到关闭此标签页。", "Ask whoever runs the service. The token is kept until this tab is closed, and not longer."],
  "page.token": ["令牌", "Token"],
  "page.token_use": ["使用令牌", "Use the token"],
  "page.token_forget": ["忘记令牌", "Forget the token"],
  "page.token_wrong": ["服务不接受这个令牌", "The service does not accept this token"],
  "page.token_malformed": ["令牌只含字母、数字和符号，不含空格", "A token has letters, digits and signs, and no spaces"],
  "page.results": ["结果", "Results"],
  "page.none_yet": ["还没有图片。", "No picture yet."],
  "page.progress": ["已查 {done} / {all}", "{done} of {all} checked"],
  "page.too_many": ["一次最多 {max} 张；其余 {left} 张没有加入", "{max} pictures at a time; {left} were left out"],
  "page.clear": ["全部移除", "Remove all"],
  "page.waiting": ["等待中", "waiting"],
  "page.sending": ["正在发送", "sending"],
  "page.checking": ["正在检查", "being checked"],
  "page.cancelled": ["已取消，没有结论", "cancelled; there is no verdict"],
  "page.cancel": ["取消", "Cancel"],
  "page.remove": ["移除", "Remove"],
  "page.again": ["重新检查", "Check again"],
  "page.download": ["下载报告（JSON）", "Download the report (JSON)"],
  "page.details": ["查看详情", "Details"],
  "page.of": ["{action}：{name}", "{action}: {name}"],
  "page.picture": ["画面", "Picture"],
  "page.picture_alt": ["被检查的图片 {name}", "The picture {name}"],
  "page.marks": ["画面上的标识", "Marked on the picture"],
  "page.no_marks": ["画面上没有可标出的位置", "There is no place on the picture to mark"],
  "page.not_shown": ["浏览器不能显示这种格式，所以没有画面；检查不受影响。", "The browser cannot show this format, so there is no picture here. The check is not affected."],
  "page.size_differs": ["浏览器显示的尺寸与报告不符，所以没有画方框。", "The browser shows the picture at another size than the report, so no boxes are drawn."],
  "page.places_below": ["位置见下表（像素）。", "The places are below, in pixels."],
  "page.box.solid": ["实线框：标识", "solid box: a label"],
  "page.box.dashed": ["虚线框：未读准、可能只是画面内容，或隐形水印的范围", "dashed box: not read for sure, maybe part of the picture, or where an invisible watermark lies"],
  "page.box.dotted": ["点线框：与另一张图不同的区域", "dotted box: differs from another picture"],
  "page.changed_ledger": ["与台账记录 {record} 不同的区域", "differs from record {record} of the ledger"],
  "page.changed_thumbnail": ["与文件中的缩略图不同的区域", "differs from the small picture in the file"],
  "page.todo": ["要做的事", "What to do"],
  "page.notice": ["应显示的提示文字", "Notice to show beside the picture"],
  "page.copy": ["复制", "Copy"],
  "page.copied": ["已复制", "Copied"],
  "page.copy_by_hand": ["已选中，请按 Ctrl+C 复制", "Selected: press Ctrl+C to copy"],
  "page.no_action": ["没有必须做的事", "Nothing is due"],
  "page.action.manual_review": ["由人工查看后再下结论", "have a person look before drawing a conclusion"],
  "page.action.ask_declaration": ["询问上传者内容是否由 AI 生成", "ask the uploader whether the content is AI-generated"],
  "page.action.add_notice": ["在图片周边显示提示文字", "show the notice around the picture"],
  "page.action.write_propagation_metadata": ["在对外提供的文件中写入传播元数据（Label {label}、ContentPropagator、PropagateID）", "write the propagation metadata into the file that is served (Label {label}, ContentPropagator, PropagateID)"],
  "page.action.write_implicit_label": ["在文件中写入隐式标识", "write the implicit label into the file"],
  "page.action.keep_original": ["保留原始文件和这份报告：重新编码会毁掉证据", "keep the original file with this report: re-encoding destroys the evidence"],
  "page.layer": ["标识层", "Layer"],
  "page.state": ["状态", "State"],
  "page.what": ["内容", "What it says"],
  "page.where": ["位置", "Where"],
  "page.nothing": ["—", "—"],
  "page.copies": ["共 {count} 份", "{count} copies"],
  "page.producer": ["生成服务提供者：{name}", "producer: {name}"],
  "page.security": ["校验字段：{state}", "security field: {state}"],
  "page.security.opaque": ["有内容，无法验证", "filled, cannot be verified"],
  "page.security.valid_unpinned": ["签名有效，密钥未经确认", "valid signature, key not confirmed"],
  "page.security.valid_pinned": ["签名有效，密钥已确认", "valid signature, confirmed key"],
  "page.security.invalid": ["签名无效", "invalid signature"],
  "page.security.unjudged": ["未能判定", "not judged"],
  "page.signer": ["签名者：{name}", "signer: {name}"],
  "page.trust": ["信任名单：{list}", "trust list: {list}"],
  "page.trust.official": ["官方名单", "official"],
  "page.trust.interim": ["过渡名单", "interim"],
  "page.trust.user": ["自备名单", "your own"],
  "page.trust.none": ["不在任何名单上", "none"],
  "page.codes": ["状态码：{codes}", "status codes: {codes}"],
  "page.vouched": ["说法依据", "Vouched for"],
  "page.generator": ["生成工具", "Generator"],
  "page.no_findings": ["没有需要处理的结论", "No finding asks for anything"],
  "page.met_findings": ["已满足和不适用的规则", "Rules that are met or do not apply"],
  "page.value": ["读到的内容", "What was read"],
  "page.everything_looked_at": ["没有遗漏的检查", "Every search was made"],
  "page.about": ["报告说明", "About this report"],
  "page.judged_as": ["按“{role}”判定，日期 {date}，规则集 {rules}，程序版本 {version}", "judged as “{role}” on {date}, by the rules {rules} and program version {version}"],
  "page.lists": ["信任名单：{lists}", "trust lists: {lists}"],
  "page.digest": ["SHA-256：{sha256}", "SHA-256: {sha256}"],
  "page.no_verdict": ["没有结论", "No verdict"],
  "page.no_verdict_means": ["对这张图片没有得出任何结论。", "Nothing was found out about this picture."],
  "page.problem.0": ["服务没有回应。确认服务在运行、网络畅通，然后重试。", "The service did not answer. See that it runs and can be reached, then try again."],
  "page.problem.unreadable": ["浏览器读不了这个文件：可能是文件夹，或已被移动。请重新选择。", "The browser cannot read this file: it may be a folder, or was moved. Choose it again."],
  "page.problem.large_known": ["文件有 {size}，服务最多接受 {max}。请选较小的文件，或请管理员调高 --max-body。", "The file has {size}; the service takes {max} at most. Choose a smaller file, or have the operator raise --max-body."],
  "page.problem.400": ["服务不理解这个请求。请换一个文件再试。", "The service did not understand the request. Try another file."],
  "page.problem.401": ["在上面填写令牌后会自动继续。", "Fill in the token above; the check then goes on by itself."],
  "page.problem.403": ["服务拒绝了来自此页面的请求。", "The service refuses requests of this page."],
  "page.problem.408": ["发送太慢。请换更快的网络或较小的文件再试。", "Sending took too long. Try a faster connection or a smaller file."],
  "page.problem.413": ["文件太大。请选较小的文件，或请管理员调高 --max-body。", "The file is too large. Choose a smaller one, or have the operator raise --max-body."],
  "page.problem.500": ["程序内部错误。请保留这个文件并告知管理员。", "A bug in the program. Keep the file and tell whoever runs the service."],
  "page.problem.503": ["服务正忙。稍等片刻，再点“重新检查”。", "The service is busy. Wait a moment, then press “Check again”."],
  "page.problem.504": ["检查超时。可改为“只看元数据”再试。", "The check took too long. Try again with “metadata only”."],
  "page.problem.other": ["服务回答 HTTP {status}。请重试；若仍如此，请告知管理员。", "The service answered HTTP {status}. Try again; if that stays so, tell whoever runs it."],
  "page.problem.report": ["服务的回答不是此页面认识的报告。请刷新页面；若仍如此，请告知管理员。", "The answer is no report that this page knows. Load the page anew; if that stays so, tell whoever runs the service."],
  "page.elsewhere": ["图片只发送给提供此页面的服务，不发往别处。", "Pictures are sent to the service that gave out this page, and nowhere else."],
  "page.interface": ["程序接口（OpenAPI）", "Interface for programs (OpenAPI)"]
};

start();
