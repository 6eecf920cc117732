// The report of an audit in a real browser: on screens, on paper, in both languages, and with nothing but itself.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

import { AXE, PROGRAM, ROOT, add, browser, folder } from "./harness.mjs";

const PICTURES = [
  ["visible/label-compliant.jpg", "feed"],
  ["visible/height-below.jpg", "feed"],
  ["visible/among-other-text.png", "feed"],
  ["visible/turned-by-exif.jpg", "feed"],
  ["aigc/v01-xmp-element.png", "feed"],
  ["plain/camera-exif.jpg", "feed"],
  ["missing.jpg", "feed"],
  ["visible/label-and-metadata.png", "shop, with a name that is rather long for a column of a table"],
  ["c2pa/ai-created.jpg", "shop, with a name that is rather long for a column of a table"],
  ["plain/caption-comment.jpg", "shop, with a name that is rather long for a column of a table"],
];
// A4 without the margins of the page, in CSS pixels.
const PAPER = { width: 680, height: 986 };
const PHONE = { width: 360, height: 740 };
const DESKTOP = { width: 1280, height: 900 };

const audit = (...words) => {
  try {
    return execFileSync(PROGRAM, ["audit", ...words], { cwd: folder, encoding: "utf8", maxBuffer: 1 << 26 });
  } catch (error) {
    // 3: something fell short, which is wanted here.
    if (error.status !== 3) throw error;
    return error.stdout;
  }
};

/** Pages of one audit by language; made once, when the first check needs them. */
const pages = {};
function made(lang) {
  if (Object.keys(pages).length === 0) {
    const rows = PICTURES.map(([place, site], row) => `${"x".repeat(40)}${row},${place},"${site}",2026-0${1 + (row % 9)}-05`);
    writeFileSync(join(folder, "list.csv"), `id,path,site,seen\n${rows.join("\n")}\n`);
    audit("draw", "list.csv", "--strata", "site", "--size", "9", "--seed", "s", "-o", "sample.jsonl");
    audit("run", "sample.jsonl", "--base", join(ROOT, "samples"), "--as-of", "2026-11-23", "--progress", "never");
    for (const one of ["zh", "en"]) {
      pages[one] = join(folder, `report-${one}.html`);
      audit("report", "audit.sqlite", "-o", pages[one], "--lang", one, "--earlier", "audit.sqlite");
    }
  }
  return pages[lang];
}

/** A check of the report; whatever the page asks for, or the browser complains about, fails it. */
function addReport(name, lang, options, run) {
  add(name, async () => {
    const context = await browser.newContext({ viewport: DESKTOP, ...options });
    try {
      const page = await context.newPage();
      const address = pathToFileURL(made(lang)).href;
      const faults = [];
      page.on("request", (request) => {
        const url = request.url();
        if (url !== address && !url.startsWith("data:image/jpeg;base64,")) faults.push(`asked for ${url}`);
      });
      page.on("console", (message) => faults.push(`console: ${message.text()}`));
      await page.goto(address);
      await run(page);
      assert.deepEqual(faults, []);
    } finally {
      await context.close();
    }
  });
}

/** Elements that stick out of the page, or of what holds them, and text that is cut. */
const sticksOut = (page) =>
  page.evaluate(() => {
    const wide = document.documentElement.clientWidth + 1;
    return [...document.querySelectorAll("body *:not(svg *)")]
      .filter((one) => getComputedStyle(one).clipPath === "none" && one.closest(".rates thead") === null)
      .filter((one) => one.getBoundingClientRect().right > wide)
      .map((one) => `${one.tagName} ${one.className} ${one.textContent.slice(0, 40)}`)
      .slice(0, 5);
  });

for (const lang of ["zh", "en"]) {
  addReport(`audit report: it says what was audited: ${lang}`, lang, {}, async (page) => {
    assert.equal(await page.getAttribute("html", "lang"), lang === "zh" ? "zh-CN" : "en");
    const ids = await page.locator("main > section").evaluateAll((all) => all.map((one) => one.id));
    const expected = ["summary", "rates", "strata", "time", "trend", "open", "sensitivity", "across", "cases", "design"];
    assert.deepEqual(ids, expected);
    for (const link of await page.locator("nav a").all()) {
      assert.ok(await page.locator(await link.getAttribute("href")).isVisible());
    }
    assert.ok((await page.locator(".picture image").count()) > 2, "there are previews");
    assert.ok((await page.locator(".box-line").count()) > 2, "there are boxes");
    const untitled = await page.evaluate(
      () =>
        [...document.querySelectorAll("table")].filter((one) => one.caption === null).length +
        [...document.querySelectorAll("svg[role=img]")].filter((one) => one.querySelector("title") === null).length,
    );
    assert.equal(untitled, 0);
    if (lang === "zh") {
      const english = await page.evaluate(() =>
        [...document.querySelectorAll("h1, h2, h3, caption, thead th, dt, summary")]
          .map((one) => one.textContent)
          .filter((said) => !/[\u4e00-\u9fff]/.test(said) && !/^[x0-9 –%/]+$/.test(said)),
      );
      // Titles of cases are names of the list.
      assert.deepEqual(english, []);
    }
  });

  addReport(`audit report: boxes lie on the picture: ${lang}`, lang, {}, async (page) => {
    const outside = await page.evaluate(() =>
      [...document.querySelectorAll(".picture .box-line")].filter((one) => {
        const [, , width, height] = one.ownerSVGElement.getAttribute("viewBox").split(" ").map(Number);
        const area = one.getBBox();
        const slack = 0.05 * Math.max(width, height);
        return area.x < -slack || area.y < -slack || area.x + area.width > width + slack || area.y + area.height > height + slack;
      }).length,
    );
    assert.equal(outside, 0);
  });

  for (const colorScheme of ["light", "dark"]) {
    addReport(`audit report: axe finds nothing: ${lang}, ${colorScheme}`, lang, { colorScheme }, async (page) => {
      await page.locator("details").evaluateAll((all) => all.forEach((one) => (one.open = true)));
      await page.evaluate(readFileSync(AXE, "utf8"));
      const { violations, passes } = await page.evaluate(() =>
        axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"] }),
      );
      assert.ok(passes.length > 15, `${passes.length}`);
      const said = violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html.slice(0, 120)).join(" | ")}`);
      assert.deepEqual(said, []);
    });
  }

  for (const [name, viewport, media, spacing] of [
    ["a phone", PHONE, "screen", "normal"],
    // Fonts differ from machine to machine: this stands for a wide one.
    ["a phone with a wide font", PHONE, "screen", "0.08em"],
    ["a desktop", DESKTOP, "screen", "normal"],
    ["paper", PAPER, "print", "normal"],
  ]) {
    addReport(`audit report: nothing sticks out on ${name}: ${lang}`, lang, { viewport }, async (page) => {
      await page.emulateMedia({ media });
      await page.evaluate((spacing) => (document.body.style.letterSpacing = spacing), spacing);
      assert.deepEqual(await sticksOut(page), []);
      assert.equal(await page.evaluate(() => document.scrollingElement.scrollWidth), viewport.width);
    });
  }

  addReport(`audit report: paper shows what is folded on a screen: ${lang}`, lang, { viewport: PAPER }, async (page) => {
    const folded = page.locator("details:not([open]) table").first();
    assert.equal(await folded.isVisible(), false);
    await page.emulateMedia({ media: "print" });
    assert.equal(await folded.isVisible(), true);
    const pdf = await page.pdf({ preferCSSPageSize: true, printBackground: true });
    const sheets = pdf.toString("latin1").match(/\/Type\s*\/Page[^s]/g)?.length ?? 0;
    assert.ok(sheets >= 4, `${sheets} sheets`);
    if (process.env.SCREENSHOTS) writeFileSync(join(process.env.SCREENSHOTS, `audit-${lang}.pdf`), pdf);
  });

  if (process.env.SCREENSHOTS) {
    for (const [name, options] of [
      ["desktop", {}],
      ["dark", { colorScheme: "dark" }],
      ["phone", { viewport: PHONE }],
    ]) {
      addReport(`audit report: screenshot ${name} ${lang}`, lang, options, async (page) => {
        await page.screenshot({ path: join(process.env.SCREENSHOTS, `audit-${name}-${lang}.png`), fullPage: true });
      });
    }
  }
}
