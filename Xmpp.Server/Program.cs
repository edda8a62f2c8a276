using Microsoft.Extensions.Logging;
using Xmpp.Server;
using Xmpp.Server.Configuration;
using Xmpp.Stanzas.Jids;

// Temporary start until the command line is there: [port] [wire]
using var loggers = LoggerFactory.Create(b => b.AddConsole().SetMinimumLevel(args.Contains("wire") ? LogLevel.Information : LogLevel.Warning));
var port = int.Parse(args.FirstOrDefault(a => a != "wire") ?? "5222");
var options = new ServerOptions
{
    Log = new LogOptions { WireLog = args.Contains("wire") },
    Listeners = new ListenerOptions { C2s = [new ListenEndpoint("*", port)], C2sTls = [new ListenEndpoint("*", port + 1)] },
    Registration = new RegistrationOptions { Enabled = true, PerHour = 100000, PerAddressPerHour = 100000 },
    Limits = new LimitOptions { UnauthenticatedPerAddress = 0, ConnectionsPerAddress = 0, BytesPerSecond = 0, StanzasPerSecond = 0 },
};
Directory.CreateDirectory(options.DataDirectory);
await using var host = await ServerHost.StartAsync(options, TimeProvider.System, loggers, CancellationToken.None);
foreach (var name in (string[])["juliet", "romeo", "nurse"])
    Console.WriteLine(await host.Accounts.CreateAsync(Jid.Parse(name + "@localhost"), name, CancellationToken.None));
await Task.Delay(Timeout.Infinite);
return 0;
