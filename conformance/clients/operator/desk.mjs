// An operator at the administration page, and the people whose clients he looks after.
import { client, xml } from "@xmpp/client";
import { chromium } from "playwright-core";
import WebSocket from "ws";

globalThis.WebSocket ??= WebSocket;

export const web = process.env.CHECK_WEB;
export const domain = process.env.CHECK_DOMAIN ?? "localhost";
export const admin = "page-admin";
export const passwordOf = (local) => `pw-${local}`;
const pictures = process.env.CHECK_PICTURES ?? "artifacts/test/browser";
const timeout = Number(process.env.CHECK_TIMEOUT ?? 60) * 1000;

/** What the checks share: the browser, and the page at which the operator sits. */
export const desk = { browser: null, page: null };
/** What the console called an error, and what the page's policy forbade. */
export const faults = [];

export const checks = [];
/** options.expected: faults that belong to it; options.stranger: nobody has to be logged in. */
export const check = (title, run, options = {}) => checks.push({ title, run, ...options });

export function expect(condition, what) {
  if (!condition) throw new Error(what);
}

export async function launch() {
  desk.browser = await chromium.launch({
    executablePath: process.env.CHECK_CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"],
  });
}

export async function open(options = {}) {
  const context = await desk.browser.newContext({ viewport: { width: 1280, height: 860 }, ...options });
  context.setDefaultTimeout(timeout);
  await context.addInitScript(() => {
    addEventListener("securitypolicyviolation", (e) => console.error(`policy: ${e.effectiveDirective} forbids ${e.blockedURI}`));
  });
  return watch(await context.newPage());
}

export function watch(page) {
  page.on("console", (message) => {
    if (message.type() === "error") faults.push(message.text().slice(0, 300));
  });
  page.on("pageerror", (error) => faults.push(error.message));
  return page;
}

export async function logIn(on, local = admin, password = passwordOf(local)) {
  await on.goto(`${web}/admin`);
  await on.getByLabel("Address").fill(`${local}@${domain}`);
  await on.getByLabel("Password").fill(password);
  await on.getByRole("button", { name: "Log in" }).click();
}

export const isIn = (on) => on.getByRole("heading", { level: 1, name: "Overview" }).waitFor();

/** Logged in as the administrator, whatever was before. */
export async function sit() {
  desk.page ??= await open();
  if (desk.page.url() !== "about:blank") {
    const out = desk.page.getByRole("button", { name: "Log out" });
    await out.or(desk.page.getByRole("button", { name: "Log in" })).waitFor();
    if (await out.isVisible()) return;
  }
  await logIn(desk.page);
  await isIn(desk.page);
}

export async function view(name, on = desk.page) {
  await on.getByRole("link", { name, exact: true }).click();
  await on.getByRole("heading", { level: 1, name, exact: true }).waitFor();
}

/** Waits for what the page says, and takes it: the same words may come again. */
export async function says(text, on = desk.page) {
  const message = on.locator("#message", { hasText: text });
  await message.waitFor();
  await message.evaluate((node) => { node.textContent = ""; });
}

export const row = (text, on = desk.page) => on.locator("tbody tr", { hasText: text }).first();
export const none = (text, on = desk.page) => on.locator("tbody tr", { hasText: text }).first().waitFor({ state: "detached" });
export const dialog = (on = desk.page) => on.locator("dialog");
export const press = (within, name) => within.getByRole("button", { name, exact: true }).click();
export const picture = async (name, on = desk.page) => on.screenshot({ path: `${pictures}/admin-${name}.png`, fullPage: true });

export async function fill(fields, on = desk.page) {
  for (const [label, value] of Object.entries(fields)) {
    const field = dialog(on).getByLabel(label);
    if ((await field.evaluate((node) => node.tagName)) === "SELECT") await field.selectOption(value);
    else await field.fill(value);
  }
}

/** Answers the question that is open. */
export async function confirm(verb, fields = {}, on = desk.page) {
  await fill(fields, on);
  await press(dialog(on), verb);
}

/** What goes wrong is said in the question, which stays open; then the person thinks better of it. */
export async function refused(words, on = desk.page) {
  await dialog(on).getByRole("alert").filter({ hasText: words }).waitFor();
  await press(dialog(on), "Cancel");
  await dialog(on).waitFor({ state: "detached" });
}

/** The API as the page asks it, for what a check needs beforehand. */
export async function api(method, path, body) {
  const answer = await desk.page.evaluate(async ([method, path, body]) => {
    const headers = { "X-Xmppserver": "check", "Content-Type": "application/json" };
    const response = await fetch(`/api/v1${path}`, { method, headers, body: body && JSON.stringify(body) });
    return { status: response.status, text: await response.text() };
  }, [method, path, body]);
  expect(answer.status < 300, `${method} ${path}: ${answer.status} ${answer.text}`);
  return answer.text === "" ? null : JSON.parse(answer.text);
}

/** Makes an account unless this suite has made it already. */
export async function account(local) {
  if (made.has(local)) return;
  await api("POST", "/accounts", { jid: `${local}@${domain}`, password: passwordOf(local) });
  made.add(local);
}

export async function removed(local) {
  await api("DELETE", `/accounts/${part(`${local}@${domain}`)}`);
  made.delete(local);
}

const made = new Set();
const part = encodeURIComponent;

export function within(promise, what) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} did not come in time`)), timeout);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

const people = [];

/** Somebody with a client (@xmpp/client, WebSocket): what arrives waits until a check asks for it. */
export class Person {
  static async online(local) {
    await account(local);
    return await new Person(local).start();
  }

  constructor(local) {
    this.bare = `${local}@${domain}`;
    this.arrived = [];
    this.waiting = [];
    this.it = client({
      service: `wss://localhost:${process.env.CHECK_WEB_TLS_PORT}/xmpp-websocket`, domain, username: local, password: passwordOf(local),
    });
    this.it.reconnect.stop();
    this.it.timeout = timeout;
    this.it.on("error", () => {});
    this.it.on("stanza", (stanza) => {
      this.arrived.push(stanza);
      this.look();
    });
    this.closed = new Promise((resolve) => this.it.on("disconnect", resolve));
    people.push(this);
  }

  async start() {
    this.jid = (await within(this.it.start(), "login")).toString();
    await this.it.send(xml("presence"));
    await this.next("own presence", (s) => s.is("presence") && s.attrs.from === this.jid);
    return this;
  }

  next(what, matches) {
    const found = new Promise((resolve) => this.waiting.push({ matches, resolve }));
    this.look();
    return within(found, what);
  }

  look() {
    this.waiting = this.waiting.filter(({ matches, resolve }) => {
      const at = this.arrived.findIndex(matches);
      if (at >= 0) resolve(this.arrived.splice(at, 1)[0]);
      return at < 0;
    });
  }

  ask(type, to, payload) {
    return this.it.iqCaller.request(xml("iq", { type, to }, payload), timeout);
  }

  /** Makes a room, or comes into it. */
  async join(room) {
    const muc = "http://jabber.org/protocol/muc";
    await this.it.send(xml("presence", { to: `${room}/${this.bare.split("@")[0]}` }, xml("x", muc)));
    const self = await this.next(`self-presence of ${room}`, (s) => s.is("presence") && s.attrs.from?.startsWith(`${room}/`)
      && s.getChild("x", `${muc}#user`)?.getChildren("status").some((status) => status.attrs.code === "110"));
    if (self.getChild("x", `${muc}#user`).getChildren("status").some((status) => status.attrs.code === "201"))
      await this.ask("set", room, xml("query", `${muc}#owner`, xml("x", { xmlns: "jabber:x:data", type: "submit" })));
  }

  /** Uploads a text, and gives its address. */
  async upload(name, text) {
    const size = String(Buffer.byteLength(text));
    const slot = (await this.ask("get", `upload.${domain}`, xml("request", { xmlns: "urn:xmpp:http:upload:0", filename: name, size, "content-type": "text/plain" })))
      .getChild("slot", "urn:xmpp:http:upload:0");
    const put = await fetch(slot.getChild("put").attrs.url, { method: "PUT", body: text, headers: { "Content-Type": "text/plain" } });
    expect(put.status === 201, `upload: ${put.status}`);
    return slot.getChild("get").attrs.url;
  }

  async stop() {
    await this.it.stop().catch(() => {});
  }
}

export async function leave() {
  await Promise.all(people.map((person) => person.stop()));
  await desk.browser.close();
}

export { xml };
