namespace Xmpp.Tests.Wire;

/// <summary>A script as read: its head and its lines.</summary>
public sealed record WireScript
{
    public required string File { get; init; }

    /// <summary>The document that the sections belong to: "XEP-0191", "RFC 6121".</summary>
    public string? Document { get; init; }

    /// <summary>Dotted keys of server.toml, each with its value as TOML writes it.</summary>
    public required IReadOnlyDictionary<string, string> Config { get; init; }

    /// <summary>The virtual hosts: those declared, and those that an account needs.</summary>
    public required IReadOnlyList<string> Hosts { get; init; }

    /// <summary>Bare JID → password.</summary>
    public required IReadOnlyDictionary<string, string> Accounts { get; init; }

    /// <summary>The domain of each component → its secret.</summary>
    public required IReadOnlyDictionary<string, string> Components { get; init; }

    public required IReadOnlyDictionary<string, WireName> Names { get; init; }
    public required IReadOnlyList<WireStep> Steps { get; init; }

    /// <summary>Runs on MariaDB as well as on SQLite.</summary>
    public bool BothEngines { get; init; }

    /// <summary>It speaks of archive ids (XEP-0359), so those that come must be written down.</summary>
    public bool KnowsArchive { get; init; }

    /// <summary>Somebody comes by HTTP.</summary>
    public bool NeedsWeb
    {
        get => field || Names.Values.Any(name => name.Kind is WireNameKind.RawWebSocket or WireNameKind.RawBosh);
        init;
    }

    /// <summary>"RFC 6121 §3.1.3", for every section of the script.</summary>
    public required IReadOnlyList<string> Specs { get; init; }

    /// <summary>"ROS-05", for every requirement that a title names.</summary>
    public required IReadOnlyList<string> Cases { get; init; }
}
