using Xmpp.Stanzas.Jids;

namespace Xmpp.Server.Administration;

/// <summary>An operation that is asked for, with what has been checked.</summary>
/// <param name="Actor">Who asks.</param>
/// <param name="Values">By the names of the parameters: string, long, bool or Jid.</param>
/// <param name="Hosts">The hosts it concerns: the one that is named, or all where the actor may do this.</param>
internal sealed record OperationCall(Actor Actor, IReadOnlyDictionary<string, object> Values, IReadOnlyList<string> Hosts)
{
    public const int DefaultPage = 50;

    /// <summary>How many at most, of a page.</summary>
    public int Limit => (int)(Integer("limit") ?? DefaultPage);

    /// <summary>Behind what the page begins.</summary>
    public string? Cursor => Text("cursor");

    public string? Text(string name) => Values.GetValueOrDefault(name) as string;
    public long? Integer(string name) => Values.GetValueOrDefault(name) as long?;
    public bool? Flag(string name) => Values.GetValueOrDefault(name) as bool?;
    public Jid? Jid(string name) => Values.GetValueOrDefault(name) as Jid;

    /// <summary>A parameter that is required.</summary>
    public string RequiredText(string name) => (string)Values[name];

    /// <summary>A parameter that is required.</summary>
    public Jid RequiredJid(string name) => (Jid)Values[name];

    // A record prints its members, and there may be a password (cases OPS-09).
    public override string ToString() => nameof(OperationCall);
}
