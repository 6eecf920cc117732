// The page for people in a real browser.
//
// In: the program named by YANBIAO (target/debug/yanbiao if not said), Chromium (CHROMIUM, or /usr/bin/chromium), and
// playwright-core and axe-core in target/page/node_modules. Out: a line for each check, and the exit code.
// SCREENSHOTS=FOLDER keeps pictures of the page. ONLY=WORD runs the checks with that word in their names.
//
//     tests/page/run        installs what is needed into target/page and runs this

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";

import { AXE, PROGRAM, ROOT, aigc, browse, check, close, open, png, report, scratch, serve, settled } from "./harness.mjs";

const SAMPLES = join(ROOT, "samples");
const HOSTILE = join(ROOT, "../shared/corpora/c2pa-hostile");
const CHECKS_MIN = 20;
const MARKUP = `"'><img src=x onerror=alert(1)><script>alert(2)</script></script>`;
const BIDI = "\u202egnp.exe\u0007\u2066";

const sample = (name) => join(SAMPLES, name);
const folder = scratch();
const browser = await browse();
const service = await serve();
const checks = [];
const add = (name, run) => checks.push({ name, run });

/** A check on a page of its own that must stay quiet. */
function addPage(name, options, run) {
  add(name, async () => {
    const opened = await open(browser, service, options);
    try {
      await run(opened.page, opened);
      await close(opened);
    } finally {
      await opened.context.close();
    }
  });
}

const text = (page, selector) => page.locator(selector).first().innerText();
const button = (page, name) => page.getByRole("button", { name });
const speak = (page, lang) => page.locator(`[data-lang=${lang}]`).click();

// ---- what is shown is what the report says

const MARKED = ["label-compliant.jpg", "turned-by-exif.jpg", "among-other-text.png", "label-over-two-lines.jpg", "vendor-sparkle.jpg"];

for (const name of MARKED) {
  addPage(`boxes lie where the report says: ${name}`, {}, async (page) => {
    const file = sample(`visible/${name}`);
    const { marks } = (await report(service, readFileSync(file))).labels.explicit;
    assert.ok(marks.length > 0);
    await check(page, [file]);
    await page.waitForSelector(".stage .box");
    const shown = await page.evaluate(boxesInPixels);
    assert.equal(shown.length, marks.length);
    marks.forEach((mark, at) => {
      mark.box.forEach((side, index) => assert.ok(Math.abs(side - shown[at].box[index]) < 1, `${mark.box} ${shown[at].box}`));
      assert.equal(shown[at].line, mark.standing === "label" ? "solid" : "dashed");
      assert.ok(shown[at].text.includes(mark.text));
    });
  });
}

/** The frames of the boxes in pixels of the picture. */
function boxesInPixels() {
  const picture = document.querySelector(".stage > img");
  const ground = picture.getBoundingClientRect();
  const scale = picture.naturalWidth / ground.width;
  return [...document.querySelectorAll(".stage .box")].map((one) => {
    const frame = one.getBoundingClientRect();
    const inner = [frame.x + one.clientLeft - ground.x, frame.y + one.clientTop - ground.y, one.clientWidth, one.clientHeight];
    return { box: inner.map((side) => side * scale), line: getComputedStyle(one).borderTopStyle, text: one.textContent };
  });
}

addPage("layers, findings, evidence, notice and gaps are those of the report", {}, async (page) => {
  const file = sample("visible/label-and-metadata.png");
  const expected = await report(service, readFileSync(file));
  await check(page, [file]);
  const rows = await page.locator("tbody tr").allInnerTexts();
  assert.equal(rows.length, 4);
  assert.match(rows[0], /^Implicit \(AIGC metadata\)\s+present/i);
  for (const value of Object.values(expected.labels.implicit.fields)) assert.ok(rows[0].includes(value));
  assert.match(rows[0], /png:iTXt XML:com\.adobe\.xmp, 357 bytes at 0x136/);
  assert.match(rows[1], /compliant\s+“AI生成”, bottom right/i);
  const said = await text(page, ".body");
  const told = expected.findings.filter((one) => ["fail", "review", "info"].includes(one.outcome));
  assert.ok(told.length >= 3);
  for (const finding of told) {
    assert.ok(said.includes(finding.message.en), finding.rule);
    assert.ok(said.includes(finding.clause), finding.rule);
    if (finding.remedy !== null) assert.ok(said.includes(finding.remedy.en), finding.rule);
  }
  assert.deepEqual(await page.locator(".notice > [lang]").allInnerTexts(), [expected.disposition.notice.zh, expected.disposition.notice.en]);
  assert.equal(await page.locator(".actions > li").count(), expected.disposition.actions.length);
  assert.match(said, /SynthID \(Google\).*cannot be read by anyone but the vendor/);
  assert.equal(await page.locator(".evidence > li").count(), expected.evidence.length);
  const link = page.locator("tbody a").first();
  await link.click();
  assert.equal(await page.evaluate(() => document.querySelector(":target > p > strong").textContent), "e1");
});

addPage("verdict and headline of samples are those of the plain report, in both languages", {}, async (page) => {
  const every = [["visible", 1], ["thumbnail", 1], ["watermark", 2], ["plain", 2], ["c2pa", 3], ["generator", 3], ["aigc", 9]];
  const files = every.flatMap(([name, step]) => pictures(sample(name)).filter((_, at) => at % step === 0));
  assert.ok(files.length > 90 && files.length <= 200, `${files.length}`);
  await check(page, files);
  for (const [lang, section] of [["en", "Labels"], ["zh", "四层标识"]]) {
    await speak(page, lang);
    const expected = plainHeads(files, lang, section);
    const shown = await page.locator(".card .verdict").evaluateAll((all) => all.map((one) => one.textContent.slice(1)));
    assert.equal(shown.length, files.length);
    shown.forEach((said, at) => assert.ok(expected[at].startsWith(squeezed(said)), `${files[at]}: ${said} / ${expected[at]}`));
  }
  const colours = await page.locator(".card .verdict").evaluateAll((all) => all.map((one) => [getComputedStyle(one).color, getComputedStyle(one).backgroundColor]));
  for (const colour of colours.flat()) {
    const [red, green, blue] = colour.match(/\d+/g).map(Number);
    assert.ok(green <= Math.max(red, blue), `a verdict reassures in green: ${colour}`);
  }
});

const squeezed = (words) => words.replace(/\s/g, "");
const pictures = (at) => readdirSync(at).filter((name) => !name.endsWith(".toml")).map((name) => join(at, name));

/** Verdict and headline of the plain report of each file, without spaces and brackets. */
function plainHeads(files, lang, section) {
  const options = ["check", "--role", "platform", "--lang", lang, "--color", "never", "--exit-zero"];
  const lines = execFileSync(PROGRAM, [...options, ...files], { encoding: "utf8", maxBuffer: 1 << 26 }).split("\n");
  return files.map((file) => {
    const begin = lines.findIndex((line) => line.startsWith(`${file}  (`));
    assert.notEqual(begin, -1, file);
    const head = lines.slice(begin + 1, lines.findIndex((line, at) => at > begin && line.trim() === section));
    return squeezed(head.join("")).replace("[", "").replace("]", "");
  });
}

addPage("a picture that the browser cannot show is checked, and that is said", {}, async (page) => {
  await check(page, [sample("plain/nothing.tiff")]);
  await page.waitForFunction(() => document.querySelector(".stage") === null);
  assert.match(await text(page, ".columns"), /The browser cannot show this format/);
  assert.match(await text(page, ".verdict"), /no label/i);
});

addPage("a file that could not be searched is undecided and looks so", {}, async (page) => {
  const whole = readFileSync(sample("visible/label-compliant.jpg"));
  await check(page, [{ name: "cut.jpg", mimeType: "image/jpeg", buffer: whole.subarray(0, 3000) }]);
  assert.match(await text(page, ".verdict"), /undecided/i);
  assert.match(await page.locator(".verdict").getAttribute("class"), /tone-open/);
  assert.match(await text(page, ".body"), /unreadable|stopped/);
});

// ---- ways in, several pictures, files out

addPage("pictures can be dropped and pasted", {}, async (page) => {
  const bytes = [...readFileSync(sample("visible/label-compliant.jpg"))];
  const give = ([type, data, bytes]) => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([new Uint8Array(bytes)], "photo.jpg", { type: "image/jpeg" }));
    const event = type === "paste" ? new ClipboardEvent(type, { clipboardData: transfer }) : new DragEvent(type, { dataTransfer: transfer });
    Object.defineProperty(event, "cancelable", { value: true });
    document.body.dispatchEvent(new event.constructor(type, { [data]: transfer, bubbles: true, cancelable: true }));
  };
  await page.evaluate(give, ["drop", "dataTransfer", bytes]);
  await settled(page, 1);
  await page.evaluate(give, ["paste", "clipboardData", bytes]);
  await settled(page, 2);
  assert.deepEqual(await page.locator(".card h3").allInnerTexts(), ["photo.jpg", "photo.jpg"]);
  assert.equal(await text(page, "#count"), "2 of 2 checked");
});

addPage("several pictures are a list of which each opens, goes and is announced", {}, async (page) => {
  await check(page, ["visible/label-compliant.jpg", "plain/nothing.png", "c2pa/ai-created.jpg"].map(sample));
  assert.equal(await page.locator(".card > details[open]").count(), 0);
  await page.locator(".card").nth(1).locator("summary").first().click();
  assert.equal(await page.locator(".card > details[open]").count(), 1);
  await page.waitForSelector(".card:nth-child(2) tbody tr:nth-child(4)");
  await speak(page, "zh");
  assert.equal(await page.locator(".card > details[open]").count(), 1, "a change of language closes nothing");
  await speak(page, "en");
  assert.match(await page.locator("#announcement").textContent(), /: .+\. .+/);
  await button(page, "Remove: nothing.png").click();
  assert.equal(await page.locator(".card").count(), 2);
  await button(page, "Remove all").click();
  assert.equal(await page.locator(".card").count(), 0);
  assert.equal(await text(page, "#count"), "No picture yet.");
});

addPage("the report can be kept as it came", {}, async (page) => {
  await check(page, [sample("visible/label-compliant.jpg")]);
  const [download] = await Promise.all([page.waitForEvent("download"), button(page, "Download the report").click()]);
  assert.equal(download.suggestedFilename(), "label-compliant.jpg.yanbiao.json");
  const kept = JSON.parse(readFileSync(await download.path(), "utf8"));
  assert.equal(kept.schema, "yanbiao/report/v1");
  assert.equal(kept.asset.name, "label-compliant.jpg");
});

addPage("what is chosen is what the service is asked", {}, async (page) => {
  await page.selectOption("#declared", "yes");
  await page.selectOption("#role", "platform-egress");
  await page.selectOption("#depth", "metadata");
  const asked = page.waitForRequest(/v1\/check/);
  await check(page, [sample("visible/label-compliant.jpg")]);
  const query = new URL((await asked).url()).searchParams;
  assert.equal(query.toString(), "name=label-compliant.jpg&role=platform-egress&declared=yes&depth=metadata");
  assert.match(await text(page, "tbody tr:nth-child(2)"), /not looked at/i, "what was not looked at is not absent");
  await page.selectOption("#depth", "full");
  await button(page, "Check again").click();
  await settled(page, 1);
  assert.match(await text(page, "tbody tr:nth-child(2)"), /compliant/i);
});

addPage("a check can be cancelled", {}, async (page) => {
  await page.route(/v1\/check/, () => {});
  await page.setInputFiles("#files", sample("plain/nothing.png"));
  await button(page, "Cancel").click();
  assert.match(await text(page, ".card .verdict"), /cancelled; there is no verdict/);
  assert.equal(await text(page, "#count"), "1 of 1 checked");
  await page.unroute(/v1\/check/);
  await button(page, "Check again").click();
  await settled(page, 1);
  assert.match(await text(page, ".verdict"), /no label/i);
});

addPage("paper shows everything", {}, async (page) => {
  await check(page, [sample("plain/nothing.png"), sample("visible/label-compliant.jpg")]);
  await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
  assert.equal(await page.locator(".card > details[open] .body").count(), 2);
  await page.emulateMedia({ media: "print" });
  assert.equal(await page.locator("#drop").isVisible(), false);
  assert.equal(await page.locator(".evidence").first().isVisible(), true);
  await page.evaluate(() => dispatchEvent(new Event("afterprint")));
  assert.equal(await page.locator(".card > details[open]").count(), 0);
});

// ---- languages, keyboard, screens, assistive technology

for (const [locale, tag, words] of [["zh-CN", "zh-CN", "选择图片"], ["zh-TW", "zh-CN", "选择图片"], ["de-DE", "en", "Choose pictures"]]) {
  addPage(`the page speaks the language of the browser: ${locale}`, { locale }, async (page) => {
    assert.equal(await page.getAttribute("html", "lang"), tag);
    assert.equal(await text(page, ".main-button"), words);
  });
}

addPage("a chosen language is remembered and changes what is there", {}, async (page) => {
  await check(page, [sample("visible/label-compliant.jpg")]);
  await speak(page, "zh");
  assert.equal(await page.getAttribute("html", "lang"), "zh-CN");
  assert.match(await text(page, ".verdict"), /人工智能/);
  assert.equal(await page.locator("[data-lang=zh]").getAttribute("aria-pressed"), "true");
  const english = await page.evaluate(() => [...document.querySelectorAll("h2, h4, h5, dt, thead th, label, option, summary")].map((one) => one.textContent).filter((said) => !/[\u4e00-\u9fff]/.test(said)));
  assert.deepEqual(english, []);
  await page.reload();
  assert.equal(await page.getAttribute("html", "lang"), "zh-CN");
});

addPage("everything can be done with the keyboard", {}, async (page) => {
  const focused = () => page.evaluate(() => document.activeElement.dataset.key ?? (document.activeElement.id || document.activeElement.textContent));
  const tabTo = async (wanted) => {
    for (let step = 0; step < 40; step += 1) {
      await page.keyboard.press("Tab");
      if ((await focused()) === wanted) return;
    }
    assert.fail(`the keyboard does not get to ${wanted}`);
  };
  await page.keyboard.press("Tab");
  assert.equal(await focused(), "Skip to the results");
  await tabTo("files");
  const ring = await page.evaluate(() => getComputedStyle(document.querySelector("#files + label")).outlineStyle);
  assert.notEqual(ring, "none", "the focus is seen");
  const [chooser] = await Promise.all([page.waitForEvent("filechooser"), page.keyboard.press("Space")]);
  await chooser.setFiles(sample("visible/label-and-metadata.png"));
  await settled(page, 1);
  await tabTo("details");
  await page.keyboard.press("Enter");
  assert.equal(await page.locator(".card > details[open]").count(), 0);
  await page.keyboard.press("Enter");
  await tabTo("box0");
  assert.equal(await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle), "solid");
  assert.equal(await page.locator(".areas .active").count(), 1);
  await tabTo("copy-zh");
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => document.querySelector(".notice .note").textContent !== "");
  await tabTo("download");
  const [download] = await Promise.all([page.waitForEvent("download"), page.keyboard.press("Enter")]);
  await download.path();
  await tabTo("again");
  await page.keyboard.press("Enter");
  await settled(page, 1);
  assert.equal(await focused(), "again", "the focus stays where it was");
});

for (const locale of ["en-US", "zh-CN"]) {
  addPage(`a phone needs no sideways scrolling: ${locale}`, { locale, viewport: { width: 360, height: 740 } }, async (page) => {
    const files = ["visible/label-and-metadata.png", "c2pa/ai-created.jpg", "watermark/sdxl.png", "thumbnail/preview-with-label.jpg"].map(sample);
    const long = { name: `${"x".repeat(200)}.png`, mimeType: "image/png", buffer: png(64, [aigc(`{"Label":"1","ContentProducer":"${"y".repeat(300)}"}`)]) };
    await check(page, files);
    await check(page, [long]);
    await openAll(page);
    assert.equal(await page.locator(".card > details[open]").count(), 5);
    assert.equal(await page.evaluate(() => document.scrollingElement.scrollWidth), 360);
  });
}

for (const colorScheme of ["light", "dark"]) {
  for (const locale of ["en-US", "zh-CN"]) {
    addPage(`axe finds nothing: ${locale}, ${colorScheme}`, { locale, colorScheme, reducedMotion: "reduce", expected: /status of 503/ }, async (page) => {
      const files = ["visible/label-and-metadata.png", "visible/among-other-text.png", "c2pa/ai-created.jpg", "plain/nothing.tiff", "thumbnail/preview-with-label.jpg"].map(sample);
      await accessible(page);
      await check(page, files);
      await openAll(page);
      await page.route(/v1\/check/, (route) => route.fulfill({ status: 503, contentType: "application/problem+json", body: `{"code":"busy","detail":"busy","detail_zh":"忙"}` }));
      await check(page, [sample("plain/nothing.png")]);
      await page.evaluate(() => { document.getElementById("token-form").hidden = false; });
      await accessible(page);
    });
  }
}

async function accessible(page) {
  // The policy of the page lets no script in; this one comes through the debugger.
  await page.evaluate(readFileSync(AXE, "utf8"));
  const { violations, passes } = await page.evaluate(() => axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"] }));
  assert.ok(passes.length > 15, `${passes.length}`);
  assert.deepEqual(violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html.slice(0, 120)).join(" | ")}`), []);
}

// ---- answers without a verdict

function addProblem(name, options, { run, expected }) {
  add(name, async () => {
    const other = await serve(...options);
    const opened = await open(browser, other, { expected });
    try {
      await run(opened.page, opened, other);
      await close(opened);
    } finally {
      await opened.context.close();
      other.stop();
    }
  });
}

addProblem("a busy service is told, with what to do", ["--max-body", "32", "--max-bodies", "32"], {
  expected: /status of 503/,
  run: async (page, _, other) => {
    const room = await occupy(other);
    await check(page, [sample("plain/nothing.png")]);
    const said = await text(page, ".card");
    assert.match(said, /No verdict/);
    assert.match(said, /the service is busy; try again/);
    assert.match(said, /press “Check again”/);
    room.destroy();
    await button(page, "Check again").click();
    await settled(page, 1);
    assert.match(await text(page, ".verdict"), /no label/i);
  },
});

/** Announces a picture as large as all that the service holds, and does not send it. */
async function occupy({ address }) {
  const { hostname, port } = new URL(address);
  const socket = connect(Number(port), hostname);
  socket.on("error", () => {});
  await new Promise((sent) => socket.write(`POST /v1/check HTTP/1.1\r\nHost: ${hostname}\r\nContent-Length: ${32 << 20}\r\n\r\nx`, sent));
  await setTimeout(300);
  return socket;
}

for (const [mebibytes, name] of [[2, "a file that is a little too large is told"], [40, "a file that is far too large is told"]]) {
  addProblem(name, ["--max-body", "1"], {
    expected: /status of 413|ERR_CONNECTION|ERR_EMPTY/,
    run: async (page) => {
      const file = join(folder, "large.png");
      writeFileSync(file, Buffer.alloc(mebibytes << 20));
      await check(page, [file]);
      assert.match(await text(page, ".card"), /No verdict[^]*(too large|takes 1 MiB at most)/);
    },
  });
}

addProblem("a token is asked for, used, kept for the tab and forgotten", ["--token-file", tokenFile()], {
  expected: /status of 401/,
  run: async (page, { context }, other) => {
    await page.setInputFiles("#files", [sample("plain/nothing.png"), sample("visible/label-compliant.jpg"), sample("iptc/ai-attribute.heic")]);
    await page.waitForFunction(() => document.activeElement.id === "token");
    await page.keyboard.type("spaces are wrong");
    await page.keyboard.press("Enter");
    assert.match(await text(page, "#token-problem"), /no spaces/);
    await page.fill("#token", "wrong-wrong-wrong-wrong");
    await page.keyboard.press("Enter");
    await page.waitForFunction(() => document.getElementById("token-problem").textContent.includes("does not accept"));
    await page.fill("#token", TOKEN);
    await page.keyboard.press("Enter");
    await settled(page, 3);
    assert.equal(await page.locator(".headline").count(), 3);
    assert.equal(await page.locator("#token-form").isVisible(), false);
    const stored = await page.evaluate(() => [JSON.stringify(sessionStorage), JSON.stringify(localStorage), document.cookie]);
    assert.ok(stored[0].includes("correct-horse") && !stored[1].includes("correct-horse") && stored[2] === "");
    await page.reload();
    await check(page, [sample("plain/nothing.png")]);
    const second = await context.newPage();
    await second.goto(`${other.address}/`);
    assert.equal(await second.evaluate(() => sessionStorage.length), 0);
    await second.close();
    await button(page, "Forget the token").click();
    assert.equal(await page.evaluate(() => sessionStorage.length), 0);
  },
});

const TOKEN = "correct-horse-battery";
function tokenFile() {
  const file = join(folder, "token.txt");
  writeFileSync(file, "correct-horse-battery\n");
  return file;
}

for (const [name, answer] of [
  ["a page of a proxy", { status: 200, contentType: "text/html", body: "<h1>welcome</h1>" }],
  ["another schema", { status: 200, contentType: "application/json", body: `{"schema":"yanbiao/report/v9","verdict":{"outcome":"pass"}}` }],
  ["a report without its parts", { status: 200, contentType: "application/json", body: `{"schema":"yanbiao/report/v1","verdict":{"outcome":"pass"}}` }],
  ["an error page", { status: 502, contentType: "text/html", body: "<h1>Bad gateway</h1>" }],
]) {
  addPage(`an answer that is no report is no verdict: ${name}`, { expected: /status of 502|TypeError/ }, async (page) => {
    await page.route(/v1\/check/, (route) => route.fulfill(answer));
    await check(page, [sample("plain/nothing.png")]);
    assert.match(await text(page, ".card"), /No verdict/);
    assert.match(await page.locator(".verdict").getAttribute("class"), /tone-open/);
    assert.equal(await page.locator("details").count(), 0);
  });
}

addPage("a service that is gone is told", { expected: /ERR_FAILED|ERR_CONNECTION/ }, async (page) => {
  await page.route(/v1\//, (route) => route.abort());
  await check(page, [sample("plain/nothing.png")]);
  assert.match(await text(page, ".card"), /The service did not answer/);
});

// ---- nothing that a picture says runs or becomes markup

/** What must not be there: elements that only markup out of a report could have made. */
async function foreign(page) {
  return page.evaluate(() => {
    const own = (one) => one.matches('img[src^="blob:"], img[src="icon.svg"], script[src="page.js"]');
    const made = [...document.querySelectorAll("img, script, iframe, object, embed, svg, style, base, marquee, [onerror], [onload]")].filter((one) => !own(one));
    return [...made.map((one) => one.outerHTML.slice(0, 80)), ...globalThis.violations];
  });
}

async function openAll(page) {
  const closed = page.locator(".card > details:not([open]) > summary");
  while ((await closed.count()) > 0) await closed.first().click();
  await page.waitForFunction(() => document.querySelectorAll(".card > details").length === document.querySelectorAll(".body").length);
  await page.evaluate(() => document.querySelectorAll(".fold").forEach((fold) => { fold.open = true; }));
}

/** A report in which every text is hostile; with `ids`, every id, too. */
function poisoned(value, ids, key = "") {
  const kept = ["schema", "id", "evidence", "reasons"];
  const words = ["text", "name", "generator", "message", "remedy", "clause", "en", "zh", "carrier", "payload", "signer", "reason", "reason_zh", "scheme", "vendor", "codes", "value", "fields", "version", "rule_set", "issued"];
  if (typeof value === "string") return !kept.includes(key) && (ids || words.includes(key)) ? `${value} ${MARKUP}` : value;
  if (Array.isArray(value)) return value.map((one) => poisoned(one, ids, key));
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, poisoned(one, ids || key === "value" || key === "fields", name)]));
}

async function poisonedReports(ids) {
  const names = ["visible/label-and-metadata.png", "c2pa/ai-created.jpg", "watermark/sdxl.png", "thumbnail/preview-with-label.jpg", "visible/among-other-text.png"];
  return Promise.all(names.map(async (name) => poisoned(await report(service, readFileSync(sample(name))), ids)));
}

for (const ids of [false, true]) {
  addPage(`a report full of markup is text${ids ? ", in its ids, too, and then looks undecided" : ""}`, {}, async (page) => {
    for (const lang of ["en", "zh"]) {
      await speak(page, lang);
      for (const bad of await poisonedReports(ids)) {
        await page.route(/v1\/check/, (route) => route.fulfill({ contentType: "application/json", body: JSON.stringify(bad) }));
        await check(page, [sample("plain/nothing.png")]);
        await page.unroute(/v1\/check/);
      }
    }
    await openAll(page);
    assert.deepEqual(await foreign(page), []);
    assert.ok((await page.locator(".card").first().innerText()).includes("<img src=x onerror=alert(1)>"));
    const tones = await page.locator(".card .verdict").evaluateAll((all) => all.map((one) => one.className));
    assert.equal(tones.length, 10);
    if (ids) assert.deepEqual([...new Set(tones)], ["verdict tone-open"]);
  });
}

addPage("file names and labels with markup and control characters are text", {}, async (page) => {
  const label = (value) => aigc(JSON.stringify({ Label: value, ContentProducer: MARKUP, ProduceID: BIDI }));
  const picture = (name, chunks) => ({ name, mimeType: "image/png", buffer: png(64, chunks) });
  const files = [
    picture(`${MARKUP.replaceAll("/", "∕")}.png`, []),
    picture(`a${BIDI}.png`, []),
    picture("label.png", [label("1")]),
    picture("value.png", [label(MARKUP)]),
    picture("broken.png", [aigc(`{"Label": ${MARKUP}`)]),
    picture("parameters.png", [["tEXt", Buffer.from(`parameters\0${MARKUP}\nSteps: 20, Sampler: ${MARKUP}, CFG scale: 7, Seed: 1, Size: 64x64, Model: ${MARKUP}`)]]),
  ];
  await check(page, files);
  await openAll(page);
  assert.deepEqual(await foreign(page), []);
  const cards = await page.locator(".card").allInnerTexts();
  assert.ok(cards[0].includes(`<img src=x onerror=alert(1)>`));
  assert.ok(cards[2].includes(`<img src=x onerror=alert(1)>`));
  const all = await page.locator("body").evaluate((body) => body.textContent);
  assert.doesNotMatch(all, /[\u202a-\u202e\u2066-\u2069\u0007]/);
  assert.ok(cards[1].includes("\\u{202e}"));
});

addPage("the hostile pictures of the corpus run nothing", {}, async (page) => {
  if (!existsSync(HOSTILE)) return void console.log("   not run: there is no corpus");
  const files = readdirSync(HOSTILE, { recursive: true, withFileTypes: true }).filter((one) => one.isFile()).map((one) => join(one.parentPath ?? one.path, one.name));
  assert.ok(files.length >= 3);
  await check(page, files);
  await openAll(page);
  assert.deepEqual(await foreign(page), []);
  assert.equal(await page.locator(".card .headline").count(), files.length);
});

add("a page that made markup of texts would be found out", async () => {
  const careless = readFileSync(join(ROOT, "src/hook/page/page.js"), "utf8").replace(
    "made.append(...children",
    "for (const child of children.flat(Infinity)) if (typeof child === 'string') made.innerHTML += child;\n  made.append(...children",
  );
  assert.ok(careless.includes("innerHTML"));
  const before = (page) => page.route(/page\.js/, (route) => route.fulfill({ contentType: "text/javascript", body: careless, headers: { "content-security-policy": "" } }));
  const opened = await open(browser, service, { before, expected: /./ });
  const [bad] = await poisonedReports(false);
  await opened.page.route(/v1\/check/, (route) => route.fulfill({ contentType: "application/json", body: JSON.stringify(bad) }));
  await check(opened.page, [sample("plain/nothing.png")]);
  assert.notDeepEqual(await foreign(opened.page), []);
  await opened.context.close();
});

add("a foreign request, a policy violation and an alert would be found out", async () => {
  const opened = await open(browser, service);
  await opened.page.evaluate(() => {
    document.body.append(Object.assign(new Image(), { src: "http://192.0.2.1/pixel.png" }));
    alert("hello");
  });
  await opened.page.waitForFunction(() => globalThis.violations.length > 0);
  await assert.rejects(close(opened), (error) => /dialog: hello/.test(error.message) && /img-src/.test(error.message));
});

// ---- pictures of the page

if (process.env.SCREENSHOTS) {
  for (const [name, options] of [
    ["desktop-en", {}],
    ["desktop-dark-en", { colorScheme: "dark" }],
    ["phone-zh", { locale: "zh-CN", viewport: { width: 360, height: 740 } }],
  ]) {
    addPage(`screenshot ${name}`, options, async (page) => {
      await check(page, [sample("visible/label-and-metadata.png")]);
      await page.waitForSelector(".box");
      await page.screenshot({ path: join(process.env.SCREENSHOTS, `${name}.png`), fullPage: true });
    });
  }
}

let failed = 0;
const wanted = checks.filter(({ name }) => name.includes(process.env.ONLY ?? ""));
for (const { name, run } of wanted) {
  const begun = performance.now();
  try {
    await run();
    console.log(`ok   ${name} (${Math.round(performance.now() - begun)} ms)`);
  } catch (error) {
    failed += 1;
    console.log(`FAIL ${name}\n${error.stack ?? error}`);
  }
}
await browser.close();
service.stop();
assert.ok(process.env.ONLY || checks.length >= CHECKS_MIN, "checks are missing");
console.log(`page: ${wanted.length - failed} ok, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
