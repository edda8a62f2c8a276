using Xmpp.Server.Components.Delegation;
using Xmpp.Server.Observability;
using Xmpp.Server.Routing;
using Xmpp.Storage.Engines;

namespace Xmpp.Server.Configuration.Reading;

/// <summary>What no single key can know: combinations that cannot work, and those that are dangerous.</summary>
internal sealed class OptionRules(
    ServerOptions options, IReadOnlySet<string> broken, Func<string, string> locate,
    List<ConfigurationProblem> problems, List<ConfigurationProblem> warnings)
{
    public void Check()
    {
        CheckHosts();
        CheckListeners();
        CheckComponents();
        CheckFederation();
        CheckStorage();
        CheckLimits();
        CheckLogin();
        CheckOtherAddresses();
        CheckUpload();
        CheckCalls();
        WarnOfDanger();
    }

    private void CheckHosts()
    {
        if (options.Hosts.Count == 0)
            Problem("hosts", "there is no host", "at least one [[hosts]]");
        foreach (var twice in options.Hosts.GroupBy(host => host.Name).Where(group => group.Count() > 1))
            Problem("hosts", $"host {twice.Key} is there twice (names are compared as prepared)", "each once");
        foreach (var host in options.Hosts.Where(host => host.Key is not null && host.Certificate is null))
            Problem("hosts", $"host {host.Name} has a key without a certificate", "certificate = \"…\" beside it");
    }

    private void CheckListeners()
    {
        ListenEndpoint[] all =
        [
            .. options.Listeners.C2s, .. options.Listeners.C2sTls, .. ServerListeners, .. ComponentListeners,
            .. options.Listeners.Https, .. options.Listeners.Http, .. options.Http.Listen,
        ];
        if (options.Listeners.C2s.Count + options.Listeners.C2sTls.Count == 0)
            Problem("listeners", "nobody could connect", "at least one address in c2s or c2s_tls");
        for (var i = 0; i < all.Length; i++)
        {
            for (var j = i + 1; j < all.Length; j++)
            {
                if (Collide(all[i], all[j]))
                    Problem("listeners", $"{all[i]} and {all[j]} collide", "each address and port once");
            }
        }
    }

    // XEP-0114: nothing is opened for components that are not there.
    private IReadOnlyList<ListenEndpoint> ComponentListeners =>
        options.Components.Count == 0 ? [] : options.Listeners.Components;

    private IEnumerable<ListenEndpoint> ServerListeners =>
        options.Federation.Enabled ? [.. options.Listeners.S2s, .. options.Listeners.S2sTls] : [];

    private void CheckFederation()
    {
        var federation = options.Federation;
        foreach (var twice in federation.Domains.GroupBy(d => d.Name).Where(group => group.Count() > 1))
            Problem("federation.domains", $"{twice.Key} is there twice (names are compared as prepared)", "each once");
        Least("federation.queue_bytes", federation.QueueBytes, "limits.stanza_bytes", options.Limits.StanzaBytes);
        if (federation.BytesPerSecond > 0)
            Least("federation.burst_bytes", federation.BurstBytes, "federation.bytes_per_second", federation.BytesPerSecond);
        if (federation.StanzasPerSecond > 0)
        {
            Least("federation.burst_stanzas", federation.BurstStanzas,
                "federation.stanzas_per_second", federation.StanzasPerSecond);
        }
    }

    private void CheckComponents()
    {
        foreach (var twice in options.Components.GroupBy(c => c.Name).Where(group => group.Count() > 1))
            Problem("components", $"component {twice.Key} is there twice (names are compared as prepared)", "each once");
        foreach (var host in options.Components.Where(c => options.Hosts.Any(h => h.Name == c.Name)))
            Problem("components", $"{host.Name} is a host and cannot be a component", "a name of its own, such as a subdomain");
        foreach (var open in options.Components.Where(c => string.IsNullOrEmpty(c.Secret)))
            Problem("components", $"component {open.Name} has no secret", "secret_file, or secret");
        if (options.Components.Count > 0 && options.Listeners.Components.Count == 0)
            Problem("listeners.components", "no component could connect", "at least one address");
        foreach (var component in options.Components)
            CheckGrants(component);
        CheckDelegations();
    }

    private void CheckGrants(ComponentOptions component)
    {
        var (name, privileges) = (component.Name, component.Privileges);
        foreach (var host in component.Hosts.Where(host => options.Hosts.All(h => h.Name != host)))
            Problem("components.hosts", $"component {name} has {host}, which is no host", "names of [[hosts]]");
        if ((privileges.IsAny || component.Delegations.Count > 0) && component.Hosts.Count == 0 && HostTable.HostOf(name, options.Hosts.Select(h => h.Name)) is null)
            Problem("components.privileges", $"component {name} is below no host", "hosts = [\"…\"] beside it");
        // XEP-0356 §7.4: "The server MUST reject the permission"
        if (privileges.Presence == PresencePrivilege.Roster && !privileges.MayGetRoster)
            Problem("components.privileges.presence", $"component {name} may not read rosters", "roster = \"get\" or \"both\" beside it");
    }

    private void CheckDelegations()
    {
        if (options.Hosts.Count == 0)
            return;
        var hosts = new HostTable([.. options.Hosts.DistinctBy(host => host.Name)]);
        var all = options.Components.SelectMany(component => component.HostsWithin(hosts).SelectMany(host =>
            component.Delegations.Select(delegation => (host, delegation.Namespace)))).ToList();
        foreach (var (host, name) in all.GroupBy(one => one).Where(group => group.Count() > 1).Select(group => group.Key))
            Problem("components.delegations", $"{Printable.Escape(name)} is delegated twice for {host}", "each once");
        foreach (var (_, name) in all.Distinct().Where(one => !DelegationNames.MayBeDelegated(one.Namespace)))
            Problem("components.delegations", $"{Printable.Escape(name)} cannot be delegated", "another namespace"); // XEP-0355 §8 rule 5
    }

    // "*" takes the port on every address; port 0 is another one each time.
    private static bool Collide(ListenEndpoint a, ListenEndpoint b) =>
        a.Port == b.Port && a.Port != 0 && (a.Address == b.Address || a.IsEvery || b.IsEvery);

    private void CheckStorage()
    {
        var storage = options.Storage;
        if (storage.Engine == EngineKind.MySql && storage.ConnectionString is null)
            Problem("storage.engine", "mysql needs a connection string", "connection_string or connection_string_file");
        if (storage.Engine == EngineKind.MySql && storage.Path is not null)
            Problem("storage.path", "path belongs to sqlite, but engine is mysql", "no path");
        if (storage.Engine == EngineKind.Sqlite && storage.ConnectionString is not null)
            Problem("storage.engine", "connection_string belongs to mysql, but engine is sqlite", "engine = \"mysql\"");
    }

    private void CheckLimits()
    {
        var limits = options.Limits;
        Least("limits.stanza_bytes", limits.StanzaBytes, "limits.stanza_bytes_before_login", limits.StanzaBytesBeforeLogin);
        Least("limits.bytes_before_login", limits.BytesBeforeLogin,
            "limits.stanza_bytes_before_login", limits.StanzaBytesBeforeLogin);
        Least("limits.outbox_bytes", limits.OutboxBytes, "limits.stanza_bytes", limits.StanzaBytes);
        Least("limits.component_outbox_bytes", limits.ComponentOutboxBytes, "limits.stanza_bytes", limits.StanzaBytes);
        Least("limits.stanza_bytes", limits.StanzaBytes, "features.vcard.max_bytes", options.Features.VCard.MaxBytes);
        if (limits.BytesPerSecond > 0)
            Least("limits.burst_bytes", limits.BurstBytes, "limits.bytes_per_second", limits.BytesPerSecond);
        if (limits.StanzasPerSecond > 0)
            Least("limits.burst_stanzas", limits.BurstStanzas, "limits.stanzas_per_second", limits.StanzasPerSecond);
    }

    private void CheckCalls()
    {
        foreach (var open in options.Calls.Services.Where(s => s.IsRelay && string.IsNullOrEmpty(s.Secret ?? options.Calls.Secret)))
            Problem("calls", $"the relay {open.Host} has no secret", "secret_file, or secret, in [calls] or in the service");
    }

    // RFC 7395 §3.6.1: who is sent here comes back for ever.
    private void CheckOtherAddresses()
    {
        foreach (var host in options.Hosts)
        {
            if (options.Web.WebSocket.SeeOtherUriOf(host) is { } address && OtherWebSocket.IsOwn(address, options))
            {
                var isOfHost = host.WebSocket.SeeOtherUri is not null;
                Problem(isOfHost ? "hosts.websocket.see_other_uri" : "web.websocket.see_other_uri",
                    $"{address} is our own, and {host.Name}'s clients would come back", "the address of another server");
            }
        }
    }

    private void CheckUpload()
    {
        var upload = options.Upload;
        Least("upload.max_bytes", upload.MaxBytes, "upload.max_file_bytes", upload.MaxFileBytes);
        Least("upload.max_bytes_per_day", upload.MaxBytesPerDay, "upload.max_file_bytes", upload.MaxFileBytes);
        Least("upload.max_file_bytes", upload.MaxFileBytes, "upload.profile_max_file_bytes", upload.ProfileMaxFileBytes);
        if (upload.Enabled && options.Listeners.Http.Count > 0 && options.Listeners.Https.Count == 0
            && (upload.PublicUrl ?? options.Web.PublicUrl) is null)
        {
            Warn("upload.enabled", "the addresses of files begin with http: (XEP-0363 §4 wants TLS); set web.public_url");
        }
    }

    private void CheckLogin()
    {
        if (options.Sasl.Mechanisms.Count == 0 && !options.Sasl.Anonymous)
            Problem("sasl.mechanisms", "nobody could log in", "at least one mechanism, or anonymous = true");
    }

    private void WarnOfDanger()
    {
        if (options.Registration.Enabled)
            Warn("registration.enabled", "anybody who can connect can create accounts (XEP-0077 §11)");
        if (options.Listeners.Tls == TlsRequirement.Optional && options.Listeners.C2s.Any(e => !e.IsLoopback))
            Warn("listeners.tls", "passwords and messages may cross the network in clear (RFC 6120 §13.8)");
        if (options.Federation.Tls == TlsRequirement.Optional && ServerListeners.Any(e => !e.IsLoopback))
            Warn("federation.tls", "messages to and from other servers may cross the network in clear (RFC 7590 §3.1)");
        if (ComponentListeners.Any(e => !e.IsLoopback))
            Warn("listeners.components", "what components send and get crosses the network in clear (XEP-0114)");
        if (options.Http.Listen.Any(endpoint => !endpoint.IsLoopback))
            Warn("http.listen", "metrics can be read by everyone who reaches this address; there is no login");
        if (options.Features.Push.Summary.Any(name => name.StartsWith("last-message-", StringComparison.Ordinal)))
            Warn("features.push.summary", "push services of third parties learn who writes, or what (XEP-0357 §9)");
        if (options.Sasl.Anonymous)
            Warn("sasl.anonymous", "anybody who can connect can send stanzas without an account");
        if (options.Log.WireLog)
            Warn("log.wire_log", "the log names who talks to whom");
        if (options.Log.WireLogBodies)
            Warn("log.wire_log_bodies", "the log holds what people write");
    }

    private void Least(string path, long value, string otherPath, long other)
    {
        if (value < other && !IsBroken(otherPath))
            Problem(path, $"{path} = {value} is less than {otherPath} = {other}", $"at least {other}");
    }

    // A value that could not be read was left at its default, about which there is nothing to complain.
    private bool IsBroken(string path) => broken.Contains(path.Split('.')[0]);

    private void Problem(string path, string message, string allowed)
    {
        if (!IsBroken(path))
            problems.Add(new ConfigurationProblem(locate(path), message, allowed));
    }

    private void Warn(string path, string message) =>
        warnings.Add(new ConfigurationProblem(locate(path), message));
}
