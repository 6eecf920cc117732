// Languages, keyboard, screens, assistive technology.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

import { AXE, addPage, aigc, check, openAll, png, sample, settled, speak, text } from "./harness.mjs";

for (const [locale, tag, words] of [
  ["zh-CN", "zh-CN", "选择图片"],
  ["zh-TW", "zh-CN", "选择图片"],
  ["de-DE", "en", "Choose pictures"],
]) {
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
  const english = await page.evaluate(() =>
    [...document.querySelectorAll("h2, h4, h5, dt, thead th, label, option, summary")]
      .map((one) => one.textContent)
      .filter((said) => !/[\u4e00-\u9fff]/.test(said)),
  );
  assert.deepEqual(english, []);
  await page.reload();
  assert.equal(await page.getAttribute("html", "lang"), "zh-CN");
});

addPage("everything can be done with the keyboard", {}, async (page) => {
  const focused = () =>
    page.evaluate(
      () => document.activeElement.dataset.key ?? (document.activeElement.id || document.activeElement.textContent),
    );
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
  addPage(
    `a phone needs no sideways scrolling: ${locale}`,
    { locale, viewport: { width: 360, height: 740 } },
    async (page) => {
      const files = [
        "visible/label-and-metadata.png",
        "c2pa/ai-created.jpg",
        "watermark/sdxl.png",
        "thumbnail/preview-with-label.jpg",
      ].map(sample);
      const long = {
        name: `${"x".repeat(200)}.png`,
        mimeType: "image/png",
        buffer: png(64, [aigc(`{"Label":"1","ContentProducer":"${"y".repeat(300)}"}`)]),
      };
      await check(page, files);
      await check(page, [long]);
      await openAll(page);
      assert.equal(await page.locator(".card > details[open]").count(), 5);
      assert.equal(await page.evaluate(() => document.scrollingElement.scrollWidth), 360);
    },
  );
}

for (const colorScheme of ["light", "dark"]) {
  for (const locale of ["en-US", "zh-CN"]) {
    addPage(
      `axe finds nothing: ${locale}, ${colorScheme}`,
      { locale, colorScheme, reducedMotion: "reduce", expected: /status of 503/ },
      async (page) => {
        const files = [
          "visible/label-and-metadata.png",
          "visible/among-other-text.png",
          "c2pa/ai-created.jpg",
          "plain/nothing.tiff",
          "thumbnail/preview-with-label.jpg",
        ].map(sample);
        await accessible(page);
        await check(page, files);
        await openAll(page);
        await page.route(/v1\/check/, (route) =>
          route.fulfill({
            status: 503,
            contentType: "application/problem+json",
            body: `{"code":"busy","detail":"busy","detail_zh":"忙"}`,
          }),
        );
        await check(page, [sample("plain/nothing.png")]);
        await page.evaluate(() => {
          document.getElementById("token-form").hidden = false;
        });
        await accessible(page);
      },
    );
  }
}

async function accessible(page) {
  // The policy of the page lets no script in; this one comes through the debugger.
  await page.evaluate(readFileSync(AXE, "utf8"));
  const { violations, passes } = await page.evaluate(() =>
    axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"] }),
  );
  assert.ok(passes.length > 15, `${passes.length}`);
  assert.deepEqual(
    violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html.slice(0, 120)).join(" | ")}`),
    [],
  );
}
