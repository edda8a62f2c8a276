namespace Xmpp.Fuzz.Targets;

/// <summary>One entry point for bytes from outside: it may refuse any input, and must throw for none.</summary>
internal sealed record FuzzTarget(string Name, Action<byte[]> Run)
{
    public static readonly IReadOnlyList<FuzzTarget> All =
    [
        new("stanzas", StanzaInput.Run),
        new("jid", JidInput.Run),
        new("sasl", SaslInput.Run),
        new("lua", LuaInput.Run),
        new("erlang", ErlangInput.Run),
    ];
}
