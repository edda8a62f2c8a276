// @xmpp/client against a server: STARTTLS and direct TLS, roster, chat, reconnection.
import { client, xml } from "@xmpp/client";
import { component } from "@xmpp/component";

const domain = process.env.CHECK_DOMAIN ?? "localhost";
const starttls = `xmpp://127.0.0.1:${process.env.CHECK_PORT}`;
const directTls = `xmpps://localhost:${process.env.CHECK_TLS_PORT}`;
const timeout = Number(process.env.CHECK_TIMEOUT ?? 60) * 1000;
const passwordOf = (local) => `pw-${local}`;

const checks = [];
const check = (title, run) => checks.push({ title, run });
const clients = [];

function expect(condition, what) {
  if (!condition) throw new Error(what);
}

function within(promise, what) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} did not come in time`)), timeout / 2);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

/** One client that keeps what arrives, so that a check can take it in its own time. */
class Peer {
  constructor(local, { service = starttls, mechanism, password = passwordOf(local) } = {}) {
    const credentials = mechanism
      ? (authenticate) => authenticate({ username: local, password }, mechanism)
      : { username: local, password };
    this.xmpp = client({ service, domain, credentials, resource: undefined });
    this.xmpp.jid = null;
    this.xmpp.reconnect.delay = 50;
    this.xmpp.timeout = timeout / 2;
    this.arrived = [];
    this.waiting = [];
    this.errors = [];
    this.xmpp.on("error", (error) => this.errors.push(error));
    this.xmpp.on("stanza", (stanza) => {
      this.arrived.push(stanza);
      this.look();
    });
    clients.push(this);
  }

  async logIn() {
    this.jid = await within(this.xmpp.start(), "login");
    await this.available();
    return this;
  }

  async available() {
    await this.xmpp.send(xml("presence"));
    await this.ask("get", xml("ping", "urn:xmpp:ping"), domain);
  }

  ask(type, payload, to) {
    return this.xmpp.iqCaller.request(xml("iq", { type, to }, payload), timeout / 2);
  }

  chat(to, body) {
    return this.xmpp.send(xml("message", { to: String(to), type: "chat" }, xml("body", {}, body)));
  }

  look() {
    this.waiting = this.waiting.filter(({ matches, resolve }) => {
      const at = this.arrived.findIndex(matches);
      if (at >= 0) resolve(this.arrived.splice(at, 1)[0]);
      return at < 0;
    });
  }

  next(what, matches) {
    const found = new Promise((resolve) => this.waiting.push({ matches, resolve }));
    this.look();
    return within(found, what);
  }

  message(body) {
    return this.next(`message '${body.slice(0, 40)}'`, (s) => s.is("message") && s.getChildText("body") === body);
  }
}

for (const mechanism of ["SCRAM-SHA-1", "PLAIN"]) {
  check(`login over STARTTLS with ${mechanism}`, async () => {
    const peer = await new Peer("js-tcp", { mechanism }).logIn();
    expect(peer.jid.bare().toString() === `js-tcp@${domain}`, `bound ${peer.jid}`);
  });
}

check("login over direct TLS (xmpps)", async () => {
  const peer = await new Peer("js-tls", { service: directTls }).logIn();
  expect(peer.jid.bare().toString() === `js-tls@${domain}`, `bound ${peer.jid}`);
});

check("wrong password: not-authorized", async () => {
  const peer = new Peer("js-tcp", { password: "wrong" });
  peer.xmpp.reconnect.stop();
  const error = await within(
    peer.xmpp.start().then(() => undefined, (e) => e),
    "an answer",
  );
  expect(error?.condition === "not-authorized", `${error?.condition ?? error}`);
});

check("roster: set, push, get, remove", async () => {
  const peer = await new Peer("js-tcp").logIn();
  const jid = `friend@${domain}`;
  const roster = (...items) => xml("query", "jabber:iq:roster", ...items);
  await peer.ask("get", roster());
  await peer.ask("set", roster(xml("item", { jid, name: "Friend" }, xml("group", {}, "Verona"))));
  await peer.next("push", (s) => s.is("iq") && s.attrs.type === "set" && s.getChild("query", "jabber:iq:roster"));
  const items = (await peer.ask("get", roster())).getChild("query").getChildren("item");
  expect(items.length === 1 && items[0].attrs.name === "Friend", `items ${items}`);
  expect(items[0].getChildText("group") === "Verona", `group ${items[0]}`);
  await peer.ask("set", roster(xml("item", { jid, subscription: "remove" })));
  const left = (await peer.ask("get", roster())).getChild("query").getChildren("item");
  expect(left.length === 0, `left ${left}`);
});

check("chat between a STARTTLS and a direct TLS client", async () => {
  const [a, b] = await Promise.all([new Peer("js-tcp").logIn(), new Peer("js-tls", { service: directTls }).logIn()]);
  await a.chat(b.jid, "to & fro <é 漢 🎭>");
  const got = await b.message("to & fro <é 漢 🎭>");
  expect(got.attrs.from === a.jid.toString(), `from ${got.attrs.from}`);
  await b.chat(a.jid.bare(), "and back");
  await a.message("and back");
});

check("a message of 50 kB arrives whole", async () => {
  const [a, b] = await Promise.all([new Peer("js-tcp").logIn(), new Peer("js-peer").logIn()]);
  const body = "abc & <d>\n".repeat(5000);
  await a.chat(b.jid, body);
  await b.message(body);
});

check("five hundred messages, each way at once, in order", async () => {
  const [a, b] = await Promise.all([new Peer("js-tcp").logIn(), new Peer("js-peer").logIn()]);
  for (let i = 0; i < 500; i++) {
    a.chat(b.jid, `a${i}`);
    b.chat(a.jid, `b${i}`);
  }
  await Promise.all([b.message("a499"), a.message("b499")]);
  for (const [peer, letter] of [[b, "a"], [a, "b"]]) {
    // What the client did not acknowledge when it was closed (see README) comes again, and says since when.
    const live = (s) => s.is("message") && !s.getChild("delay", "urn:xmpp:delay");
    const bodies = peer.arrived.filter(live).map((s) => s.getChildText("body"));
    expect(bodies.join() === Array.from({ length: 499 }, (_, i) => letter + i).join(), `order at ${peer.jid}`);
  }
});

check("a ping from one client is answered by the other, once that shares its presence", async () => {
  const [a, b] = await Promise.all([new Peer("js-tcp").logIn(), new Peer("js-peer").logIn()]);
  await b.xmpp.send(xml("presence", { to: a.jid.toString() })); // RFC 6121 §8.5.3.1
  await a.next("directed presence", (s) => s.is("presence") && s.attrs.from === b.jid.toString());
  const answer = await a.ask("get", xml("ping", "urn:xmpp:ping"), b.jid.toString());
  expect(answer.attrs.type === "result" && answer.attrs.from === b.jid.toString(), `${answer}`);
});

check("disco: the server says server/im", async () => {
  const peer = await new Peer("js-tcp").logIn();
  const answer = await peer.ask("get", xml("query", "http://jabber.org/protocol/disco#info"), domain);
  const identities = answer.getChild("query").getChildren("identity");
  expect(identities.some((i) => i.attrs.category === "server" && i.attrs.type === "im"), `${answer}`);
});

check("a client whose connection breaks resumes its stream, misses nothing, and nobody notices", async () => {
  const [a, b] = await Promise.all([new Peer("js-peer").logIn(), new Peer("js-drop").logIn()]);
  const lost = b.jid.toString();
  expect(b.xmpp.streamManagement.enabled, "stream management is not on");
  await b.xmpp.send(xml("presence", { to: a.jid.toString() }));
  await a.next("directed presence", (s) => s.is("presence") && s.attrs.from === lost);
  const resumed = new Promise((resolve) => b.xmpp.streamManagement.on("resumed", resolve));
  b.xmpp.reconnect.delay = 1000;
  b.xmpp.socket.socket.destroy();
  const gone = new Promise((resolve) => b.xmpp.once("disconnect", resolve));
  await within(gone, "the end of the connection");
  await a.chat(b.jid.bare(), "while you were away");
  await within(resumed, "the resumption");
  await b.message("while you were away");
  await b.chat(a.jid, "back again");
  await a.message("back again");
  const twice = b.arrived.filter((s) => s.is("message"));
  expect(twice.length === 0, `came again: ${twice}`);
  const left = a.arrived.filter((s) => s.is("presence") && s.attrs.type === "unavailable");
  expect(left.length === 0, `presence: ${left}`);
});

check("closing the stream is answered", async () => {
  const peer = await new Peer("js-tcp").logIn();
  peer.xmpp.reconnect.stop();
  const closed = new Promise((resolve) => peer.xmpp.once("close", resolve));
  const stopped = peer.xmpp.stop();
  await within(closed, "</stream:stream>");
  await stopped;
  expect(peer.errors.length === 0, `${peer.errors}`);
});

/** @xmpp/component as the gateway of the configuration. */
async function gateway(password = "the secret of the gateway") {
  const service = `xmpp://127.0.0.1:${process.env.CHECK_COMPONENT_PORT}`;
  const xmpp = component({ service, domain: `gateway.${domain}`, password });
  xmpp.timeout = timeout / 2;
  xmpp.reconnect.stop();
  xmpp.on("error", () => {});
  clients.push({ xmpp });
  await within(xmpp.start(), "the handshake");
  return xmpp;
}

check("component: messages both ways", async () => {
  const peer = await new Peer("js-peer").logIn();
  const bridge = await gateway();
  const arrived = new Promise((resolve) => bridge.on("stanza", resolve));
  await peer.chat(`court@gateway.${domain}/x`, "to & fro <é 漢 🎭>");
  const got = await within(arrived, "the message");
  expect(got.getChildText("body") === "to & fro <é 漢 🎭>", `${got}`);
  expect(got.attrs.from === peer.jid.toString(), `from ${got.attrs.from}`);
  const from = `tybalt@gateway.${domain}/hall`;
  await bridge.send(xml("message", { from, to: peer.jid.toString(), type: "chat" }, xml("body", {}, "and back")));
  expect((await peer.message("and back")).attrs.from === from, "from");
});

check("component: a wrong secret is refused", async () => {
  const error = await gateway("wrong").then(() => undefined, (e) => e);
  expect(error?.condition === "not-authorized", `${error?.condition ?? error}`);
});

async function closeAll() {
  for (const { xmpp } of clients.splice(0)) {
    xmpp.reconnect.stop();
    xmpp.removeAllListeners("error");
    xmpp.on("error", () => {});
    await Promise.race([xmpp.stop().catch(() => {}), new Promise((resolve) => setTimeout(resolve, 2000))]);
  }
}

let failed = 0;
const only = process.argv.slice(2);
for (const { title, run } of checks) {
  if (only.length > 0 && !only.some((word) => title.includes(word))) continue;
  const start = Date.now();
  try {
    await within(run(), "the end of the check");
    console.log(`ok xmppjs: ${title} (${((Date.now() - start) / 1000).toFixed(1)} s)`);
  } catch (error) {
    failed++;
    console.log(`FAIL xmppjs: ${title}: ${error.message.replaceAll("\n", " ")}`);
  }
  await closeAll();
}
process.exit(failed ? 1 : 0);
