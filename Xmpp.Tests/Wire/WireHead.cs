using System.Text.RegularExpressions;

namespace Xmpp.Tests.Wire;

/// <summary>The lines above the first step: what the server must be, and who talks to it.</summary>
internal sealed partial class WireHead(string file)
{
    public string? Document { get; private set; }
    public Dictionary<string, string> Config { get; } = [];
    public List<string> Hosts { get; } = [];
    public Dictionary<string, string> Accounts { get; } = [];
    public Dictionary<string, string> Components { get; } = [];
    public Dictionary<string, WireName> Names { get; } = [];
    public bool BothEngines { get; private set; }

    public void Comment(string line)
    {
        if (Document is null && DocumentLine().Match(line) is { Success: true } match)
            Document = match.Groups[1].Value;
    }

    public bool TryRead(int number, string line)
    {
        var words = line.Split(' ', '\t').Where(w => w.Length > 0).ToArray();
        switch (words[0])
        {
            case "config":
                ReadConfig(number, line);
                return true;
            case "host" when words.Length == 2:
                AddHost(words[1]);
                return true;
            case "account" when words.Length is 2 or 3:
                AddAccount(number, words[1], words.ElementAtOrDefault(2));
                return true;
            case "engines" when words is [_, "both"]:
                return BothEngines = true;
            case "client" when words.Length >= 4 && words[2] == "=":
                ReadClient(number, words);
                return true;
            case "component" when words.Length is 4 or 5 && words[2] == "=":
                ReadComponent(number, words);
                return true;
            case "peer" when words.Length >= 4 && words[2] == "=":
                ReadPeer(number, words);
                return true;
            case "raw" when words.Length >= 3 && words[2] == "server":
                ReadServer(number, words);
                return true;
            case "raw" when words.Length >= 2:
                ReadRaw(number, words);
                return true;
            case "host" or "account" or "engines" or "client" or "component" or "peer" or "raw":
                throw Wrong(number, $"cannot read '{line}'");
            default:
                return false;
        }
    }

    private void ReadConfig(int number, string line)
    {
        var match = ConfigLine().Match(line);
        if (!match.Success)
            throw Wrong(number, "config takes key = value");
        if (!Config.TryAdd(match.Groups[1].Value, match.Groups[2].Value))
            throw Wrong(number, $"{match.Groups[1].Value} is set twice");
    }

    // client juliet = juliet@capulet.example/balcony [password] [later]
    private void ReadClient(int number, string[] words)
    {
        var slash = words[3].IndexOf('/');
        if (slash < 0)
            throw Wrong(number, "a client has a full JID");
        var rest = words[4..].ToList();
        var later = rest.Remove("later");
        if (rest.Count > 1)
            throw Wrong(number, $"what is '{rest[1]}'?");
        var account = words[3][..slash];
        AddAccount(number, account, rest.FirstOrDefault());
        AddName(number, new(words[1], WireNameKind.Client, Domain(account), account, words[3][(slash + 1)..], later, number));
    }

    // component gateway = gateway.capulet.example [later]
    private void ReadComponent(int number, string[] words)
    {
        if (words.Length == 5 && words[4] != "later")
            throw Wrong(number, $"what is '{words[4]}'?");
        Components[words[3]] = WireComponent.SecretOf(words[3]);
        var host = Hosts.FirstOrDefault() ?? "capulet.example";
        AddHost(host);
        AddName(number, new(words[1], WireNameKind.Component, host, words[3], null, words.Length == 5, number));
    }

    // raw x server [tls] [as montague.example] [host]
    private void ReadServer(int number, string[] words)
    {
        var rest = words[3..].ToList();
        var isSecured = rest.Remove("tls");
        string? certified = null;
        if (rest is ["as", var domain, ..])
        {
            certified = domain;
            rest.RemoveRange(0, 2);
        }
        if (rest.Count > 1)
            throw Wrong(number, $"what is '{rest[1]}'?");
        var host = rest.FirstOrDefault() ?? Hosts.FirstOrDefault() ?? "capulet.example";
        AddHost(host);
        AddName(number, new(words[1], WireNameKind.Server, host, null, null, true, number)
        {
            IsSecured = isSecured,
            CertifiedAs = certified,
        });
    }

    // peer q = montague.example [tls] [certified]
    private void ReadPeer(int number, string[] words)
    {
        var rest = words[4..].ToList();
        var isSecured = rest.Remove("tls");
        var isCertified = rest.Remove("certified");
        if (rest.Count > 0)
            throw Wrong(number, $"what is '{rest[0]}'?");
        AddName(number, new(words[1], WireNameKind.Peer, Hosts.FirstOrDefault() ?? "capulet.example", words[3], null, true, number)
        {
            IsSecured = isSecured,
            CertifiedAs = isCertified ? words[3] : null,
        });
    }

    // raw x [tls|direct-tls|component|websocket|bosh] [host]   or   raw x = juliet@capulet.example
    private void ReadRaw(int number, string[] words)
    {
        if (words is [_, _, "=", var account])
        {
            AddAccount(number, account, null);
            AddName(number, new(words[1], WireNameKind.RawLoggedIn, Domain(account), account, null, true, number));
            return;
        }
        var rest = words[2..].ToList();
        var kind = rest.Remove("tls") ? WireNameKind.RawTls
            : rest.Remove("direct-tls") ? WireNameKind.RawDirectTls
            : rest.Remove("component") ? WireNameKind.RawComponent
            : rest.Remove("websocket") ? WireNameKind.RawWebSocket
            : rest.Remove("bosh") ? WireNameKind.RawBosh
            : WireNameKind.Raw;
        if (rest.Count > 1)
            throw Wrong(number, $"what is '{rest[1]}'?");
        var host = rest.FirstOrDefault() ?? Hosts.FirstOrDefault() ?? "capulet.example";
        AddHost(host);
        AddName(number, new(words[1], kind, host, null, null, true, number));
    }

    private void AddName(int number, WireName name)
    {
        if (!WordOnly().IsMatch(name.Name))
            throw Wrong(number, $"'{name.Name}' is no name");
        if (!Names.TryAdd(name.Name, name))
            throw Wrong(number, $"'{name.Name}' is declared twice");
    }

    private void AddAccount(int number, string bareJid, string? password)
    {
        var local = bareJid.Split('@')[0];
        if (local.Length == 0 || !bareJid.Contains('@') || bareJid.Contains('/'))
            throw Wrong(number, $"'{bareJid}' is no bare JID");
        AddHost(Domain(bareJid));
        if (password is not null || !Accounts.ContainsKey(bareJid))
            Accounts[bareJid] = password ?? local;
    }

    private void AddHost(string host)
    {
        if (!Hosts.Contains(host))
            Hosts.Add(host);
    }

    private static string Domain(string bareJid) => bareJid[(bareJid.IndexOf('@') + 1)..];

    private WireSyntaxException Wrong(int number, string problem) => new(file, number, problem);

    [GeneratedRegex(@"^#\s*(RFC \d+|XEP-\d+)\b")]
    private static partial Regex DocumentLine();

    [GeneratedRegex(@"^config\s+([A-Za-z0-9_.""-]+)\s*=\s*(\S.*)$")]
    private static partial Regex ConfigLine();

    [GeneratedRegex(@"^[A-Za-z]\w*$")]
    private static partial Regex WordOnly();
}
