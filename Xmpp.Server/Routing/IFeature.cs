namespace Xmpp.Server.Routing;

/// <summary>One XEP or one tight family of them.</summary>
internal interface IFeature
{
    /// <summary>What it implements, the leading specification first.</summary>
    IReadOnlyList<XepReference> Specs { get; }

    /// <summary>Names everything that has no order: IQ handlers, disco features, notifications.</summary>
    void Register(FeatureRegistry registry);
}
