namespace Xmpp.Server.Configuration.Reloading;

/// <summary>Brings components that come, go or are configured otherwise into force (cases OPS-07).</summary>
internal interface IComponentChanges
{
    /// <summary>False for a name that only a restart can make a component.</summary>
    bool MayCome(string name);

    /// <summary>Does all that can fail, and changes nothing.</summary>
    /// <param name="now">All that are there afterwards; those that have not changed are the records of before.</param>
    /// <returns>Brings it into force, when the hosts are those of afterwards; cannot fail.</returns>
    /// <exception cref="ReloadRefusedException">There is nowhere for them to connect to.</exception>
    Action Prepare(IReadOnlyList<ComponentOptions> now);
}
