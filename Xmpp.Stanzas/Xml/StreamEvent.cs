namespace Xmpp.Stanzas.Xml;

/// <summary>What <see cref="StanzaReader.Read"/> came upon.</summary>
public enum StreamEvent
{
    /// <summary>All bytes are consumed and nothing is complete yet.</summary>
    NeedMore,

    /// <summary>The stream header is complete: <see cref="StanzaReader.Header"/>.</summary>
    Opened,

    /// <summary>A top-level element is complete: <see cref="StanzaReader.Element"/>.</summary>
    Element,

    /// <summary>The closing <c>&lt;/stream:stream&gt;</c> has been read.</summary>
    Closed,

    /// <summary>The input breaks a rule: <see cref="StanzaReader.Error"/>. The reader takes no more bytes.</summary>
    Failed,
}
