// What the checks of the page stand on: the program under test, a browser, pictures made in memory, and the list of
// checks, to which the other files add.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { crc32, deflateSync } from "node:zlib";

export const ROOT = new URL("../../", import.meta.url).pathname;
export const PROGRAM = process.env.YANBIAO ?? join(ROOT, "target/debug/yanbiao");
const require = createRequire(join(ROOT, "target/page/package.json"));
export const AXE = require.resolve("axe-core/axe.min.js");

const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Starts the service at a free port and waits until it listens. */
export async function serve(...options) {
  const child = spawn(PROGRAM, ["serve", "--listen", "127.0.0.1:0", "--no-log", ...options]);
  let said = "";
  const address = await new Promise((found, failed) => {
    child.on("error", failed);
    child.on("exit", (code) => failed(new Error(`the service ended with ${code}: ${said}`)));
    child.stderr.on("data", (part) => {
      said += part;
      const match = /http:\/\/127\.0\.0\.1:\d+(?=\/)/.exec(said);
      if (match !== null) found(match[0]);
    });
  });
  return { address, stop: () => child.kill("SIGKILL") };
}

/** A browser with an empty profile of its own. */
async function browse() {
  const { chromium } = require("playwright-core");
  const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
  return chromium.launch({ executablePath, headless: true, args: FLAGS });
}

/**
 * Opens the page and watches it: whatever it asks of anybody but the service, and whatever the browser complains
 * about, is kept in `faults`. Lines of the console that a check provokes are told by `expected`.
 */
export async function open(browser, service, { expected = /^$/, before = async () => {}, ...options } = {}) {
  const context = await browser.newContext({
    locale: "en-US",
    viewport: { width: 1280, height: 900 },
    ...options,
  });
  context.setDefaultTimeout(20_000);
  const page = await context.newPage();
  const faults = [];
  page.on("request", (request) => {
    const url = request.url();
    if (!url.startsWith(`${service.address}/`) && !url.startsWith(`blob:${service.address}/`))
      faults.push(`asked for ${url}`);
  });
  page.on("console", (message) => {
    const isComplaint = ["error", "warning"].includes(message.type()) && !expected.test(message.text());
    if (isComplaint) faults.push(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => faults.push(`error: ${error.stack}`));
  page.on("dialog", (dialog) => {
    faults.push(`dialog: ${dialog.message()}`);
    return dialog.dismiss();
  });
  await page.addInitScript(() => {
    globalThis.violations = [];
    addEventListener("securitypolicyviolation", (event) => globalThis.violations.push(event.violatedDirective));
  });
  await before(page);
  await page.goto(`${service.address}/`);
  return { page, faults, context };
}

/** Closes a page; it must have been quiet to the end. */
export async function close({ page, faults, context }) {
  const violations = await page.evaluate(() => globalThis.violations);
  await context.close();
  assert.deepEqual([...faults, ...violations.map((one) => `policy: ${one}`)], []);
}

/** Chooses files and waits until every one of them is settled. */
export async function check(page, files) {
  const before = await page.locator(".card").count();
  await page.setInputFiles("#files", files);
  await settled(page, before + files.length);
}

/** Waits until so many pictures are there and none is on its way. */
export async function settled(page, cards) {
  await page.waitForFunction(
    (wanted) =>
      document.querySelectorAll(".card").length === wanted && document.querySelector(".card progress") === null,
    cards,
    { timeout: 120_000 },
  );
}

/** The report of the service itself, asked without the page. */
export async function report(service, bytes, query = "") {
  const answer = await fetch(`${service.address}/v1/check${query}`, { method: "POST", body: bytes });
  assert.equal(answer.status, 200);
  return answer.json();
}

/** A folder that goes away with the process. */
function scratch() {
  const folder = mkdtempSync(join(tmpdir(), "yanbiao-page-"));
  process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A gray picture of so many pixels, with these chunks before its pixels. */
export function png(size, chunks = []) {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(size, 0);
  header.writeUInt32BE(size, 4);
  header[8] = 8;
  const rows = Buffer.alloc((size + 1) * size, 128).map((byte, at) => (at % (size + 1) === 0 ? 0 : byte));
  const all = [["IHDR", header], ...chunks, ["IDAT", deflateSync(rows)], ["IEND", Buffer.alloc(0)]];
  return Buffer.concat([Buffer.from("\x89PNG\r\n\x1a\n", "latin1"), ...all.map(([name, data]) => chunk(name, data))]);
}

function chunk(name, data) {
  const body = Buffer.concat([Buffer.from(name, "latin1"), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}

/** A chunk with an XMP packet that holds this text as its AIGC label. */
export function aigc(text) {
  const escaped = text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/"/g, "&quot;");
  const packet =
    `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">` +
    `<rdf:Description rdf:about="" xmlns:TC260="http://www.tc260.org.cn/ns/AIGC/1.0/"><TC260:AIGC>${escaped}</TC260:AIGC>` +
    `</rdf:Description></rdf:RDF></x:xmpmeta>`;
  return ["iTXt", Buffer.concat([Buffer.from("XML:com.adobe.xmp\0\0\0\0\0", "latin1"), Buffer.from(packet)])];
}

// ---- the list of checks

export const folder = scratch();
export const browser = await browse();
export const service = await serve();
export const checks = [];
export const sample = (name) => join(ROOT, "samples", name);
export const text = (page, selector) => page.locator(selector).first().innerText();
export const button = (page, name) => page.getByRole("button", { name });
export const speak = (page, lang) => page.locator(`[data-lang=${lang}]`).click();

export function add(name, run) {
  checks.push({ name, run });
}

/** A check on a page of its own that must stay quiet. */
export function addPage(name, options, run) {
  add(name, () => visit(service, options, run));
}

/** A check of a service that is set up in a way of its own. */
export function addProblem(name, options, { run, expected }) {
  add(name, async () => {
    const other = await serve(...options);
    try {
      await visit(other, { expected }, run);
    } finally {
      other.stop();
    }
  });
}

async function visit(at, options, run) {
  const opened = await open(browser, at, options);
  try {
    await run(opened.page, opened, at);
    await close(opened);
  } finally {
    await opened.context.close();
  }
}

/** Opens whatever can be opened. */
export async function openAll(page) {
  const closed = page.locator(".card > details:not([open]) > summary");
  while ((await closed.count()) > 0) await closed.first().click();
  await page.waitForFunction(
    () => document.querySelectorAll(".card > details").length === document.querySelectorAll(".body").length,
  );
  await page.evaluate(() =>
    document.querySelectorAll(".fold").forEach((fold) => {
      fold.open = true;
    }),
  );
}
