using System.Collections.Immutable;
using Xmpp.Server.Sessions;
using Xmpp.Storage.Push;

namespace Xmpp.Server.Features.Push;

/// <summary>
/// Which devices are woken: each decides for itself, so that one that is in use does not silence one that sleeps (cases
/// RTE-14). A device is known by the resource from which it enabled push.
/// </summary>
internal static class PushTargets
{
    /// <summary>The device sleeps: it has no session, one that waits to be resumed, or one that nobody looks at.</summary>
    public static bool Sleeps(PushRegistration registration, ImmutableArray<Resource> resources) =>
        DeviceOf(registration, resources) is not { } device || Sleeps(device);

    /// <summary>Whether a message is news for the device.</summary>
    /// <param name="registration">The device's.</param>
    /// <param name="resources">All that are connected of the account.</param>
    /// <param name="isForOne">It is for the session that its address names and for no other (a room's messages).</param>
    /// <param name="isStored">
    /// It waits in the store: for a session that has shown no presence, too, be it one that is just ending.
    /// </param>
    /// <param name="gets">Tells who gets it, or a copy.</param>
    /// <param name="whileAnotherIsActive">Also while another device is in use.</param>
    public static bool IsDue(
        PushRegistration registration, ImmutableArray<Resource> resources, bool isForOne, bool isStored,
        Func<Resource, bool> gets, bool whileAnotherIsActive)
    {
        var device = DeviceOf(registration, resources);
        if (!whileAnotherIsActive && resources.Any(r => r != device && r is { IsAvailable: true, Priority: >= 0 } && !Sleeps(r)))
            return false;
        if (device is null)
            return !isForOne;
        return (Sleeps(device) && gets(device)) || (isStored && !device.IsAvailable);
    }

    private static Resource? DeviceOf(PushRegistration registration, ImmutableArray<Resource> resources)
    {
        foreach (var resource in resources)
        {
            if (resource.FullJid.Resource == registration.Resource)
                return resource;
        }
        return null;
    }

    private static bool Sleeps(Resource resource) => resource.IsHibernating || resource.IsInactive;
}
