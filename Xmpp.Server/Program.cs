using Xmpp.Server.Commands;

return await CommandLine.RunAsync(args, CommandConsole.System(), CancellationToken.None);
