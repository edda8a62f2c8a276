// Logging in, each view, and the acts that need nobody else.
import { readFileSync } from "node:fs";
import { X509Certificate } from "node:crypto";
import { dirname } from "node:path";
import {
  admin, api, check, confirm, desk, dialog, domain, expect, isIn, logIn, open, picture, press, refused, row, says, view, web,
} from "./desk.mjs";
import { beginWatching } from "./watch.mjs";

check("a wrong password is refused in words", async () => {
  desk.page ??= await open();
  await logIn(desk.page, admin, "wrong");
  await says("wrong");
  await picture("01-refused");
}, { expected: /status of 401/, stranger: true });

check("the overview shows numbers and graphs", async () => {
  desk.page ??= await open();
  await logIn(desk.page);
  await isIn(desk.page);
  await desk.page.locator(".tiles dd").first().waitFor();
  await desk.page.locator("figure svg polyline").first().waitFor({ state: "attached" }); // a line of zeros has no height
  expect((await desk.page.locator(".tiles div").count()) >= 6, "too few numbers");
  await picture("02-overview");
  await beginWatching();
}, { expected: /status of 401/, stranger: true }); // who is not logged in yet asks who he is

check("an account is made, disabled, gets a password and a role, and is deleted", async () => {
  const { page } = desk;
  const jid = `page-made@${domain}`;
  await view("Accounts");
  await press(page, "New account");
  await confirm("Create", { Address: jid, Password: "a secret" });
  await says(`${jid} is there`);
  await page.getByLabel("Search").fill("page-made");
  await row(jid).waitFor();
  await press(row(jid), "Disable");
  await press(dialog(), "Cancel");
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
  await refused("nothing was deleted");
  await row(jid).waitFor();
  await press(row(jid), "Delete");
  await confirm("Delete", { confirm: jid });
  await says("is deleted");
  await press(dialog(), "Close");
  await page.getByText("No account.").waitFor();
  await page.getByLabel("Search").fill("");
  await row(admin).waitFor();
  await picture("04-accounts");
});

check("an account that exists is a conflict, said in words, and nothing is typed twice", async () => {
  await view("Accounts");
  await press(desk.page, "New account");
  await confirm("Create", { Address: `${admin}@${domain}`, Password: "a secret" });
  await dialog().getByRole("alert").filter({ hasText: "exists already" }).waitFor();
  expect((await dialog().getByLabel("Password").inputValue()) === "a secret", "the form was emptied");
  await refused("exists already");
}, { expected: /status of 409/ });

for (const [name, caption] of [
  ["Sessions", "Sessions"], ["Rooms", "Rooms, hidden ones too"], ["Invitations", "Invitations"], ["Uploads", "Uploads"],
  ["Federation", "Links with other servers"], ["Reports", "What users have reported"], ["Certificates", "Certificates"],
  ["Audit", "What administrators did, the newest first"],
]) {
  check(`the view ${name.toLowerCase()} is there`, async () => {
    await view(name);
    await desk.page.locator("caption", { hasText: caption }).waitFor();
    await desk.page.locator("tbody tr").first().waitFor();
    await picture(`view-${name.toLowerCase()}`);
  });
}

check("a domain is blocked and unblocked; what is no domain is refused in words", async () => {
  await view("Federation");
  await press(desk.page, "Block a domain");
  await confirm("Block", { Domain: "spam.example" });
  await says("spam.example is blocked");
  await press(row("spam.example"), "Unblock");
  await says("talked to again");
  await press(desk.page, "Block a domain");
  await confirm("Block", { Domain: "no domain" });
  await refused(/./);
}, { expected: /status of 422/ });

check("links with other servers are shown with their state", async () => {
  // Nobody federates here (the suite "federation" does): the page gets an answer of that API made up for it.
  const links = [
    { direction: "out", local: domain, remote: "montague.example", state: "open", method: "external", tls: "TLS 1.3", queue: 0, lastError: null },
    { direction: "out", local: domain, remote: "away.example", state: "waiting", method: null, tls: null, queue: 7, lastError: "nobody listens" },
  ];
  await desk.page.route("**/api/v1/federation/links*", (route) => route.fulfill({ json: { items: links, next: null } }));
  await view("Overview");
  await view("Federation");
  await row("montague.example").getByText("TLS 1.3").waitFor();
  await row("away.example").getByText("nobody listens").waitFor();
  await row("away.example").getByText("7", { exact: true }).waitFor();
  await desk.page.unroute("**/api/v1/federation/links*");
  await press(desk.page, "Refresh");
  await desk.page.getByText("No link is open.").waitFor();
});

check("certificates are shown with the days that they have left", async () => {
  const pem = readFileSync(`${dirname(process.env.CHECK_CA)}/${domain}.pem`);
  const days = Math.floor((new Date(new X509Certificate(pem).validTo) - Date.now()) / 86_400_000);
  await view("Certificates");
  const shown = Number(await row(domain).locator("[data-title='Days left']").innerText());
  expect(Math.abs(shown - days) <= 1, `${shown} days, and the certificate has ${days}`);
  await view("Overview");
  await desk.page.locator(".tiles").getByText(/^-?\d+ days left$/).waitFor();
});

check("the certificates and the configuration are read again", async () => {
  await view("Certificates");
  await press(desk.page, "Read certificates again");
  await says("certificates were read again");
  await press(desk.page, "Read server.toml again");
  await says("configuration was read again");
  await press(dialog(), "Close");
  await press(desk.page, "Show the configuration");
  const shown = await dialog().locator("textarea").inputValue();
  expect(shown.includes("[listeners]"), "no configuration");
  await press(dialog(), "Close");
});

check("a token is made, works, and is revoked", async () => {
  await view("Access");
  await press(desk.page, "New token");
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

check("what was done is in the audit log, with who did it", async () => {
  await api("PUT", "/motd", { host: domain, text: "audited" });
  await api("DELETE", `/motd?host=${domain}`);
  await view("Audit");
  await row("motd").getByText(`${admin}@${domain}`).first().waitFor();
});
