namespace Xmpp.Server.Configuration;

/// <summary>What can be switched off, and its settings; one section for each feature.</summary>
public sealed record FeatureOptions
{
    public DiscoOptions Disco { get; init; } = new();
    public PingOptions Ping { get; init; } = new();
    public VersionOptions Version { get; init; } = new();
    public TimeOptions Time { get; init; } = new();
    public LastActivityOptions LastActivity { get; init; } = new();
    public PrivateXmlOptions PrivateXml { get; init; } = new();

    [OptionName("vcard")]
    public VCardOptions VCard { get; init; } = new();

    public StreamManagementOptions StreamManagement { get; init; } = new();
    public ClientStateOptions ClientState { get; init; } = new();
    public ArchiveOptions Archive { get; init; } = new();
    public PushOptions Push { get; init; } = new();
    public OfflineOptions Offline { get; init; } = new();
    public BlockingOptions Blocking { get; init; } = new();
    public ReportsOptions Reports { get; init; } = new();
    public CarbonsOptions Carbons { get; init; } = new();
    public PepOptions Pep { get; init; } = new();
    public ProfileOptions Profiles { get; init; } = new();
    public CommandOptions Commands { get; init; } = new();
}
