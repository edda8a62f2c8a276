#!/usr/bin/python3
"""Data moves: Prosody and ejabberd to here and back, an export of ours, backups under load, the recipe for MariaDB."""

import asyncio
import contextlib
import os
import shutil
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
WORK = os.path.abspath(sys.argv.pop(1))
os.environ.update(CHECK_PORT="0", CHECK_TLS_PORT="0", CHECK_CA="", CHECK_TIMEOUT=os.environ.get("CHECK_TIMEOUT", "120"))
sys.path[:0] = [HERE, os.path.join(ROOT, "conformance", "clients"), os.path.join(ROOT, "conformance", "federation")]

import checks  # noqa: E402
import load  # noqa: E402
import people  # noqa: E402
import slixmpp_client  # noqa: E402
from checks import equal, expect  # noqa: E402
from peers import HOST, ROOMS, CommandFailed, Ejabberd, Ours, Prosody, Server, free_ports, run  # noqa: E402

suite = checks.Suite("data")


def check(title):
    def add(function):
        async def closing():
            try:
                await function()
            finally:
                await slixmpp_client.close_all()
                for server in list(Server.running):
                    await server.stop(kill=True)
        return suite.check(title)(closing)
    return add


async def refused(command, what):
    try:
        await command
    except CommandFailed as e:
        expect(what in str(e), f"refused with another reason: {e}")
        return
    raise checks.Unexpected(f"it was not refused ({what})")


async def moved(ours, archives, mechanism, **more):
    async with ours:
        people.compare(await people.observe(ours, mechanism, archives=archives is not None, **more),
                       people.expected(archives, **more))


@check("a Prosody with SHA-1 keys and files moves here: old passwords, roster, history, rooms")
async def _():
    async with Prosody(WORK, "prosody-files", "SHA-1") as theirs:
        archives = await people.fill(theirs)
    ours = Ours(WORK, "from-prosody-files")
    dry = await ours.ask("import", theirs.path("data"), "--from", "prosody", "--dry-run")
    expect("3 created" in dry and not os.path.exists(os.path.join(ours.data, "xmpp.db")), f"a dry run: {dry}")
    await ours.ask("import", theirs.path("data"), "--from", "prosody")
    await moved(ours, archives, "SCRAM-SHA-1")


@check("a Prosody with SHA-256 keys and a database moves here: the same, and rooms with what was said in them")
async def _():
    async with Prosody(WORK, "prosody-sql", "SHA-256", "sql") as theirs:
        archives = await people.fill(theirs, "SCRAM-SHA-256")
    ours = Ours(WORK, "from-prosody-sql")
    await ours.ask("import", theirs.path("data", "prosody.sqlite"), "--from", "prosody-sql")
    again = await ours.ask("import", theirs.path("data", "prosody.sqlite"), "--from", "prosody-sql", "--on-conflict", "replace")
    expect("created" not in again and "replaced" not in again, f"an import of the same adds something: {again}")
    await moved(ours, archives, "SCRAM-SHA-256")


@check("an ejabberd moves here: old passwords, roster")
async def _():
    async with Ejabberd(WORK, "ejabberd") as theirs:
        await people.fill(theirs, rooms=False)
        await theirs.ask("export_piefxis", theirs.path("exchange"))
    # The main file is the one without a host in its name.
    (main,) = [name for name in os.listdir(theirs.path("exchange")) if "capulet" not in name]
    ours = Ours(WORK, "from-ejabberd")
    await ours.ask("import", theirs.path("exchange", main))
    await moved(ours, None, "SCRAM-SHA-1", rooms=False, pep=False)


@check("an ejabberd with SCRAM keys in SQLite moves here: old passwords, roster, history, eventing, rooms")
async def _():
    await from_ejabberd("sqlite", Ejabberd(WORK, "ejabberd-sqlite", "sqlite"), "SCRAM-SHA-1")


@check("an ejabberd with plain passwords and a host in every row of SQLite moves here: the same, with every mechanism")
async def _():
    await from_ejabberd("plain", Ejabberd(WORK, "ejabberd-plain", "sqlite", "plain", more="new_sql_schema: true"), "SCRAM-SHA-1", "SCRAM-SHA-512")


async def from_ejabberd(name, theirs, mechanism, later=None):
    async with theirs:
        archives = await people.fill(theirs, mechanism)
    await from_ejabberd_tables(name, theirs.path("spool", "ejabberd.db"), archives, later or mechanism)


async def from_ejabberd_tables(name, place, archives, mechanism, password=None):
    ours = Ours(WORK, f"from-ejabberd-{name}")

    async def take(*words):
        words = (*words, "--password-stdin") if password else words
        return await ours.ask("import", place, "--from", "ejabberd-sql", *words, line=password)
    dry = await take("--dry-run")
    expect("3 created" in dry and "refused" not in dry and not os.path.exists(os.path.join(ours.data, "xmpp.db")), f"a dry run: {dry}")
    await take()
    again = await take("--on-conflict", "replace")
    expect("created" not in again and "replaced" not in again, f"an import of the same adds something: {again}")
    await moved(ours, archives, mechanism)


@check("an ejabberd in MariaDB, with SHA-256 keys, moves here: the same")
async def _():
    async with mariadb(os.path.join(WORK, "ejabberd-mariadb")) as (port, shell):
        await shell("mariadb -u root --skip-password -S mariadb/sock -e "
                    "\"create database ejabberd; grant all on ejabberd.* to 'ejabberd'@'127.0.0.1' identified by 'secret'\"")
        await shell("mariadb ejabberd < /usr/share/ejabberd/sql/mysql.sql")
        server = "\n".join(["sql_type: mysql", 'sql_server: "127.0.0.1"', f"sql_port: {port}", "sql_database: ejabberd",
                            "sql_username: ejabberd", 'sql_password: "secret"', ""])
        async with Ejabberd(WORK, "ejabberd-mysql", server, password_hash="sha256") as theirs:
            archives = await people.fill(theirs, "SCRAM-SHA-256")
        await from_ejabberd_tables("mysql", f"Server=127.0.0.1;Port={port};Database=ejabberd;User ID=ejabberd", archives, "SCRAM-SHA-256", "secret")


@check("an ejabberd in Mnesia moves here by way of SQLite with what docs/DATA.md gives: the same")
async def _():
    with open(os.path.join(ROOT, "docs", "DATA.md"), encoding="utf-8") as file:
        section = file.read().split("### ejabberd")[1].split("## ")[0]
    lines = [line.strip() for line in section.splitlines() if line.startswith("    ")]
    export, load_dump, take = [next(line for line in lines if line.startswith(word)) for word in ("ejabberdctl", "sqlite3", "xmppserver")]
    theirs = Ejabberd(WORK, "ejabberd-mnesia")
    place = theirs.path("exchange")
    theirs.more = "\n".join(line for line in lines if line.startswith("sql_")).replace("/tmp", place)
    async with theirs:
        archives = await people.fill(theirs)
        await theirs.ask(*export.replace("/tmp", place).split()[1:])
    await run("bash", "-ec", load_dump.replace("/tmp", place), log=theirs.path("commands.log"))
    expect(take == "xmppserver import /tmp/ejabberd.db --from ejabberd-sql", take)
    await from_ejabberd_tables("mnesia", os.path.join(place, "ejabberd.db"), archives, "SCRAM-SHA-1")


def different(one, other):
    """The first elements in which two documents differ."""
    pairs = zip(one.replace("><", ">\n<").split("\n"), other.replace("><", ">\n<").split("\n"), strict=False)
    return next(((a, b) for a, b in pairs if a != b), (len(one), len(other)))


async def settled(ours):
    """What the end of a session leaves, such as its time, is written behind it: waits until two exports are the same."""
    before = None
    for attempt in range(20):
        await ours.ask("export", ours.path(f"settled-{attempt}.xml"))
        with open(ours.path(f"settled-{attempt}.xml"), encoding="utf-8") as file:
            before, now = file.read(), before
        if before == now:
            return
    raise checks.Unexpected("each export differs from the one before")


@check("our export, taken while the server runs, comes back the same; an import is refused then")
async def _():
    ours = Ours(WORK, "ours")
    async with ours:
        archives = await people.fill(ours)
        await settled(ours)
        await ours.ask("export", ours.path("export.xml"))
        await ours.ask("export", ours.path("split"), "--split")
        await ours.ask("export", ours.path("ejabberd.xml"), "--for-ejabberd")
        await refused(ours.ask("import", ours.path("export.xml")), "a server runs")
    for source in ("export.xml", "split/server-data.xml"):
        copy = Ours(WORK, "copy-" + source.split(".")[0].replace("/", "-"))
        await copy.ask("import", ours.path(source))
        await copy.ask("export", copy.path("export.xml"))
        with open(ours.path("export.xml"), encoding="utf-8") as one, open(copy.path("export.xml"), encoding="utf-8") as other:
            equal(*different(other.read(), one.read()), "the export of the import")
    await moved(copy, archives, "SCRAM-SHA-512")


@check("while an import is at work, no server starts and nothing else writes")
async def _():
    source = exported().path("export.xml")
    ours = Ours(WORK, "locked")
    os.mkfifo(ours.path("slow.xml"))
    importing = asyncio.ensure_future(ours.ask("import", ours.path("slow.xml")))
    with await asyncio.to_thread(open, ours.path("slow.xml"), "wb") as pipe, open(source, "rb") as file:
        pipe.write(file.read(400))
        pipe.flush()
        await refused(ours.ask("import", source), "another xmppserver")
        await refused(ours.ask("user", "list"), "another xmppserver")
        try:
            await ours.start()
        except RuntimeError as e:
            expect("another xmppserver" in str(e), f"ended with another reason: {e}")
        else:
            raise checks.Unexpected("the server runs")
        await asyncio.to_thread(pipe.write, file.read())
    expect("3 created" in await importing, "the import has not gone on")
    expect("juliet" in await ours.ask("user", "list"), "nothing was imported")


@check("our export moves to Prosody (its storage xep0227)")
async def _():
    theirs = Prosody(WORK, "to-prosody", "SHA-256", is_portable=True)
    ours = exported()
    os.makedirs(theirs.path("data"))
    for name in people.NAMES:
        await ours.ask("export", os.path.join(theirs.path("data"), f"{name}@{HOST}.xml"), "--account", f"{name}@{HOST}")
    async with theirs:
        people.compare(await people.observe(theirs, "SCRAM-SHA-256", archives=False, rooms=False, pep=False),
                       people.expected(rooms=False, pep=False), without=("offline", "blocked"))


def exported():
    ours = Ours.__new__(Ours)
    ours.dir = os.path.join(WORK, "ours")
    expect(os.path.exists(ours.path("ejabberd.xml")), "there is no export: the check before has failed")
    return ours


@check("our export moves to ejabberd (import_piefxis)")
async def _():
    source = exported().path("ejabberd.xml")
    async with Ejabberd(WORK, "to-ejabberd") as theirs:
        with open(source, encoding="utf-8") as file:
            theirs.write("exchange/import.xml", file.read())
        await theirs.ask("import_piefxis", theirs.path("exchange", "import.xml"))
        people.compare(await people.observe(theirs, "SCRAM-SHA-1", archives=False, rooms=False, pep=False),
                       people.expected(rooms=False, pep=False))


@check("a backup under load has all that was acknowledged before it (OPS-03); kill -9 loses nothing either")
async def _():
    ours = await Ours(WORK, "loaded").start()
    writers = await load.Load(ours).start()
    slot = await load.upload(ours)
    backups = []
    for name in ("one", "two"):
        before = await writers.reach(30)
        await ours.ask("backup", ours.path(f"{name}.tar.gz"))
        backups.append((ours.path(f"{name}.tar.gz"), before))
    await writers.reach(10)
    await ours.stop(kill=True)
    acknowledged = await writers.stop()
    await slixmpp_client.close_all()
    async with ours:
        load.covers(await load.written(ours), acknowledged, "the database after kill -9")
    for archive, before in backups:
        copy = Ours(WORK, "restored-" + os.path.basename(archive).split(".")[0])
        await copy.ask("restore", archive, "--check")
        await copy.ask("restore", archive)
        async with copy:
            load.covers(await load.written(copy), before, "the backup")
            await load.uploaded(copy, slot)
    await refused(copy.ask("restore", archive), "--force")


def recipe():
    """The commands that docs/DATA.md gives for MariaDB: dump, files, restore."""
    with open(os.path.join(ROOT, "docs", "DATA.md"), encoding="utf-8") as file:
        section = file.read().split("### MySQL, MariaDB")[1].split("## ")[0]
    lines = [line.strip() for line in section.splitlines() if line.startswith("    ") and not line.strip().startswith("#")]
    (dump,) = [line for line in lines if line.startswith("mariadb-dump")]
    (restore,) = [line for line in lines if line.startswith("zcat")]
    files, files_back = [line for line in lines if line.startswith("tar ")]
    return dump, files, restore, files_back


@check("MariaDB: the dump that docs/DATA.md gives, under load, restored into a second database, has all that was acknowledged")
async def _():
    folder = os.path.join(WORK, "recipe")
    async with mariadb(folder) as (port, shell):
        await restore_elsewhere(folder, port, shell)


@contextlib.asynccontextmanager
async def mariadb(folder):
    """One of its own: its port, and a shell there in which the database's programs find it."""
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(os.path.join(folder, "second"))
    (port,) = free_ports(1)
    database = await asyncio.create_subprocess_exec(
        os.path.join(ROOT, "scripts", "db"), os.path.join(folder, "mariadb"), str(port), stdout=subprocess.PIPE, cwd=ROOT)

    async def shell(line):
        await run("env", f"HOME={folder}", "bash", "-ec", f"set -o pipefail; cd '{folder}'; {line}", log=os.path.join(folder, "shell.log"))
    try:
        while not (line := (await database.stdout.readline()).decode()).startswith("Server="):
            expect(line, "MariaDB did not start")
        with open(os.path.join(folder, ".my.cnf"), "w", encoding="utf-8") as file:
            file.write(f"[client]\nhost=127.0.0.1\nport={port}\nuser=xmpp\npassword=xmpp\n")
        yield port, shell
    finally:
        database.terminate()
        await database.wait()


async def restore_elsewhere(folder, port, shell):
    connection = f"Server=127.0.0.1;Port={port};Database=xmpp;User ID=xmpp;Password=xmpp"
    dump, files, restore, files_back = recipe()
    ours = await Ours(WORK, "on-mariadb", f'engine = "mysql"\nconnection_string = "{connection}"').start()
    writers = await load.Load(ours).start()
    slot = await load.upload(ours)
    before = await writers.reach(30)
    await shell(dump)
    await shell(files.replace("/var/lib/xmpp", ours.data))
    await writers.reach(5)
    await ours.stop(kill=True)
    await writers.stop()
    await slixmpp_client.close_all()
    await shell("mariadb -e 'create database second character set utf8mb4 collate utf8mb4_bin'")
    expect(restore.endswith(" xmpp"), f"the recipe restores into another database: {restore}")
    await shell(restore[:-len("xmpp")] + "second")
    copy = Ours(WORK, "from-mariadb", f'engine = "mysql"\nconnection_string = "{connection.replace("Database=xmpp", "Database=second")}"')
    os.makedirs(copy.data)
    await shell(files_back.replace("/var/lib/xmpp", copy.data))
    async with copy:
        load.covers(await load.written(copy), before, "the dump")
        await load.uploaded(copy, slot)
    for server in (ours, copy):
        await server.ask("export", server.path("export.xml"), "--without", "archive,offline,last-activity")
    with open(ours.path("export.xml"), encoding="utf-8") as one, open(copy.path("export.xml"), encoding="utf-8") as other:
        equal(*different(other.read(), one.read()), "the export of what was restored")


@check("an empty data directory is refused where there was a database")
async def _():
    ours = Ours(WORK, "mounted", storage='engine = "sqlite"\ncreate = false')
    try:
        await ours.start()
    except RuntimeError as e:
        expect("storage.create is false" in str(e), f"ended with another reason: {e}")
        return
    raise checks.Unexpected("the server runs")


async def main():
    os.makedirs(os.path.join(WORK, "certs"), exist_ok=True)
    await run("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "30",
              "-subj", f"/CN={HOST}", "-addext", f"subjectAltName=DNS:{HOST},DNS:{ROOMS}", "-keyout",
              f"{WORK}/certs/{HOST}.key", "-out", f"{WORK}/certs/{HOST}.pem")
    return await suite.run_async()


if __name__ == "__main__":
    sys.exit(1 if asyncio.run(main()) else 0)
