// The administration page, in Chromium: every view, and what can be done there. What the console calls an error, and what
// the page's policy forbids, fails the check in which it happens.
import { mkdirSync } from "node:fs";
import { chromium } from "playwright-core";

const web = process.env.CHECK_WEB;
const domain = process.env.CHECK_DOMAIN ?? "localhost";
const pictures = process.env.CHECK_PICTURES ?? "artifacts/test/browser";
const timeout = Number(process.env.CHECK_TIMEOUT ?? 120) * 1000;
const admin = "page-admin";

const checks = [];
const check = (title, run, expected) => checks.push({ title, run, expected });
const faults = [];

function expect(condition, what) {
  if (!condition) throw new Error(what);
}

let browser, page;

async function open(options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 860 }, ...options });
  context.setDefaultTimeout(timeout);
  await context.addInitScript(() => {
    addEventListener("securitypolicyviolation", (e) => console.error(`policy: ${e.effectiveDirective} forbids ${e.blockedURI}`));
  });
  const opened = await context.newPage();
  opened.on("console", (message) => {
    if (message.type() === "error") faults.push(message.text().slice(0, 300));
  });
  opened.on("pageerror", (error) => faults.push(error.message));
  return opened;
}

async function logIn(on, password = `pw-${admin}`) {
  await on.goto(`${web}/admin`);
  await on.getByLabel("Address").fill(`${admin}@${domain}`);
  await on.getByLabel("Password").fill(password);
  await on.getByRole("button", { name: "Log in" }).click();
}

async function view(name) {
  await page.getByRole("link", { name, exact: true }).click();
  await page.getByRole("heading", { level: 1, name, exact: true }).waitFor();
}

const says = (text) => page.locator("#message", { hasText: text }).waitFor();
const row = (text) => page.locator("tbody tr", { hasText: text }).first();
const dialog = () => page.locator("dialog");
const press = (within, name) => within.getByRole("button", { name, exact: true }).click();
const picture = (name) => page.screenshot({ path: `${pictures}/admin-${name}.png`, fullPage: true });

async function confirm(verb, fields = {}) {
  for (const [label, value] of Object.entries(fields)) {
    const field = dialog().getByLabel(label);
    if ((await field.evaluate((node) => node.tagName)) === "SELECT") await field.selectOption(value);
    else await field.fill(value);
  }
  await press(dialog(), verb);
}

check("a wrong password is refused in words", async () => {
  page = await open();
  await logIn(page, "wrong");
  await says("wrong");
  await picture("01-refused");
}, /status of 401/);

check("the overview shows numbers and graphs", async () => {
  await logIn(page);
  await page.getByRole("heading", { level: 1, name: "Overview" }).waitFor();
  await page.locator(".tiles dd").first().waitFor();
  await page.locator("figure svg polyline").first().waitFor({ state: "attached" }); // a line of zeros has no height
  expect((await page.locator(".tiles div").count()) >= 6, "too few numbers");
  await picture("02-overview");
}, /status of 401/); // who is not logged in yet asks who he is

check("an account is made, disabled, gets a password and a role, and is deleted", async () => {
  const jid = `page-made@${domain}`;
  await view("Accounts");
  await press(page, "New account");
  await confirm("Create", { Address: jid, Password: "a secret" });
  await says(`${jid} is there`);
  await page.getByLabel("Search").fill("page-made");
  await row(jid).waitFor();
  await press(row(jid), "Disable");
  await confirm("Disable");
  await says("is disabled");
  await row("disabled").waitFor();
  await press(row(jid), "Enable");
  await says("may log in again");
  await press(row(jid), "Password");
  await confirm("Set", { Password: "another secret" });
  await says("password is set");
  await press(row(jid), "Role");
  await confirm("Give", { Role: "viewer" });
  await says("viewer");
  await row("viewer").waitFor();
  await press(row(jid), "Details");
  await dialog().getByText("Second factor", { exact: true }).waitFor();
  await picture("03-account");
  await press(dialog(), "Close");
  await press(row(jid), "Delete");
  await confirm("Delete", { confirm: "somebody else" });
  await says("nothing was deleted");
  await press(row(jid), "Delete");
  await confirm("Delete", { confirm: jid });
  await says("is deleted");
  await press(dialog(), "Close");
  await page.getByText("No account.").waitFor();
  await page.getByLabel("Search").fill("");
  await row(admin).waitFor();
  await picture("04-accounts");
});

check("an account that exists is a conflict, said in words", async () => {
  await press(page, "New account");
  await confirm("Create", { Address: `${admin}@${domain}`, Password: "a secret" });
  await says("exists already");
}, /status of 409/);

for (const [name, caption] of [
  ["Sessions", "Sessions"], ["Rooms", "Rooms, hidden ones too"], ["Invitations", "Invitations"], ["Uploads", "Uploads"],
  ["Federation", "Links with other servers"], ["Reports", "What users have reported"], ["Certificates", "Certificates"],
  ["Audit", "What administrators did, the newest first"],
]) {
  check(`the view ${name.toLowerCase()} is there`, async () => {
    await view(name);
    await page.locator("caption", { hasText: caption }).waitFor();
    await page.locator("tbody tr").first().waitFor();
    await picture(`view-${name.toLowerCase()}`);
  });
}

check("a domain is blocked and unblocked", async () => {
  await view("Federation");
  await press(page, "Block a domain");
  await confirm("Block", { Domain: "spam.example" });
  await says("spam.example is blocked");
  await press(row("spam.example"), "Unblock");
  await says("talked to again");
});

check("an invitation is made and revoked", async () => {
  await view("Invitations");
  await press(page, "New invitation");
  await confirm("Make");
  const link = await dialog().locator("textarea").inputValue();
  expect(link.includes("/invite/"), `no link: ${link}`);
  await press(dialog(), "Close");
  await press(page.locator("tbody tr").first(), "Revoke");
  await confirm("Revoke");
  await says("revoked");
});

check("a message of the day is set and removed", async () => {
  await view("Announcements");
  await page.getByLabel("Text").first().fill("Have a good day");
  await press(page, "Set");
  await says("is set");
  await picture("05-announcements");
  await press(page, "Remove");
  await says("no message of the day");
});

check("the certificates and the configuration are read again", async () => {
  await view("Certificates");
  await press(page, "Read certificates again");
  await says("certificates were read again");
  await press(page, "Read server.toml again");
  await says("configuration was read again");
  await press(dialog(), "Close");
  await press(page, "Show the configuration");
  const shown = await dialog().locator("textarea").inputValue();
  expect(shown.includes("[listeners]"), "no configuration");
  await press(dialog(), "Close");
});

check("a token is made, works, and is revoked", async () => {
  await view("Access");
  await press(page, "New token");
  await confirm("Make", { "What it is for": "the check", Role: "viewer" });
  const token = await dialog().locator("textarea").inputValue();
  const ask = () => fetch(`${web}/api/v1/statistics`, { headers: { Authorization: `Bearer ${token}` } });
  expect((await ask()).status === 200, "the token does not work");
  await press(dialog(), "Close");
  await row("the check").waitFor();
  await picture("06-access");
  await press(row("the check"), "Revoke");
  await confirm("Revoke");
  await says("revoked");
  expect((await ask()).status === 401, "a revoked token works");
});

check("it works on a phone", async () => {
  const large = page;
  page = await open({ viewport: { width: 390, height: 844 } });
  await logIn(page);
  await page.locator(".tiles dd").first().waitFor();
  await picture("07-phone-overview");
  await view("Accounts");
  await row(admin).waitFor();
  await picture("08-phone-accounts");
  const tooWide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
  expect(!tooWide, "the page is wider than the phone");
  await page.context().close();
  page = large;
}, /status of 401/);

check("who logs out is out", async () => {
  await press(page, "Log out");
  await page.getByRole("button", { name: "Log in" }).waitFor();
  await page.reload();
  await page.getByRole("button", { name: "Log in" }).waitFor();
}, /status of 401/);

check("nothing of it is for strangers", async () => {
  for (const path of ["/api/v1/accounts", "/api/v1/statistics", "/api/v1/openapi.json"])
    expect((await fetch(web + path)).status === 401, `${path} is open`);
});

mkdirSync(pictures, { recursive: true });
browser = await chromium.launch({
  executablePath: process.env.CHECK_CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"],
});
let failed = 0;
for (const { title, run, expected } of checks) {
  faults.length = 0;
  try {
    await run();
    const real = faults.filter((fault) => !expected?.test(fault));
    expect(real.length === 0, real.join("; "));
    console.log(`ok admin-page: ${title}`);
  } catch (error) {
    failed++;
    console.log(`FAIL admin-page: ${title}: ${String(error.message).split("\n").slice(0, 3).join(" ")}`);
    await page?.screenshot({ path: `${pictures}/admin-failed-${failed}.png` }).catch(() => {});
    await page?.keyboard.press("Escape").catch(() => {});
  }
}
await browser.close();
process.exitCode = failed > 0 ? 1 : 0;
