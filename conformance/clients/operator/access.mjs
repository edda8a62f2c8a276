// Who has only a keyboard, a small screen, or the page read to him.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { account, admin, api, check, confirm, desk, dialog, domain, expect, isIn, logIn, open, passwordOf, picture, press, removed, row, says, view, web } from "./desk.mjs";

const views = [
  "Overview", "Accounts", "Sessions", "Rooms", "Invitations", "Uploads", "Federation", "Reports", "Announcements", "Certificates", "Audit", "Access",
];
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** What is wrong for people who need help to read it, as axe finds it. */
async function read(what) {
  const page = desk.page;
  if (!(await page.evaluate(() => "axe" in globalThis))) await page.evaluate(axe);
  const found = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
  expect(found.violations.length === 0, found.violations
    .map((one) => `${what}: ${one.id} (${one.help}): ${one.nodes.slice(0, 3).map((node) => node.html.slice(0, 120)).join(" ")}`).join("; "));
}

const settled = () => desk.page.locator("main section tbody tr, main section .buttons button").first().waitFor();

check("every view is sound for those who have it read to them (axe)", async () => {
  for (const name of views) {
    await view(name);
    await settled();
    await read(name);
  }
  await view("Accounts");
  await press(desk.page, "New account");
  await read("a question");
  await press(dialog(), "Cancel");
  await desk.page.emulateMedia({ colorScheme: "dark" });
  for (const name of ["Overview", "Accounts"]) {
    await view(name);
    await settled();
    await read(`${name}, dark`);
  }
  await desk.page.emulateMedia({ colorScheme: null });
});

/** What has the focus: its name and whether one sees that it has it. */
async function focused(page) {
  const at = await page.evaluate(() => {
    const node = document.activeElement;
    const style = getComputedStyle(node);
    return {
      tag: node.tagName,
      name: (node.getAttribute("aria-label") ?? node.labels?.[0]?.textContent ?? node.textContent).trim(),
      isSeen: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
      row: node.closest("tr")?.firstChild.textContent,
    };
  });
  return at;
}

async function tabTo(page, name, key = "Tab") {
  const passed = [];
  for (let i = 0; i < 30; i++) {
    await page.keyboard.press(key);
    const at = await focused(page);
    expect(at.isSeen, `one does not see that ${at.tag} ${at.name} has the focus`);
    expect(at.name !== "", `${at.tag} has no name`);
    passed.push(at.name);
    if (at.name === name) return passed;
  }
  throw new Error(`${name} is not reached: ${passed.join(", ")}`);
}

async function isAt(page, name, what) {
  await page.waitForFunction((name) => (document.activeElement.getAttribute("aria-label") ?? document.activeElement.textContent) === name, name)
    .catch(async () => { throw new Error(`${what}: the focus is at ${(await focused(page)).name}, not at ${name}`); });
}

check("everything is done by keyboard alone, in an order that makes sense", async () => {
  await account("page-keys");
  const jid = `page-keys@${domain}`;
  const page = await open();
  await page.goto(`${web}/admin`);
  await page.getByLabel("Address").waitFor();
  expect((await focused(page)).name === "Address", "the login does not begin at the address");
  await page.keyboard.type(`${admin}@${domain}`);
  await tabTo(page, "Password");
  await page.keyboard.type(passwordOf(admin));
  await tabTo(page, "Log in");
  await page.keyboard.press("Enter");
  await isIn(page);
  await isAt(page, "Overview", "after the login");
  const back = await tabTo(page, "Overview", "Shift+Tab");
  expect(back.join() === [...views].reverse().join(), `the order of the menu is ${back}`);
  await tabTo(page, "Accounts");
  await page.keyboard.press("Enter");
  await page.locator("a[aria-current=page]").filter({ hasText: /^Accounts$/ }).waitFor(); // the menu says where one is
  await isAt(page, "Accounts", "after choosing a view");

  await tabTo(page, "Search");
  await page.keyboard.type("page-keys");
  await row(jid, page).waitFor();
  await page.waitForFunction(() => document.querySelectorAll("tbody tr").length === 1);
  const passed = await tabTo(page, "Details");
  expect(passed.join() === "New account,Details", `from the search it goes to ${passed}`);
  await page.keyboard.press("Enter");
  await dialog(page).waitFor();
  await page.keyboard.press("Escape");
  await isAt(page, "Details", "after a question that was left");
  await tabTo(page, "Disable");
  await page.keyboard.press("Enter");
  await isAt(page, "Cancel", "in a question"); // not at what cannot be undone
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await says("is disabled", page);
  await isAt(page, "Enable", "after the act");
  await page.keyboard.press("Enter");
  await says("may log in again", page);
  await isAt(page, "Disable", "after the act");
  expect((await focused(page)).row === jid, "the focus is in another row");
  await page.context().close();
  await removed("page-keys");
}, { expected: /status of 401/ });

for (const width of [390, 320]) {
  check(`it works on a phone, ${width} pixels wide`, async () => {
    const phone = await open({ viewport: { width, height: 760 }, hasTouch: true, isMobile: true });
    await logIn(phone);
    await phone.locator(".tiles dd").first().waitFor();
    for (const name of views) {
      await view(name, phone);
      await phone.locator("main section tbody tr, main section .buttons button").first().waitFor();
      const wide = await phone.evaluate(() => [document.documentElement.scrollWidth, innerWidth, document.querySelector("nav ul").scrollWidth]);
      expect(wide[0] <= width && wide[2] <= width, `${name} is ${wide} wide`);
      if (width > 320) await picture(`phone-${name.toLowerCase()}`, phone);
    }
    await view("Accounts", phone);
    await row(admin, phone).waitFor();
    await press(row(admin, phone), "Details");
    const box = await dialog(phone).boundingBox();
    expect(box.x >= 0 && box.x + box.width <= width, `the details are from ${box.x} to ${box.x + box.width}`);
    await press(dialog(phone), "Close");
    await press(phone, "New account");
    await confirm("Create", { Address: `page-phone-${width}@${domain}`, Password: "a secret" }, phone);
    await says("is there", phone);
    await phone.context().close();
    await api("DELETE", `/accounts/page-phone-${width}%40${domain}`);
  }, { expected: /status of 401/ });
}
