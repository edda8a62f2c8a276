using Xmpp.Server.Components.Delegation;
using Xmpp.Server.Components.Privileges;
using Xmpp.Server.Configuration;
using Xmpp.Server.Configuration.Reloading;
using Xmpp.Server.Routing;
using Xmpp.Server.Services;

namespace Xmpp.Server.Components;

/// <summary>
/// Components that come, go or are configured otherwise while the server runs (cases OPS-07). One of which anything has
/// changed is sent away as one that goes is: it comes again with what it has to know now, and is told what it may.
/// </summary>
/// <param name="directory">The components.</param>
/// <param name="privileges">What they may do.</param>
/// <param name="delegation">What they answer.</param>
/// <param name="hosts">Below which they are.</param>
/// <param name="services">Whose names are taken.</param>
/// <param name="streams">Those that are there, logged in or not.</param>
/// <param name="listen">Opens their listeners, if they are not open; throws <see cref="IOException"/>.</param>
internal sealed class ComponentChanges(
    ComponentDirectory directory, PrivilegeServices privileges, DelegationServices delegation, HostTable hosts,
    ServiceDirectory services, Func<IEnumerable<ComponentStream>> streams, Action listen) : IComponentChanges
{
    // Rooms, nodes and files of that name are in use.
    public bool MayCome(string name) => !hosts.Contains(name) && !services.Contains(name);

    public Action Prepare(IReadOnlyList<ComponentOptions> now)
    {
        try
        {
            if (now.Count > 0)
                listen();
        }
        catch (IOException e)
        {
            throw new ReloadRefusedException("listeners.components", e.Message, e);
        }
        return () =>
        {
            directory.Replace(now);
            privileges.Replace(now);
            delegation.Replace(now);
            hosts.MakeAgain(); // services, and streams with other servers, are not where a component is
            foreach (var stream in streams())
                stream.PostEndIfChanged();
        };
    }
}
