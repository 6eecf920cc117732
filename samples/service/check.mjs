// Checks an upload with Yanbiao before it is stored. Needs Node.js 18 and nothing else.
//
//     node check.mjs photo.jpg [yes|no]

import { readFile } from "node:fs/promises";

const service = process.env.YANBIAO_URL ?? "http://127.0.0.1:8750";
const token = process.env.YANBIAO_TOKEN;

/** The report, or null when there is no verdict. */
export async function check(picture, declared = "", tries = 3) {
  const headers = { "Content-Type": "application/octet-stream", ...(token && { Authorization: `Bearer ${token}` }) };
  const query = new URLSearchParams({ role: "platform", declared });
  for (let left = tries - 1; left >= 0; left -= 1) {
    try {
      const signal = AbortSignal.timeout(40_000);
      const answer = await fetch(`${service}/v1/check?${query}`, { method: "POST", body: picture, headers, signal });
      if (answer.status === 200) return await answer.json();
      if (answer.status !== 503 || left === 0) return null;
      const seconds = Number(answer.headers.get("Retry-After") ?? 1);
      await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
    } catch {
      return null;
    }
  }
  return null;
}

const [file, declared] = process.argv.slice(2);
const report = await check(await readFile(file), declared);
if (report === null) {
  console.log("no verdict: this example holds the upload back");
  process.exit(3);
}
const { state, actions, notice } = report.disposition;
console.log(report.verdict.outcome, state, actions.join(","));
if (notice) console.log(notice.zh);
process.exit(report.verdict.exit_code);
