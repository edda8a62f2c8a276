namespace XmppTorture;

/// <summary>What a client knows of.</summary>
internal enum DeviceKind
{
    /// <summary>Stream management, carbons and the archive.</summary>
    Modern,

    /// <summary>Stream management only: what it is not given it does not get.</summary>
    Plain,

    /// <summary>Reads the archive and nothing else.</summary>
    Reader,
}
