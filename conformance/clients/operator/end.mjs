// What has changed meanwhile, and the way out.
import { check, desk, expect, press, view, web } from "./desk.mjs";
import { beginWatching } from "./watch.mjs";

check("the graphs of an overview that is left open move by themselves", async () => {
  if (!desk.watched) await beginWatching();
  const { page, before, person } = desk.watched;
  await page.waitForFunction((before) => {
    const svg = document.querySelector("figure svg[aria-label^='Sessions']");
    return svg.getAttribute("aria-label") !== before.label && svg.querySelector("polyline").getAttribute("points") !== before.points;
  }, before);
  const tile = page.locator(".tiles div", { hasText: "Sessions" }).locator("dd");
  expect(Number(await tile.innerText()) >= 1, `the number of sessions is ${await tile.innerText()}`);
  await person.stop();
  await page.context().close();
});

check("who logs out is out", async () => {
  await view("Overview");
  await press(desk.page, "Log out");
  await desk.page.getByRole("button", { name: "Log in" }).waitFor();
  await desk.page.reload();
  await desk.page.getByRole("button", { name: "Log in" }).waitFor();
}, { expected: /status of 401/ });

check("nothing of it is for strangers", async () => {
  for (const path of ["/api/v1/accounts", "/api/v1/statistics", "/api/v1/openapi.json"])
    expect((await fetch(web + path)).status === 401, `${path} is open`);
}, { stranger: true });
