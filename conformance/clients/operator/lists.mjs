// Lists that are longer than a page, numbers that change, and what takes long.
import { account, admin, check, confirm, desk, dialog, domain, expect, Person, press, row, says, view } from "./desk.mjs";

const rows = () => desk.page.locator("tbody tr").count();
const more = () => desk.page.getByRole("button", { name: "More", exact: true });

check("accounts are paged, and an act on the second page leaves the operator there", async () => {
  const many = 53;
  const local = (i) => `paged-${String(i).padStart(2, "0")}`;
  await Promise.all(Array.from({ length: many }, (_, i) => account(local(i))));
  await view("Accounts");
  await desk.page.getByLabel("Search").fill("paged-");
  await desk.page.waitForFunction(() => [...document.querySelectorAll("tbody th")].every((one) => one.textContent.startsWith("paged-")));
  await more().waitFor();
  expect((await rows()) === 50, `the first page has ${await rows()} rows`);
  await more().click();
  await row(`${local(many - 1)}@`).waitFor();
  await more().waitFor({ state: "hidden" });
  expect((await rows()) === many, `both pages have ${await rows()} rows`);
  await press(row(`${local(51)}@`), "Disable");
  await confirm("Disable");
  await says("is disabled");
  await row(`${local(51)}@`).getByText("disabled", { exact: true }).waitFor();
  expect((await rows()) === many, "the second page is gone after the act");
});

check("rooms are paged", async () => {
  const many = 52;
  const host = await Person.online("page-user");
  const room = (i) => `paged-${String(i).padStart(2, "0")}@conference.${domain}`;
  await Promise.all(Array.from({ length: many }, (_, i) => host.join(room(i))));
  await view("Rooms");
  await desk.page.locator("tbody tr").first().waitFor();
  expect((await rows()) === 50, `the first page has ${await rows()} rows`);
  await more().click();
  await row(room(many - 1)).waitFor();
  expect((await rows()) >= many, `both pages have ${await rows()} rows`);
  await host.stop();
});

check("what takes long shows that it does, at the page and in a question", async () => {
  await view("Certificates");
  let release;
  const held = new Promise((resolve) => { release = resolve; });
  await desk.page.route("**/api/v1/certificates/reload", async (route) => {
    await held;
    await route.continue();
  });
  const bar = desk.page.locator("body > progress");
  await press(desk.page, "Read certificates again");
  await bar.waitFor({ state: "visible" });
  release();
  await says("were read again");
  await bar.waitFor({ state: "hidden" });

  await view("Federation");
  await press(desk.page, "Block a domain");
  let go;
  const waits = new Promise((resolve) => { go = resolve; });
  await desk.page.route("**/api/v1/federation/blocks", async (route) => {
    await waits;
    await route.continue();
  });
  await confirm("Block", { Domain: "slow.example" });
  await dialog().getByRole("progressbar").waitFor({ state: "visible" });
  expect(await dialog().getByRole("button", { name: "Block" }).isDisabled(), "it can be sent twice");
  await desk.page.keyboard.press("Escape"); // it is under way: not to be taken back
  go();
  await says("slow.example is blocked");
  await dialog().waitFor({ state: "detached" });
  await desk.page.unrouteAll({ behavior: "wait" });
  await press(row("slow.example"), "Unblock");
  await says("talked to again");
});

check("a server that cannot be reached is said in words", async () => {
  await view("Rooms");
  await desk.page.route("**/api/v1/sessions*", (route) => route.abort());
  await desk.page.getByRole("link", { name: "Sessions", exact: true }).click();
  await says("cannot be reached");
  await desk.page.unroute("**/api/v1/sessions*");
  await press(desk.page, "Refresh");
  await desk.page.locator("tbody tr").first().waitFor();
  await view("Accounts");
  await row(admin).waitFor();
}, { expected: /ERR_FAILED/ });
