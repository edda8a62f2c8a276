namespace Xmpp.Server.Services.PubSub;

/// <summary>Who may publish (XEP-0060 §16.4.4).</summary>
internal enum PublishModel
{
    Publishers,
    Subscribers,
    Open,
}
