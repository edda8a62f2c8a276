namespace Xmpp.Server.Configuration;

/// <summary>Who may create nodes at the service (XEP-0060 §8.1.1).</summary>
public enum NodeCreators
{
    /// <summary>The accounts of this server.</summary>
    Local,

    Anyone,
}
