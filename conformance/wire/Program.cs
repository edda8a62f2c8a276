using System.CommandLine;
using System.Net;
using XmppWire;

var server = new Option<IPEndPoint>("--server", "-s")
{
    Description = "host:port of the client listener",
    CustomParser = Addresses.Parse,
    DefaultValueFactory = _ => new IPEndPoint(IPAddress.Loopback, 5222),
};
var directTls = new Option<IPEndPoint?>("--direct-tls")
{
    Description = "host:port of the listener that begins with a TLS handshake",
    CustomParser = Addresses.Parse,
};
var host = new Option<string[]>("--host")
{
    Description = "Put another virtual host in the place of one of the script's: capulet.example=localhost",
};
var files = new Argument<string[]>("script") { Description = ".wire files, or folders with such files" };
var script = new Command("script", "Play wire scripts against a server") { files, server, directTls, host };
script.SetAction((parse, ct) => ScriptCommand.RunAsync(
    parse.GetValue(files)!, parse.GetValue(server)!, parse.GetValue(directTls), parse.GetValue(host) ?? [], ct));

var account = new Option<string>("--as")
{
    Description = "juliet, juliet@capulet.example or juliet@capulet.example/balcony",
    Required = true,
};
var password = new Option<string?>("--password-file")
{
    Description = "A file with the password; without it the password is the local part, as 'make play' sets it",
};
var domain = new Option<string>("--domain") { Description = "The host of an account given without one", DefaultValueFactory = _ => "localhost" };
var prompt = new Command("prompt", "Log in, then send what is typed and show both directions") { account, password, domain, server };
prompt.SetAction((parse, ct) => PromptCommand.RunAsync(
    parse.GetValue(account)!, parse.GetValue(domain)!, parse.GetValue(password), parse.GetValue(server)!, ct));

return await new RootCommand("Wire scripts: an XMPP exchange as the specification would print it") { script, prompt }
    .Parse(args).InvokeAsync();
