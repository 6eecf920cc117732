// Nothing that a picture says runs or becomes markup.

import assert from "node:assert/strict";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

import {
  ROOT,
  add,
  addPage,
  aigc,
  browser,
  check,
  close,
  open,
  openAll,
  png,
  report,
  sample,
  service,
  speak,
  text,
} from "./harness.mjs";

const HOSTILE = join(ROOT, "../shared/corpora/c2pa-hostile");
const MARKUP = `"'><img src=x onerror=alert(1)><script>alert(2)</script></script>`;
const BIDI = "\u202egnp.exe\u0007\u2066";

/** What must not be there: elements that only markup out of a report could have made. */
async function foreign(page) {
  return page.evaluate(() => {
    const own = (one) => one.matches('img[src^="blob:"], img[src="icon.svg"], script:is([src="words.js"], [src="show.js"], [src="page.js"])');
    const made = [
      ...document.querySelectorAll(
        "img, script, iframe, object, embed, svg, style, base, marquee, [onerror], [onload]",
      ),
    ].filter((one) => !own(one));
    return [...made.map((one) => one.outerHTML.slice(0, 80)), ...globalThis.violations];
  });
}

/** A report in which every text is hostile; with `ids`, every id, too. */
function poisoned(value, ids, key = "") {
  const kept = ["schema", "id", "evidence", "reasons"];
  const words = [
    "text",
    "name",
    "generator",
    "message",
    "remedy",
    "clause",
    "en",
    "zh",
    "carrier",
    "payload",
    "signer",
    "reason",
    "reason_zh",
    "scheme",
    "vendor",
    "codes",
    "value",
    "fields",
    "version",
    "rule_set",
    "issued",
  ];
  if (typeof value === "string")
    return !kept.includes(key) && (ids || words.includes(key)) ? `${value} ${MARKUP}` : value;
  if (Array.isArray(value)) return value.map((one) => poisoned(one, ids, key));
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [name, poisoned(one, ids || key === "value" || key === "fields", name)]),
  );
}

async function poisonedReports(ids) {
  const names = [
    "visible/label-and-metadata.png",
    "c2pa/ai-created.jpg",
    "watermark/sdxl.png",
    "thumbnail/preview-with-label.jpg",
    "visible/among-other-text.png",
  ];
  return Promise.all(names.map(async (name) => poisoned(await report(service, readFileSync(sample(name))), ids)));
}

for (const ids of [false, true]) {
  addPage(
    `a report full of markup is text${ids ? ", in its ids, too, and then looks undecided" : ""}`,
    {},
    async (page) => {
      for (const lang of ["en", "zh"]) {
        await speak(page, lang);
        for (const bad of await poisonedReports(ids)) {
          await page.route(/v1\/check/, (route) =>
            route.fulfill({ contentType: "application/json", body: JSON.stringify(bad) }),
          );
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
    },
  );
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
    picture("parameters.png", [
      [
        "tEXt",
        Buffer.from(
          `parameters\0${MARKUP}\nSteps: 20, Sampler: ${MARKUP}, CFG scale: 7, Seed: 1, Size: 64x64, Model: ${MARKUP}`,
        ),
      ],
    ]),
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

addPage(
  "a file name with control characters is spelled out where there is no report",
  { expected: /ERR_/ },
  async (page) => {
    await page.route(/v1\//, (route) => route.abort());
    await check(page, [{ name: `a${BIDI}.png`, mimeType: "image/png", buffer: png(64) }]);
    const all = await page.locator("body").evaluate((body) => body.outerHTML);
    assert.doesNotMatch(all, /[\u202a-\u202e\u2066-\u2069\u0007]/);
    assert.ok((await text(page, ".card h3")).includes("\\u{202e}"));
  },
);

addPage("the hostile pictures of the corpus run nothing", {}, async (page) => {
  if (!existsSync(HOSTILE)) return void console.log("   not run: there is no corpus");
  const files = readdirSync(HOSTILE, { recursive: true, withFileTypes: true })
    .filter((one) => one.isFile())
    .map((one) => join(one.parentPath ?? one.path, one.name));
  assert.ok(files.length >= 3);
  await check(page, files);
  await openAll(page);
  assert.deepEqual(await foreign(page), []);
  assert.equal(await page.locator(".card .headline").count(), files.length);
});

add("a page that made markup of texts would be found out", async () => {
  const careless = readFileSync(join(ROOT, "src/hook/page/show.js"), "utf8").replace(
    "made.append(...children",
    "for (const child of children.flat(Infinity)) if (typeof child === 'string') made.innerHTML += child;\n  made.append(...children",
  );
  assert.ok(careless.includes("innerHTML"));
  const before = (page) =>
    page.route(/show\.js/, (route) =>
      route.fulfill({
        contentType: "text/javascript",
        body: careless,
        headers: { "content-security-policy": "" },
      }),
    );
  const opened = await open(browser, service, { before, expected: /./ });
  const [bad] = await poisonedReports(false);
  await opened.page.route(/v1\/check/, (route) =>
    route.fulfill({ contentType: "application/json", body: JSON.stringify(bad) }),
  );
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
