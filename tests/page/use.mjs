// Ways in, several pictures, files out.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

import { addPage, button, check, png, sample, settled, speak, text } from "./harness.mjs";

addPage("pictures can be dropped and pasted", {}, async (page) => {
  const photo = [...readFileSync(sample("visible/label-compliant.jpg"))];
  const give = ([type, where, bytes]) => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([new Uint8Array(bytes)], "photo.jpg", { type: "image/jpeg" }));
    const kind = type === "paste" ? ClipboardEvent : DragEvent;
    document.body.dispatchEvent(new kind(type, { [where]: transfer, bubbles: true, cancelable: true }));
  };
  await page.evaluate(give, ["drop", "dataTransfer", photo]);
  await settled(page, 1);
  await page.evaluate(give, ["paste", "clipboardData", photo]);
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

addPage("no more pictures are taken than the page can hold, and that is said", {}, async (page) => {
  await page.route(/v1\/check/, () => {});
  const one = { mimeType: "image/png", buffer: png(8) };
  await page.setInputFiles(
    "#files",
    Array.from({ length: 203 }, (_, at) => ({ name: `${at}.png`, ...one })),
  );
  assert.equal(await page.locator(".card").count(), 200);
  assert.equal(await text(page, "#left-out"), "200 pictures at a time; 3 were left out");
  assert.equal(await page.getByText("waiting", { exact: true }).count(), 198, "two at a time are sent");
});
