namespace Xmpp.Server.Data.Ejabberd;

/// <summary>A term of Erlang as text has it: as much as ejabberd writes into its tables.</summary>
internal abstract record ErlangTerm
{
    internal sealed record Atom(string Name) : ErlangTerm;

    /// <summary>A number as it is written.</summary>
    internal sealed record Number(string Text) : ErlangTerm;

    /// <summary>A binary, or a string, that is text; null if its octets are none.</summary>
    internal sealed record Binary(string? Text) : ErlangTerm;

    /// <summary>A list; a map is one of pairs.</summary>
    internal sealed record Sequence(IReadOnlyList<ErlangTerm> Items) : ErlangTerm;

    internal sealed record Tuple(IReadOnlyList<ErlangTerm> Items) : ErlangTerm;
}
