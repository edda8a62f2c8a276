namespace Xmpp.Server.Configuration;

/// <summary>Everything that can be set in <c>server.toml</c>; the defaults run localhost on SQLite in <c>./data</c>.</summary>
public sealed record ServerOptions
{
    /// <summary>The domains that this server answers for; at least one.</summary>
    public IReadOnlyList<HostOptions> Hosts { get; init; } = [new HostOptions()];

    /// <summary>Where everything that must survive is kept: database, made certificates, control socket.</summary>
    [FilePath]
    public string DataDirectory { get; init; } = "./data";

    public ListenerOptions Listeners { get; init; } = new();
    public DatabaseOptions Storage { get; init; } = new();

    /// <summary>Services of their own programs that may connect here (XEP-0114).</summary>
    public IReadOnlyList<ComponentOptions> Components { get; init; } = [];

    public FederationOptions Federation { get; init; } = new();
    public LimitOptions Limits { get; init; } = new();
    public SaslOptions Sasl { get; init; } = new();
    public BindingOptions Binding { get; init; } = new();
    public RegistrationOptions Registration { get; init; } = new();
    public InvitationOptions Invitations { get; init; } = new();
    public RoutingOptions Routing { get; init; } = new();
    public RoomOptions Rooms { get; init; } = new();

    [OptionName("pubsub")]
    public PubSubOptions PubSub { get; init; } = new();

    public UploadOptions Upload { get; init; } = new();
    public CallOptions Calls { get; init; } = new();
    public FeatureOptions Features { get; init; } = new();
    public WebOptions Web { get; init; } = new();
    public AdminOptions Admin { get; init; } = new();
    public HttpOptions Http { get; init; } = new();
    public LogOptions Log { get; init; } = new();
    public ShutdownOptions Shutdown { get; init; } = new();
}
