using System.Collections.Immutable;
using Xmpp.Storage.Administration;

namespace Xmpp.Server.Administration;

/// <summary>What somebody may do, everywhere and at single hosts.</summary>
internal sealed record Rights(AdminRole Everywhere, ImmutableDictionary<string, AdminRole> Hosts)
{
    public static readonly Rights None = new(AdminRole.None, ImmutableDictionary<string, AdminRole>.Empty);

    /// <summary>The command line: whoever may open the socket owns the server.</summary>
    public static readonly Rights All = None with { Everywhere = AdminRole.Admin };

    public bool IsNone => Everywhere == AdminRole.None && Hosts.Values.All(role => role == AdminRole.None);

    public AdminRole At(string host)
    {
        var here = Hosts.GetValueOrDefault(host);
        return here > Everywhere ? here : Everywhere;
    }

    /// <summary>The same and what the grant adds.</summary>
    public Rights With(string? host, AdminRole role) => host is null
        ? this with { Everywhere = role > Everywhere ? role : Everywhere }
        : this with { Hosts = Hosts.SetItem(host, role > Hosts.GetValueOrDefault(host) ? role : Hosts.GetValueOrDefault(host)) };

    /// <summary>The same, but not more than that role, and (unless null) at that host only.</summary>
    public Rights Within(AdminRole role, string? host)
    {
        if (host is not null)
            return None.With(host, Least(role, At(host)));
        return new Rights(Least(role, Everywhere), Hosts.ToImmutableDictionary(h => h.Key, h => Least(role, h.Value)));
    }

    /// <summary>False if the other may do anything that this one may not: he is not to be touched then.</summary>
    public bool Covers(Rights other) => Everywhere >= other.Everywhere && other.Hosts.All(h => At(h.Key) >= h.Value);

    private static AdminRole Least(AdminRole one, AdminRole other) => one < other ? one : other;
}
