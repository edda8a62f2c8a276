// An overview that is left open while others come and go.
import { desk, open, Person, web } from "./desk.mjs";

const graphOf = (page) => page.evaluate(() => {
  const svg = document.querySelector("figure svg[aria-label^='Sessions']");
  return svg && { label: svg.getAttribute("aria-label"), points: svg.querySelector("polyline")?.getAttribute("points") };
});

/** Another window at the overview, and somebody who comes online after it was drawn. */
export async function beginWatching() {
  const page = await open({ storageState: await desk.page.context().storageState() }); // a tab in the background would sleep
  await page.goto(`${web}/admin`);
  await page.locator("figure svg polyline").first().waitFor({ state: "attached" });
  desk.watched = { page, before: await graphOf(page), person: await Person.online("page-watched") };
}
