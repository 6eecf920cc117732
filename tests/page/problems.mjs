// Answers without a verdict.

import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";

import { addPage, addProblem, button, check, folder, report, sample, service, settled, text } from "./harness.mjs";

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
  await new Promise((sent) =>
    socket.write(`POST /v1/check HTTP/1.1\r\nHost: ${hostname}\r\nContent-Length: ${32 << 20}\r\n\r\nx`, sent),
  );
  await setTimeout(300);
  return socket;
}

for (const mebibytes of [2, 40]) {
  addProblem(`a file of ${mebibytes} MiB where one may be sent is told`, ["--max-body", "1"], {
    expected: /status of 413|ERR_CONNECTION|ERR_EMPTY/,
    run: async (page) => {
      await check(page, [large(mebibytes)]);
      assert.match(await text(page, ".card"), /No verdict[^]*(too large|takes 1 MiB at most)/);
    },
  });
}

addProblem("a file that is cut off because it is too large is told", ["--max-body", "1"], {
  expected: /ERR_CONNECTION/,
  run: async (page) => {
    await page.route(/v1\/check/, (route) => route.abort("connectionreset"));
    await check(page, [large(2)]);
    assert.match(await text(page, ".card"), /No verdict[^]*The file has 2 MiB; the service takes 1 MiB at most/);
    await check(page, [sample("plain/nothing.png")]);
    assert.match(await page.locator(".card").last().innerText(), /The service did not answer/);
  },
});

function large(mebibytes) {
  const file = join(folder, `large-${mebibytes}.png`);
  writeFileSync(file, Buffer.alloc(mebibytes << 20));
  return file;
}

addProblem("a token is asked for, used, kept for the tab and forgotten", ["--token-file", tokenFile()], {
  expected: /status of 401/,
  run: async (page, { context }, other) => {
    await page.setInputFiles("#files", [
      sample("plain/nothing.png"),
      sample("visible/label-compliant.jpg"),
      sample("iptc/ai-attribute.heic"),
    ]);
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
    const stored = await page.evaluate(() => [
      JSON.stringify(sessionStorage),
      JSON.stringify(localStorage),
      document.cookie,
    ]);
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
  ["a page of a proxy", () => ({ status: 200, contentType: "text/html", body: "<h1>welcome</h1>" })],
  ["another schema", (whole) => json({ ...whole, schema: "yanbiao/report/v9" })],
  ["a report without its parts", ({ schema, verdict }) => json({ schema, verdict })],
  ["a report with null for a layer", (whole) => json({ ...whole, labels: { ...whole.labels, c2pa: null } })],
  ["an error page", () => ({ status: 502, contentType: "text/html", body: "<h1>Bad gateway</h1>" })],
]) {
  const expected = /status of 502|TypeError/;
  addPage(`an answer that is no report is no verdict: ${name}`, { expected }, async (page) => {
    const whole = await report(service, readFileSync(sample("plain/nothing.png")));
    await page.route(/v1\/check/, (route) => route.fulfill(answer(whole)));
    await check(page, [sample("plain/nothing.png")]);
    assert.match(await text(page, ".card"), /No verdict/);
    assert.match(await page.locator(".verdict").getAttribute("class"), /tone-open/);
    assert.equal(await page.locator("details").count(), 0);
  });
}

const json = (value) => ({ status: 200, contentType: "application/json", body: JSON.stringify(value) });

addPage("a service that is gone is told", { expected: /ERR_FAILED|ERR_CONNECTION/ }, async (page) => {
  await page.route(/v1\//, (route) => route.abort());
  await check(page, [sample("plain/nothing.png")]);
  assert.match(await text(page, ".card"), /The service did not answer/);
});
