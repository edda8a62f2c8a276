// A server as `make run` starts it, with no configuration of anybody's: an empty folder, ports that the system chooses.
import { execFile, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";

const program = resolve("artifacts/bin/Xmpp.Server/release/xmppserver");
const anywhere = Object.fromEntries(["C2S", "C2S_TLS", "S2S", "S2S_TLS", "HTTPS", "HTTP"].map((name) => [`XMPP_LISTENERS__${name}`, "127.0.0.1:0"]));
const env = { ...process.env, ...anywhere, XMPP_HTTP__LISTEN: "127.0.0.1:0" };

/** How much of a processor one gets here at this moment: 1 on a machine with nothing else to do. */
export function share() {
  const [wall, used] = [process.hrtime.bigint(), process.cpuUsage()];
  let spent;
  do spent = process.cpuUsage(used);
  while (spent.user + spent.system < 300_000);
  return Math.min(1, ((spent.user + spent.system) * 1000) / Number(process.hrtime.bigint() - wall));
}

export class FreshServer {
  /** Gives it when it has printed the link to the first account (.link), so many .seconds after its start. */
  static async start() {
    const server = new FreshServer();
    const from = Date.now();
    server.folder = mkdtempSync(join(tmpdir(), "fresh-"));
    server.process = spawn(program, ["run"], { cwd: server.folder, env, stdio: ["ignore", "pipe", "inherit"] });
    server.ended = new Promise((end) => server.process.on("close", () => end(null)));
    const said = [];
    const link = new Promise((found) => createInterface({ input: server.process.stdout }).on("line", (line) => {
      said.push(line);
      const begin = /^ *Begin here +(\S+)/.exec(line);
      if (begin) found(begin[1]);
    }));
    server.link = await Promise.race([link, server.ended]);
    if (!server.link) throw new Error(`no link to begin with: ${said.slice(-5).join(" ")}`);
    server.seconds = (Date.now() - from) / 1000;
    return server;
  }

  /** The page of another invitation, by that account. */
  async invite(local) {
    const { stdout } = await promisify(execFile)(program, ["invite", "create", "--from", `${local}@localhost`], { cwd: this.folder, env });
    return /^Page +(\S+)/m.exec(stdout)[1];
  }

  async stop() {
    this.process.kill("SIGTERM");
    await this.ended;
    rmSync(this.folder, { recursive: true, force: true });
  }
}
