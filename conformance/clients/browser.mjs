// Converse.js at /chat and the page of an invitation, in Chromium: two people meet, chat, share a room, come back.
// What the console calls an error, and what the page's policy forbids, fails the check in which it happens.
import { mkdirSync } from "node:fs";
import { deflateSync } from "node:zlib";
import { chromium } from "playwright-core";

const web = process.env.CHECK_WEB;
const invitation = process.env.CHECK_INVITATION;
const domain = process.env.CHECK_DOMAIN ?? "localhost";
const pictures = process.env.CHECK_PICTURES ?? "artifacts/test/browser";
const timeout = Number(process.env.CHECK_TIMEOUT ?? 120) * 1000;
const passwordOf = (local) => `pw-${local}`;

const checks = [];
const check = (title, run) => checks.push({ title, run });
const faults = [];

function expect(condition, what) {
  if (!condition) throw new Error(what);
}

/** The checksum of PNG, which the zlib of Debian 12's Node has not. */
function crc32(bytes) {
  let sum = ~0;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit++) sum = (sum >>> 1) ^ (sum & 1 ? 0xedb88320 : 0);
  }
  return ~sum >>> 0;
}

/** A PNG of 64 times 64 red pixels. */
function redSquare() {
  const chunk = (type, data) => {
    const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
    const length = Buffer.alloc(4);
    const sum = Buffer.alloc(4);
    length.writeUInt32BE(data.length);
    sum.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, sum]);
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(64, 0);
  head.writeUInt32BE(64, 4);
  head.set([8, 2], 8); // eight bits of red, green and blue
  const row = Buffer.concat([Buffer.from([0]), Buffer.alloc(64 * 3).map((_, i) => (i % 3 === 0 ? 200 : 30))]);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), chunk("IHDR", head),
    chunk("IDAT", deflateSync(Buffer.concat(Array(64).fill(row)))), chunk("IEND", Buffer.alloc(0)),
  ]);
}

/** One person at a browser of her own. */
class Person {
  constructor(browser, local) {
    this.browser = browser;
    this.local = local;
    this.jid = `${local}@${domain}`;
  }

  async open(options = {}) {
    this.context = await this.browser.newContext({ viewport: { width: 1200, height: 800 }, ...options });
    this.context.setDefaultTimeout(timeout);
    await this.context.addInitScript(() => {
      addEventListener("securitypolicyviolation", (e) =>
        console.error(`policy: ${e.effectiveDirective} forbids ${e.blockedURI} ${e.sourceFile ?? ""} ${e.sample}`));
    });
    this.page = await this.context.newPage();
    this.page.on("console", (message) => {
      if (message.type() === "error") faults.push(`${this.local}: ${message.text().slice(0, 300)} (${message.location().url})`);
    });
    this.page.on("pageerror", (error) => faults.push(`${this.local}: ${error.message}`));
    this.page.on("request", (request) => {
      const { protocol, hostname } = new URL(request.url());
      if (["http:", "https:"].includes(protocol) && !ours.has(hostname)) faults.push(`${this.local}: asks ${request.url()}`);
    });
    return this;
  }

  picture(name) {
    return this.page.screenshot({ path: `${pictures}/${name}.png` });
  }

  async logIn(password = passwordOf(this.local)) {
    await this.page.goto(`${web}/chat`);
    await this.fillIn(password);
    return this;
  }

  async fillIn(password) {
    await this.page.fill("#converse-login input[name=jid]", this.local);
    await this.page.fill("#converse-login input[name=password]", password);
    await this.page.click("#converse-login button[type=submit]");
    await this.page.waitForSelector("converse-roster .roster-contacts");
  }

  contact(other) {
    return this.page.locator(`converse-roster .open-chat[data-jid="${other.jid}"]`).first();
  }

  async openChat(other) {
    await this.contact(other).click();
    await this.box(other.jid).locator("textarea.chat-textarea").waitFor();
  }

  box(jid) {
    return this.page.locator(`converse-chat[jid="${jid}"], converse-muc[jid="${jid}"]`).first();
  }

  async say(jid, text) {
    await this.box(jid).locator("textarea.chat-textarea").fill(text);
    await this.box(jid).locator("textarea.chat-textarea").press("Enter");
    await this.sees(jid, text);
  }

  async sees(jid, text) {
    await this.box(jid).locator(".chat-msg__text", { hasText: text }).first().waitFor();
  }

  async join(room) {
    await this.page.locator("converse-rooms-list .dropdown-toggle").first().click();
    await this.page.click(".show-add-muc-modal");
    const form = this.page.locator("form.add-chatroom");
    await form.locator("input[name=chatroom]").fill(room);
    await form.locator("input[name=nickname]").fill(this.local);
    await form.locator("input[name=join]").click();
    await this.box(room).locator("textarea.chat-textarea").waitFor();
  }
}

/** Whom the page may ask: where it came from, and where files are. */
const ours = new Set([new URL(web).hostname, domain, `upload.${domain}`]);

let browser, anna, bert;

check("the login form knows the host", async () => {
  anna = await new Person(browser, "browser-a").open();
  await anna.page.goto(`${web}/chat`);
  await anna.page.waitForSelector("#converse-login input[name=jid]");
  const text = await anna.page.locator("#converse-login").innerText();
  const isRegistrationOffered = (await anna.page.locator("converse-register-link a").count()) > 0;
  await anna.picture("1-login");
  expect(text.includes(`@${domain}`) || (await anna.page.getAttribute("html", "data-locked")) === "false", `no @${domain} in: ${text}`);
  expect(!isRegistrationOffered, "registration is closed and offered");
});

check("a wrong password is refused in words", async () => {
  await anna.page.fill("#converse-login input[name=jid]", anna.local);
  await anna.page.fill("#converse-login input[name=password]", "wrong");
  await anna.page.click("#converse-login button[type=submit]");
  await anna.page.locator(".conn-feedback", { hasText: /wrong|incorrect|invalid|not authori[sz]ed/i }).waitFor();
  await anna.picture("2-refused");
});

check("two people log in", async () => {
  await anna.logIn();
  bert = await (await new Person(browser, "browser-b").open()).logIn();
});

check("a request for a subscription is answered, and each sees the other online", async () => {
  await anna.page.locator("converse-roster .dropdown-toggle").first().click();
  await anna.page.click("converse-roster .add-contact");
  const form = anna.page.locator("form.add-xmpp-contact");
  await form.locator("input[name=jid]").fill(bert.jid);
  await form.locator("button[type=submit], input[type=submit]").click();
  const request = bert.page.locator("li.requesting-xmpp-contact, .requesting-xmpp-contact").first();
  await request.waitFor();
  await bert.picture("3-request");
  await request.locator(".dropdown-toggle").click();
  await bert.page.click(".accept-xmpp-request");
  const accept = bert.page.locator("converse-accept-contact-request-modal button[type=submit], converse-accept-contact-request-modal input[type=submit]");
  await accept.click();
  for (const [one, other] of [[anna, bert], [bert, anna]]) {
    await one.page.locator(`converse-roster li.online .open-chat[data-jid="${other.jid}"]`).first().waitFor();
  }
});

check("they chat both ways", async () => {
  await anna.openChat(bert);
  await anna.say(bert.jid, "Wherefore art thou?");
  await bert.openChat(anna);
  await bert.sees(anna.jid, "Wherefore art thou?");
  await bert.say(anna.jid, "Call me but love");
  await anna.sees(bert.jid, "Call me but love");
  await anna.picture("4-chat");
});

check("a picture is sent and seen", async () => {
  await anna.openChat(bert);
  await anna.box(bert.jid).locator("input.fileupload").setInputFiles({ name: "red.png", mimeType: "image/png", buffer: redSquare() });
  await anna.box(bert.jid).locator("img.chat-image").first().waitFor();
  await bert.openChat(anna);
  const seen = bert.box(anna.jid).locator("img.chat-image").first();
  await seen.waitFor();
  // No certificate of ours is trusted here: as with a server that was just started, all of it is on this origin.
  const source = await seen.getAttribute("src");
  expect(source.startsWith(`${web}/upload/`), source);
  await bert.page.waitForFunction((picture) => picture.complete && picture.naturalWidth === 64, await seen.elementHandle());
  await bert.picture("5-picture");
});

check("they meet in a room", async () => {
  const room = `hall@conference.${domain}`;
  await anna.join(room);
  await bert.join(room);
  await anna.say(room, "Who is here?");
  await bert.sees(room, "Who is here?");
  await bert.say(room, "I am");
  await anna.sees(room, "I am");
  await anna.picture("5-room");
});

check("who comes back reads what came meanwhile", async () => {
  await anna.page.goto("about:blank");
  await bert.contact(anna).click();
  await bert.say(anna.jid, "While you were away");
  await anna.page.goto(`${web}/chat`);
  const roster = anna.page.locator("converse-roster .roster-contacts");
  const login = anna.page.locator("#converse-login input[name=jid]");
  await roster.or(login).first().waitFor();
  // Converse may log in by itself with what it has kept; then the form is there for a moment only.
  if (await login.isVisible()) await Promise.any([anna.fillIn(passwordOf(anna.local)), roster.first().waitFor()]);
  await anna.openChat(bert);
  await anna.sees(bert.jid, "While you were away");
  await anna.sees(bert.jid, "Call me but love");
  await anna.picture("6-back");
});

check("an invitation makes an account that chats", async () => {
  const carla = await new Person(browser, "carla").open({ javaScriptEnabled: false, viewport: { width: 390, height: 844 } });
  await carla.page.goto(invitation);
  expect((await carla.page.locator("h1").innerText()).length > 0, "no heading");
  await carla.picture("7-invitation");
  await carla.page.fill("#username", "Carla");
  await carla.page.fill("#password", "a secret");
  await carla.page.fill("#repeated", "another secret");
  await carla.page.click("button[type=submit]");
  await carla.page.getByRole("alert").waitFor();
  await carla.picture("8-invitation-mistake");
  await carla.page.fill("#password", "a secret");
  await carla.page.fill("#repeated", "a secret");
  await carla.page.click("button[type=submit]");
  await carla.page.getByText(`carla@${domain}`).waitFor();
  await carla.page.screenshot({ path: `${pictures}/9-account.png`, fullPage: true });
  await carla.context.close();

  const chatting = await (await new Person(browser, "carla").open({ viewport: { width: 390, height: 844 } })).logIn("a secret");
  await chatting.contact(anna).waitFor();
  await chatting.picture("10-phone");
  await chatting.openChat(anna);
  await chatting.say(anna.jid, "Hello from the invitation");
  await chatting.picture("11-phone-chat");
  await anna.page.locator(`converse-roster .open-chat[data-jid="carla@${domain}"]`).first().click();
  await anna.sees(chatting.jid, "Hello from the invitation");
  await chatting.context.close();

  const late = await new Person(browser, "late").open();
  const answer = await late.page.goto(invitation);
  expect(answer.status() === 404, `a used invitation answers ${answer.status()}`);
  await late.picture("12-used");
  await late.context.close();
});

mkdirSync(pictures, { recursive: true });
browser = await chromium.launch({
  executablePath: process.env.CHECK_CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"],
});
const expected = {
  "an invitation makes an account that chats": /status of (404|422)/,
};
const words = process.argv.slice(2);
let failed = 0;
for (const { title, run } of checks) {
  faults.length = 0;
  try {
    await run();
    const real = faults.filter((fault) => !expected[title]?.test(fault));
    expect(real.length === 0, real.join("; "));
    if (words.length === 0 || words.some((word) => title.includes(word))) console.log(`ok browser: ${title}`);
  } catch (error) {
    failed++;
    console.log(`FAIL browser: ${title}: ${String(error.message).split("\n").slice(0, 3).join(" ")}`);
    for (const [index, context] of browser.contexts().entries()) {
      for (const page of context.pages()) await page.screenshot({ path: `${pictures}/failed-${failed}-${index}.png` }).catch(() => {});
    }
  }
}
await browser.close();
process.exitCode = failed > 0 ? 1 : 0;
