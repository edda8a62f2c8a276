namespace Xmpp.Server.Configuration.Reloading;

/// <summary>Brings hosts that come and go into force (cases OPS-07, OPS-11).</summary>
internal interface IHostChanges
{
    /// <summary>False for a name that only a restart can make a host.</summary>
    bool MayCome(string name);

    /// <summary>Does all that can fail, and changes nothing.</summary>
    /// <returns>Brings it into force; cannot fail.</returns>
    /// <exception cref="ReloadRefusedException">A certificate cannot be used.</exception>
    Action Prepare(HostChange change);
}
