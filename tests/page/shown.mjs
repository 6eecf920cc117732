// What is shown is what the report says.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

import { PROGRAM, addPage, check, report, sample, service, speak, text } from "./harness.mjs";

const MARKED = [
  "label-compliant.jpg",
  "turned-by-exif.jpg",
  "among-other-text.png",
  "label-over-two-lines.jpg",
  "vendor-sparkle.jpg",
];

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
      mark.box.forEach((side, index) =>
        assert.ok(Math.abs(side - shown[at].box[index]) < 1, `${mark.box} ${shown[at].box}`),
      );
      assert.equal(shown[at].line, mark.standing === "label" ? "solid" : "dashed");
      assert.ok(shown[at].text.includes(mark.text));
    });
  });
}

addPage("changed areas have boxes of their own kind", {}, async (page) => {
  const whole = await report(service, readFileSync(sample("visible/label-compliant.jpg")));
  const match = { record: 7, kind: "reference", evidence: "e9", changed: [[10, 20, 30, 40]] };
  const altered = { ...whole, ledger: { state: "found", matches: [match] } };
  await page.route(/v1\/check/, (route) => route.fulfill({ json: altered }));
  await check(page, [sample("visible/label-compliant.jpg")]);
  await page.waitForSelector(".stage .box");
  const shown = await page.evaluate(boxesInPixels);
  assert.deepEqual(
    shown.map((one) => one.line),
    ["solid", "dotted"],
  );
  shown[1].box.forEach((side, at) => assert.ok(Math.abs(side - match.changed[0][at]) < 1));
  assert.match(shown[1].text, /differs from record 7 of the ledger/);
  assert.match(await text(page, ".legend"), /solid box[^]*dotted box/i);
});

addPage("a box that does not lie on the picture is not drawn, and that is said", {}, async (page) => {
  const whole = await report(service, readFileSync(sample("visible/label-compliant.jpg")));
  whole.asset.width += 1;
  await page.route(/v1\/check/, (route) => route.fulfill({ json: whole }));
  await check(page, [sample("visible/label-compliant.jpg")]);
  await page.waitForFunction(() => document.querySelector(".columns .note").textContent.includes("another size"));
  assert.equal(await page.locator(".box").count(), 0);
  assert.match(await text(page, ".areas"), /AI/);
});

/** The frames of the boxes in pixels of the picture. */
function boxesInPixels() {
  const picture = document.querySelector(".stage > img");
  const ground = picture.getBoundingClientRect();
  const scale = picture.naturalWidth / ground.width;
  return [...document.querySelectorAll(".stage .box")].map((one) => {
    const frame = one.getBoundingClientRect();
    const inner = [
      frame.x + one.clientLeft - ground.x,
      frame.y + one.clientTop - ground.y,
      one.clientWidth,
      one.clientHeight,
    ];
    return {
      box: inner.map((side) => side * scale),
      line: getComputedStyle(one).borderTopStyle,
      text: one.textContent,
    };
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
  assert.deepEqual(await page.locator(".notice > [lang]").allInnerTexts(), [
    expected.disposition.notice.zh,
    expected.disposition.notice.en,
  ]);
  assert.equal(await page.locator(".actions > li").count(), expected.disposition.actions.length);
  assert.match(said, /SynthID \(Google\).*cannot be read by anyone but the vendor/);
  assert.equal(await page.locator(".evidence > li").count(), expected.evidence.length);
  const link = page.locator("tbody a").first();
  await link.click();
  assert.equal(await page.evaluate(() => document.querySelector(":target > p > strong").textContent), "e1");
});

addPage("verdict and headline of samples are those of the plain report, in both languages", {}, async (page) => {
  const every = [
    ["visible", 1],
    ["thumbnail", 1],
    ["watermark", 2],
    ["plain", 2],
    ["c2pa", 3],
    ["generator", 3],
    ["aigc", 9],
  ];
  const files = every.flatMap(([name, step]) => pictures(sample(name)).filter((_, at) => at % step === 0));
  assert.ok(files.length > 90 && files.length <= 200, `${files.length}`);
  await check(page, files);
  for (const [lang, section] of [
    ["en", "Labels"],
    ["zh", "四层标识"],
  ]) {
    await speak(page, lang);
    const expected = plainHeads(files, lang, section);
    const shown = await page.locator(".card .verdict").evaluateAll((all) => all.map((one) => one.textContent.slice(1)));
    assert.equal(shown.length, files.length);
    shown.forEach((said, at) =>
      assert.ok(expected[at].startsWith(squeezed(said)), `${files[at]}: ${said} / ${expected[at]}`),
    );
  }
  const colours = await page
    .locator(".card .verdict")
    .evaluateAll((all) => all.map((one) => [getComputedStyle(one).color, getComputedStyle(one).backgroundColor]));
  for (const colour of colours.flat()) {
    const [red, green, blue] = colour.match(/\d+/g).map(Number);
    assert.ok(green <= Math.max(red, blue), `a verdict reassures in green: ${colour}`);
  }
});

const squeezed = (words) => words.replace(/\s/g, "");
const pictures = (at) =>
  readdirSync(at)
    .filter((name) => !name.endsWith(".toml"))
    .map((name) => join(at, name));

/** Verdict and headline of the plain report of each file, without spaces and brackets. */
function plainHeads(files, lang, section) {
  const options = ["check", "--role", "platform", "--lang", lang, "--color", "never", "--exit-zero"];
  const lines = execFileSync(PROGRAM, [...options, ...files], { encoding: "utf8", maxBuffer: 1 << 26 }).split("\n");
  return files.map((file) => {
    const begin = lines.findIndex((line) => line.startsWith(`${file}  (`));
    assert.notEqual(begin, -1, file);
    const head = lines.slice(
      begin + 1,
      lines.findIndex((line, at) => at > begin && line.trim() === section),
    );
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
