// What has changed meanwhile, and the way out.
import { check, desk, expect, press, view, web } from "./desk.mjs";
import { beginWatching } from "./watch.mjs";

check("the graphs of an overview that is left open move by themselves", async () => {
  if (!desk.watched) await beginWatching();
  const { page, before, person } = desk.watched;
  await page.waitForFunction((before) => {
    const svg = document.querySelector("figure svg[aria-label^='Sessions']");
    return /now [1-9]/.test(svg.getAttribute("aria-label")) && svg.querySelector("polyline").getAttribute("points") !== before.points;
  }, before);
  // Sessions of others may end meanwhile: the number is that of the API at the same moment.
  await page.waitForFunction(async () => {
    const answer = await fetch("/api/v1/statistics", { headers: { "X-Xmppserver": "check" } });
    const sessions = (await answer.json()).hosts.reduce((total, host) => total + host.sessions, 0);
    const tile = [...document.querySelectorAll(".tiles div")].find((one) => one.firstChild.textContent === "Sessions");
    return sessions >= 1 && Number(tile.lastChild.textContent) === sessions;
  }, undefined, { polling: 1000 });
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
