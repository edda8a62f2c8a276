namespace Xmpp.Stanzas.Xml;

/// <summary>How far a token could be read.</summary>
internal enum Parsed
{
    /// <summary>The token is complete.</summary>
    Done,

    /// <summary>All bytes are right so far, and the token goes on behind them.</summary>
    Incomplete,

    /// <summary>The token breaks a rule.</summary>
    Failed,
}
