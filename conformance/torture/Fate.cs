namespace XmppTorture;

/// <summary>What a sender knows of a message.</summary>
internal enum Fate
{
    /// <summary>Sent, or about to be sent again.</summary>
    Open,

    /// <summary>The server has counted it (XEP-0198 §4): from here on it must not be lost.</summary>
    Acknowledged,

    /// <summary>The session was lost before the server said anything: it may be there or not.</summary>
    Unknown,

    /// <summary>The server answered with an error: it need not be there.</summary>
    Refused,
}
