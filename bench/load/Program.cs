using XmppLoad;

const string Help = """
    xmppload - load generator for XMPP servers (client side, TCP, TLS)

    usage: xmppload SCENARIO [options]

    scenarios
      register   create the users in band (XEP-0077)
                   --users N (100)
      login      log in and out, N times in all
                   --users N (100)  --logins N (500)  --concurrency C (16)  --roster
      idle       hold one logged-in connection per user
                   --users N (100)  --seconds S (20)  --sm  --carbons
      chat       pairs of users, one sends, the other receives
                   --pairs P (10)  --messages M (10000, all pairs together)  --window W (8)  --size BYTES (350)
                   --bare  --sm  --sm-every N (25)  --carbons  --inject loss|dup|reorder|corrupt
                   --peer-domain DOMAIN  --peer-port PORT: the receivers are on another server, on the same host
      muc        rooms in which one occupant speaks
                   --rooms R (5)  --occupants O (20)  --messages M (2000, all rooms)  --window W (4)  --size BYTES (350)
                   --muc SERVICE (conference.DOMAIN)
      rooms      many persistent rooms in which nobody is: asked for, then left alone
                   --create: makes them  --rooms N (10000)  --accounts A (100)  --passes P (3)  --idle SECONDS (20, after each)
                   --muc SERVICE (conference.DOMAIN)
      pubsub     a node with many subscribers (XEP-0060)
                   --subscribers N (1000)  --messages M (50)  --window W (2)  --size BYTES (350)
                   --pubsub SERVICE (pubsub.DOMAIN)
      presence   groups of mutual contacts going offline and online
                   --contacts K (20)  --groups G (5)  --cycles N (3)
      offline    messages to users who are away; they then log in
                   --receivers N (20)  --messages M (1000, all receivers)  --size BYTES (350)
      mam        archive messages, then page through the archive (XEP-0313, RSM)
                   --pairs P (10)  --messages M (5000)  --page N (50)  --passes N (2)
                   --window W  --size BYTES  --bare  --sm
      pages      pages of one large archive, from its beginning to its end; is each as fast?
                   --from TIME  --to TIME  --places N (5)  --queries Q (40)  --page N (50)
      start      run a command that starts a server; how long until the first login?
                   --command TEXT  --output FILE
      soak       connections coming and going, some without a word; does memory stay level?
                   --connections N (2000)  --seconds S (600)  --stay S (40, on average)
      selftest   check the tool's own scanner, SCRAM and counting; needs no server

    options of every scenario
      --host ADDRESS (127.0.0.1)   --port PORT (5222)   --domain DOMAIN (localhost)
      --direct-tls                 TLS from the first byte instead of STARTTLS
      --plaintext                  no TLS at all
      --websocket                  RFC 7395 at /xmpp-websocket of that port, inside TLS from the first byte
      --tls-resume                 allow TLS session resumption (off: every log-in is a full handshake)
      --sasl MECHANISM             SCRAM-SHA-256, SCRAM-SHA-1 or PLAIN (default: the best one offered, in that order)
      --user-prefix TEXT (u)       users are TEXT0, TEXT1, ...
      --first N (0)                number of the first user
      --password TEXT              one password for all (default: p0, p1, ...)
      --concurrency C (16)         log-ins (and similar) under way at once
      --server-pid PID             repeatable: measure this process and its children (CPU, RSS)
      --stall SECONDS (30)         give up when nothing moves for so long
      --settle MS (500)            wait before the last measurement
      --login-timeout SECONDS (60)
      --label TEXT                 copied into the result
      --json                       the result as one line of JSON

    The server's certificate is not verified. Use it only on servers of your own.
    Exit status: 0 all well; 1 a log-in failed or a message was lost, duplicated, reordered or damaged;
    2 wrong usage; 3 the run broke down.
    """;

if (args.Length == 0 || args.Contains("--help") || args[0] is "help" or "-h")
{
    Console.WriteLine(Help);
    return args.Length == 0 ? 2 : 0;
}

Dictionary<string, Func<Bench, Task>> scenarios = new()
{
    ["register"] = RegisterScenario.RunAsync,
    ["login"] = LoginScenario.RunAsync,
    ["idle"] = IdleScenario.RunAsync,
    ["chat"] = ChatScenario.RunAsync,
    ["muc"] = MucScenario.RunAsync,
    ["rooms"] = RoomsScenario.RunAsync,
    ["pubsub"] = PubSubScenario.RunAsync,
    ["presence"] = PresenceScenario.RunAsync,
    ["offline"] = OfflineScenario.RunAsync,
    ["start"] = StartScenario.RunAsync,
    ["soak"] = SoakScenario.RunAsync,
    ["mam"] = ArchiveScenario.RunAsync,
    ["pages"] = PagesScenario.RunAsync,
};

if (args[0] == "selftest") return SelfTest.Run();
try
{
    if (!scenarios.TryGetValue(args[0], out var scenario)) throw new UsageException($"no scenario '{args[0]}'");
    using var bench = new Bench(args[0], new Options(args[1..]));
    try
    {
        await scenario(bench);
    }
    catch (RunFailedException e)
    {
        bench.FailRun(e.Message);
    }
    return bench.Finish();
}
catch (UsageException e)
{
    Console.Error.WriteLine($"xmppload: {e.Message} (see xmppload --help)");
    return 2;
}
catch (Exception e)
{
    Console.Error.WriteLine($"xmppload: {e}");
    return 3;
}
