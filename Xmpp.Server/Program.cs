using Microsoft.Extensions.Logging;
using Xmpp.Server;
using Xmpp.Server.Configuration;
using Xmpp.Stanzas.Jids;

// Temporary start until the command line is there.
using var loggers = LoggerFactory.Create(b => b.AddConsole());
var options = new ServerOptions { Log = new LogOptions { WireLog = args.Contains("wire") }, Registration = new RegistrationOptions { Enabled = true, PerHour = 100000, PerAddressPerHour = 100000 } };
Directory.CreateDirectory(options.DataDirectory);
await using var host = await ServerHost.StartAsync(options, TimeProvider.System, loggers, CancellationToken.None);
foreach (var name in (string[])["juliet", "romeo", "nurse"])
    Console.WriteLine(await host.Accounts.CreateAsync(Jid.Parse(name + "@localhost"), name, CancellationToken.None));
await Task.Delay(Timeout.Infinite);
return 0;
