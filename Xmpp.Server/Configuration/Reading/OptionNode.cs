namespace Xmpp.Server.Configuration.Reading;

/// <summary>What was written somewhere, before anybody knows what it should have been.</summary>
internal abstract class OptionNode(SourceLocation location)
{
    public SourceLocation Location { get; } = location;
}
