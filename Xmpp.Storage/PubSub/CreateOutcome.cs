namespace Xmpp.Storage.PubSub;

/// <summary>What became of the creation of a node.</summary>
public enum CreateOutcome
{
    Created,
    Exists,

    /// <summary>The owner has as many nodes as it may have, or the creator has made as many as he may.</summary>
    TooMany,
}
