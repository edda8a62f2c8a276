// The administration page, in Chromium, as an operator uses it: every view, and what can be done there. What the console
// calls an error, and what the page's policy forbids, fails the check in which it happens. Words choose checks by title.
import { mkdirSync } from "node:fs";
import { checks, desk, expect, faults, launch, leave, picture, sit } from "./operator/desk.mjs";
import "./operator/views.mjs";
import "./operator/people.mjs";
import "./operator/lists.mjs";
import "./operator/factor.mjs";
import "./operator/access.mjs";
import "./operator/end.mjs";

mkdirSync(process.env.CHECK_PICTURES ?? "artifacts/test/browser", { recursive: true });
await launch();
const words = process.argv.slice(2);
let failed = 0;
for (const { title, run, expected, stranger } of checks) {
  if (words.length > 0 && !words.some((word) => title.includes(word))) continue;
  const from = Date.now();
  try {
    if (!stranger) await sit();
    faults.length = 0;
    await run();
    const real = faults.filter((fault) => !expected?.test(fault));
    expect(real.length === 0, real.join("; "));
    console.log(`ok admin-page: ${title}`);
  } catch (error) {
    failed++;
    console.log(`FAIL admin-page: ${title}: ${String(error.message).split("\n").slice(0, 3).join(" ")}`);
    await picture(`failed-${failed}`).catch(() => {});
    await desk.page?.reload().catch(() => {}); // no question is left open
  }
  console.error(`${((Date.now() - from) / 1000).toFixed(1)} s: ${title}`);
}
await leave();
process.exitCode = failed > 0 ? 1 : 0;
