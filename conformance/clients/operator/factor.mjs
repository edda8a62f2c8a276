// The second factor of an administrator: set up, used, missing, taken away by himself and by another.
import { createHmac } from "node:crypto";
import {
  account, api, check, confirm, desk, dialog, domain, expect, isIn, logIn, open, picture, press, refused, removed, row, says, view,
} from "./desk.mjs";

const second = "page-second";

/** RFC 6238: the code of the step that is so many after this one. */
function codeOf(secret, after = 0) {
  const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  const bits = [...secret].map((letter) => letters.indexOf(letter).toString(2).padStart(5, "0")).join("");
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + after));
  const mac = createHmac("sha1", key).update(counter).digest();
  return String((mac.readUInt32BE(mac[19] & 15) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

/** In a browser of his own, at the view where a second factor is. */
async function begin() {
  await account(second);
  await api("PUT", `/accounts/${second}%40${domain}/role`, { role: "admin", everywhere: true });
  const page = await open();
  await logIn(page, second);
  await isIn(page);
  await view("Access", page);
  return page;
}

async function setUp(page) {
  await press(page, "Set up");
  const secret = await dialog(page).locator("code").innerText();
  await confirm("Confirm", { "One-time code": codeOf(secret) }, page);
  await says("needs a code", page);
  const recovery = (await dialog(page).locator("textarea").inputValue()).split("\n");
  await press(dialog(page), "Close");
  return { secret, recovery };
}

async function logOut(page) {
  await press(page, "Log out");
  await page.getByRole("button", { name: "Log in" }).waitFor();
}

check("a second factor is set up, asked for at login, and removed", async () => {
  const page = await begin();
  await press(page, "Set up");
  const image = dialog(page).getByRole("img", { name: "QR code of the secret" });
  await image.waitFor();
  expect(await image.evaluate((node) => node.decode().then(() => node.naturalWidth > 0)), "the QR code is no picture");
  const qr = decodeURIComponent(await image.getAttribute("src"));
  const secret = await dialog(page).locator("code").innerText();
  expect(/^[A-Z2-7]{32}$/.test(secret), `the secret is ${secret}`);
  expect(qr.includes(`secret=${secret}`) && qr.includes("otpauth://totp/"), "the QR code is named by another address");
  await picture("20-second-factor", page);
  await confirm("Confirm", { "One-time code": "000000" }, page);
  await dialog(page).getByRole("alert").filter({ hasText: "code is wrong" }).waitFor();
  await confirm("Confirm", { "One-time code": codeOf(secret) }, page);
  await says("needs a code", page);
  const recovery = (await dialog(page).locator("textarea").inputValue()).split("\n");
  expect(recovery.length === 10, `${recovery.length} recovery codes`);
  await press(dialog(page), "Close");
  await page.getByRole("button", { name: "Remove", exact: true }).waitFor();

  await logOut(page);
  await logIn(page, second);
  await says("one-time code", page);
  const code = page.getByLabel("One-time code");
  await code.fill("000000");
  await press(page, "Log in");
  await says("wrong", page);
  await picture("21-code", page);
  // The code of this step was used above (RFC 6238 §5.2: each once); that of the next is good already.
  await code.fill(codeOf(secret, 1));
  await press(page, "Log in");
  await isIn(page);

  await logOut(page);
  await logIn(page, second);
  await says("one-time code", page);
  await code.fill(recovery[0]);
  await press(page, "Log in");
  await isIn(page);

  await view("Access", page);
  await press(page, "Remove");
  await confirm("Remove", { "One-time code": recovery[0] }, page); // it was one use
  await refused("code is wrong", page);
  await press(page, "Remove");
  await confirm("Remove", { "One-time code": recovery[1] }, page);
  await says("password is enough", page);
  await page.getByRole("button", { name: "Set up" }).waitFor();
  await logOut(page);
  await logIn(page, second);
  await isIn(page);
  await page.context().close();
}, { expected: /status of (401|422)/ });

check("who has lost his second factor gets it removed by another administrator", async () => {
  const page = await begin();
  await setUp(page);
  await logOut(page);
  await view("Accounts");
  await desk.page.getByLabel("Search").fill(second);
  await press(row(second), "Details");
  await press(dialog(), "Remove the second factor");
  await confirm("Remove");
  await says("logs in with the password alone");
  await logIn(page, second);
  await isIn(page);
  await page.context().close();
  await removed(second);
}, { expected: /status of 401/ });
