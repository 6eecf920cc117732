// The page for people in a real browser.
//
// In: the program named by YANBIAO (target/debug/yanbiao if not said), Chromium (CHROMIUM, or /usr/bin/chromium), and
// playwright-core and axe-core in target/page/node_modules. Out: a line for each check, and the exit code.
// SCREENSHOTS=FOLDER keeps pictures of the page. ONLY=WORD runs the checks with that word in their names.
//
//     tests/page/run        installs what is needed into target/page and runs this

import assert from "node:assert/strict";
import { join } from "node:path";

import { addPage, browser, check, checks, sample, service } from "./harness.mjs";
import "./shown.mjs";
import "./use.mjs";
import "./people.mjs";
import "./problems.mjs";
import "./hostile.mjs";
import "./audit.mjs";

const CHECKS_MIN = 62;

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
