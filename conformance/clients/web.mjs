// Clients that come by HTTP: WebSocket (RFC 7395) and BOSH (XEP-0206), found by host-meta (XEP-0156).
import { spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { client, xml } from "@xmpp/client";
import { createClient } from "stanza";
import "./xhr.mjs";
import { Strophe, $iq, $msg, $pres } from "strophe.js";

Strophe.setLogLevel(Strophe.LogLevel.FATAL); // its lines would be taken for ours

const domain = process.env.CHECK_DOMAIN ?? "localhost";
const origin = `localhost:${process.env.CHECK_WEB_TLS_PORT}`;
const timeout = Number(process.env.CHECK_TIMEOUT ?? 60) * 1000;
const passwordOf = (local) => `pw-${local}`;

const checks = [];
const check = (title, run) => checks.push({ title, run });
const ends = [];

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

/** What has arrived, and who waits for it. */
class Inbox {
  #arrived = [];
  #waiting = [];

  add(thing) {
    this.#arrived.push(thing);
    this.#look();
  }

  next(what, matches) {
    const found = new Promise((resolve) => this.#waiting.push({ matches, resolve }));
    this.#look();
    return within(found, what);
  }

  #look() {
    this.#waiting = this.#waiting.filter(({ matches, resolve }) => {
      const at = this.#arrived.findIndex(matches);
      if (at >= 0) resolve(this.#arrived.splice(at, 1)[0]);
      return at < 0;
    });
  }
}

/** stanza (StanzaJS) by WebSocket or BOSH. */
async function stanza(local, { bosh = false } = {}) {
  const inbox = new Inbox();
  const it = createClient({
    jid: `${local}@${domain}`,
    password: passwordOf(local),
    transports: bosh
      ? { websocket: false, bosh: `https://${origin}/http-bind` }
      : { websocket: `wss://${origin}/xmpp-websocket`, bosh: false },
    autoReconnect: false,
  });
  ends.push(() => it.disconnect().catch(() => {}));
  const started = new Promise((resolve, reject) => {
    it.on("session:started", resolve);
    it.on("auth:failed", () => reject(new Error("auth:failed")));
    it.on("--transport-disconnected", () => reject(new Error("disconnected")));
  });
  it.on("message", (message) => inbox.add(message));
  it.connect();
  await within(started, "login");
  it.sendPresence();
  return { it, inbox, jid: it.jid, body: (text) => inbox.next(`message '${text.slice(0, 40)}'`, (m) => m.body === text) };
}

/** @xmpp/client by WebSocket. */
async function xmppjs(local, at = origin) {
  const inbox = new Inbox();
  const it = client({
    service: `wss://${at}/xmpp-websocket`, domain, username: local, password: passwordOf(local),
  });
  it.reconnect.delay = 50;
  it.timeout = timeout / 2;
  it.on("error", () => {});
  it.on("stanza", (s) => inbox.add(s));
  ends.push(async () => {
    it.reconnect.stop();
    await it.stop().catch(() => {});
  });
  const jid = (await within(it.start(), "login")).toString();
  await it.send(xml("presence"));
  return {
    it, inbox, jid,
    ask: (type, payload, to) => it.iqCaller.request(xml("iq", { type, to }, payload), timeout / 2),
    send: (to, text) => it.send(xml("message", { to, type: "chat" }, xml("body", {}, text))),
    body: (text) => inbox.next(`message '${text.slice(0, 40)}'`, (s) => s.is("message") && s.getChildText("body") === text),
  };
}

/** strophe.js by BOSH. */
async function strophe(local, { keepAlive = false } = {}) {
  const inbox = new Inbox();
  const it = new Strophe.Connection(`https://${origin}/http-bind`, { keepAlive });
  it.addHandler((message) => (inbox.add(message), true), null, "message");
  ends.push(async () => {
    if (!it.connected) return;
    const gone = new Promise((resolve) => it.addTimedHandler(10, () => (it.connected ? true : (resolve(), false))));
    it.disconnect("end of the check");
    await gone;
  });
  const status = await within(
    new Promise((resolve) => it.connect(`${local}@${domain}`, passwordOf(local), (s) => {
      if ([Strophe.Status.CONNECTED, Strophe.Status.AUTHFAIL, Strophe.Status.CONNFAIL].includes(s)) resolve(s);
    })),
    "login");
  expect(status === Strophe.Status.CONNECTED, `status ${status}`);
  it.send($pres());
  const textOf = (message) => message.getElementsByTagName("body")[0]?.textContent;
  return {
    it, inbox, jid: it.jid,
    ask: (iq) => within(new Promise((resolve, reject) => it.sendIQ(iq, resolve, reject)), "answer"),
    send: (to, text) => it.send($msg({ to, type: "chat" }).c("body").t(text)),
    body: (text) => inbox.next(`message '${text.slice(0, 40)}'`, (m) => textOf(m) === text),
  };
}

check("host-meta: both are found, as XRD and as JRD", async () => {
  const xrd = await (await fetch(`https://${origin}/.well-known/host-meta`)).text();
  const { links } = await (await fetch(`https://${origin}/.well-known/host-meta.json`)).json();
  for (const url of [`wss://${origin}/xmpp-websocket`, `https://${origin}/http-bind`]) {
    expect(xrd.includes(url), xrd);
    expect(links.some(({ href }) => href === url), JSON.stringify(links));
  }
});

check("stanza by WebSocket: login, roster, chat", async () => {
  const [a, b] = await Promise.all([stanza("web-a"), stanza("web-b")]);
  const roster = await within(a.it.getRoster(), "roster");
  expect(Array.isArray(roster.items) || roster.items === undefined, JSON.stringify(roster));
  await a.it.sendMessage({ to: b.jid, type: "chat", body: "to & fro <é 漢 🎭>" });
  const got = await b.body("to & fro <é 漢 🎭>");
  expect(got.from === a.jid, `from ${got.from}`);
});

check("stanza by WebSocket: a connection that breaks is resumed, and nothing is missed", async () => {
  const [a, b] = await Promise.all([stanza("web-a"), stanza("web-c")]);
  await within(new Promise((resolve) => {
    const look = () => (b.it.sm.started ? resolve() : setTimeout(look, 10)); // it says nothing of it
    look();
  }), "stream management");
  const gone = new Promise((resolve) => b.it.once("disconnected", resolve));
  b.it.transport.socket.terminate?.() ?? b.it.transport.socket._socket?.destroy();
  await within(gone, "the end of the connection");
  await a.it.sendMessage({ to: b.jid, type: "chat", body: "while you were away" });
  const resumed = new Promise((resolve) => b.it.once("stream:management:resumed", resolve));
  b.it.connect();
  await within(resumed, "the resumption");
  await b.body("while you were away");
});

check("stanza by BOSH: login, chat", async () => {
  const [a, b] = await Promise.all([stanza("web-a", { bosh: true }), stanza("web-b", { bosh: true })]);
  await a.it.sendMessage({ to: b.jid, type: "chat", body: "hither" });
  await b.body("hither");
  await b.it.sendMessage({ to: a.jid, type: "chat", body: "and thither" });
  await a.body("and thither");
});

check("@xmpp/client by WebSocket: login, roster, chat", async () => {
  const [a, b] = await Promise.all([xmppjs("web-a"), xmppjs("web-b")]);
  const roster = (...items) => xml("query", "jabber:iq:roster", ...items);
  const jid = `friend@${domain}`;
  await a.ask("set", roster(xml("item", { jid, name: "Friend" })));
  const items = (await a.ask("get", roster())).getChild("query").getChildren("item");
  expect(items.some((item) => item.attrs.name === "Friend"), `${items}`);
  await a.ask("set", roster(xml("item", { jid, subscription: "remove" })));
  await a.send(b.jid, "to & fro <é 漢 🎭>");
  await b.body("to & fro <é 漢 🎭>");
});

check("@xmpp/client by WebSocket: a message of 50 kB, and five hundred in order each way", async () => {
  const [a, b] = await Promise.all([xmppjs("web-a"), xmppjs("web-b")]);
  const long = "abc & <d>\n".repeat(5000);
  await a.send(b.jid, long);
  await b.body(long);
  for (let i = 0; i < 500; i++) {
    a.send(b.jid, `a${i}`);
    b.send(a.jid, `b${i}`);
  }
  for (const [peer, letter] of [[b, "a"], [a, "b"]]) {
    for (let i = 0; i < 500; i++) {
      const next = await peer.inbox.next("a message", (s) => s.is("message") && s.getChildText("body")?.startsWith(letter));
      expect(next.getChildText("body") === `${letter}${i}`, `${next.getChildText("body")} instead of ${letter}${i}`);
    }
  }
});

check("strophe.js by BOSH: login with SCRAM, roster, chat", async () => {
  const [a, b] = await Promise.all([strophe("web-a"), strophe("web-b")]);
  const answer = await a.ask($iq({ type: "get" }).c("query", { xmlns: "jabber:iq:roster" }));
  expect(answer.getAttribute("type") === "result", answer.toString());
  a.send(b.jid, "to & fro <é 漢 🎭>");
  await b.body("to & fro <é 漢 🎭>");
  for (let i = 0; i < 50; i++) a.send(b.jid, `n${i}`);
  for (let i = 0; i < 50; i++) await b.body(`n${i}`);
});

check("strophe.js by BOSH: a wrong password is refused", async () => {
  const it = new Strophe.Connection(`https://${origin}/http-bind`);
  const status = await within(new Promise((resolve) => it.connect(`web-a@${domain}`, "wrong", (s) => {
    if ([Strophe.Status.CONNECTED, Strophe.Status.AUTHFAIL, Strophe.Status.CONNFAIL].includes(s)) resolve(s);
  })), "an answer");
  expect(status === Strophe.Status.AUTHFAIL, `status ${status}`);
});

check("BOSH and WebSocket talk to each other", async () => {
  const [a, b] = await Promise.all([strophe("web-a"), stanza("web-b")]);
  a.send(b.jid, "by BOSH");
  await b.body("by BOSH");
  await b.it.sendMessage({ to: a.jid, type: "chat", body: "by WebSocket" });
  await a.body("by WebSocket");
});

/** HAProxy with the host's certificate, before the listener in clear; its address. */
async function haproxy() {
  const folder = process.env.CHECK_ARTIFACTS;
  const port = await new Promise((resolve) => {
    const held = createServer().listen(0, "127.0.0.1", () => {
      const { port } = held.address();
      held.close(() => resolve(port));
    });
  });
  writeFileSync(`${folder}/haproxy.pem`, ["pem", "key"].map((kind) => readFileSync(`${folder}/certs/${domain}.${kind}`, "utf8")).join("\n"));
  writeFileSync(`${folder}/haproxy.cfg`, `
defaults
  mode http
  timeout connect 5s
  timeout client 70s
  timeout server 70s
  timeout tunnel 1h
frontend web
  bind 127.0.0.1:${port} ssl crt ${folder}/haproxy.pem alpn h2,http/1.1
  option forwardfor
  default_backend xmpp
backend xmpp
  server one ${new URL(process.env.CHECK_WEB).host}
`);
  const program = spawn("/usr/sbin/haproxy", ["-db", "-f", `${folder}/haproxy.cfg`], { stdio: "inherit" });
  program.on("error", () => {});
  ends.push(async () => program.kill("SIGKILL"));
  for (let i = 0; ; i++) {
    expect(program.exitCode === null, "HAProxy does not run");
    try {
      const answer = await fetch(`https://localhost:${port}/.well-known/host-meta.json`);
      expect(answer.status === 200, `status ${answer.status}`);
      return `localhost:${port}`;
    } catch (error) {
      if (i === 100) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

check("behind HAProxy: WebSocket with TLS there, chat each way, and a stream that stays while nothing is said", async () => {
  const at = await haproxy();
  const [a, b] = await Promise.all([xmppjs("web-a", at), xmppjs("web-b")]);
  await a.send(b.jid, "through the proxy");
  await b.body("through the proxy");
  await b.send(a.jid, "x".repeat(40_000));
  await a.body("x".repeat(40_000));
  await new Promise((resolve) => setTimeout(resolve, 1500));
  await a.ask("get", xml("ping", "urn:xmpp:ping"));
});

let failed = 0;
const only = process.argv.slice(2);
for (const { title, run } of checks) {
  if (only.length > 0 && !only.some((word) => title.includes(word))) continue;
  const start = Date.now();
  try {
    await within(run(), "the end of the check");
    console.log(`ok web: ${title} (${((Date.now() - start) / 1000).toFixed(1)} s)`);
  } catch (error) {
    failed++;
    console.log(`FAIL web: ${title}: ${error.message.replaceAll("\n", " ")}`);
  }
  for (const end of ends.splice(0)) await Promise.race([end(), new Promise((resolve) => setTimeout(resolve, 3000))]);
}
process.exit(failed ? 1 : 0);
