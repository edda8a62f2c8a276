// People who chat with Converse.js, each at a browser of their own.
import { deflateSync } from "node:zlib";

export const web = process.env.CHECK_WEB;
export const domain = process.env.CHECK_DOMAIN ?? "localhost";
export const pictures = process.env.CHECK_PICTURES ?? "artifacts/test/browser";
const timeout = Number(process.env.CHECK_TIMEOUT ?? 120) * 1000;
export const passwordOf = (local) => `pw-${local}`;
/** What a console called an error, what a policy forbade, and whoever else was asked. */
export const faults = [];

/** Whom the page may ask: where it came from, and where files are. */
const ours = new Set([new URL(web).hostname, domain, `upload.${domain}`]);

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
export function redSquare() {
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
export class Person {
  constructor(browser, local, origin = web) {
    this.browser = browser;
    this.local = local;
    this.origin = origin;
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
    await this.page.goto(`${this.origin}/chat`);
    await this.fillIn(password);
    return this;
  }

  /** Follows an invitation, makes the account, and goes on to chat. */
  async accept(link, password = passwordOf(this.local)) {
    await this.page.goto(link);
    await this.page.fill("#username", this.local);
    await this.page.fill("#password", password);
    await this.page.fill("#repeated", password);
    await this.page.click("button[type=submit]");
    await this.page.getByRole("link", { name: "Chat in this browser" }).click();
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
    const entry = this.box(other.jid).locator("textarea.chat-textarea");
    for (let tries = 1; ; tries++) {
      await this.contact(other).click();
      try {
        return await entry.waitFor({ timeout: timeout / 8 });
      } catch (error) {
        if (tries === 6) throw error; // a list that is just drawn anew loses a click, and a person clicks again
      }
    }
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
