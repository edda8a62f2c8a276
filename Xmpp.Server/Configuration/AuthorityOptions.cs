namespace Xmpp.Server.Configuration;

/// <summary>Whose signatures on other servers' certificates count (RFC 6120 §13.7.2).</summary>
public sealed record AuthorityOptions
{
    /// <summary>The authorities that the system trusts.</summary>
    public bool System { get; init; } = true;

    /// <summary>And these: PEM files, or folders of them.</summary>
    [FilePath]
    public IReadOnlyList<string> Roots { get; init; } = [];
}
