// What is shown: the verdict in words, boxes on the picture, layers, findings, evidence. Everything is made by `element`,
// and every text is a text node.

"use strict";

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
