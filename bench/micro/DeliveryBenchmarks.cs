using System.Collections.Immutable;
using System.Xml.Linq;
using BenchmarkDotNet.Attributes;
using Xmpp.Server.Routing;
using Xmpp.Server.Sessions;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;

namespace Xmpp.Micro;

/// <summary>RFC 6121 §8.5 for an account with three resources.</summary>
public class DeliveryBenchmarks
{
    private static readonly string[] Names = ["balcony", "garden", "orchard"];

    private readonly Jid _bare = Jid.Parse("romeo@montague.example");
    private readonly Jid _full = Jid.Parse("romeo@montague.example/orchard");
    private readonly ImmutableArray<Resource> _resources;
    private readonly Stanza _stanza;

    public DeliveryBenchmarks()
    {
        _resources = [.. Names.Select((name, number) =>
            new Resource(Jid.Parse($"romeo@montague.example/{name}"), number, DateTimeOffset.UnixEpoch) { IsAvailable = true })];
        Stanza.Read(new XElement(XmppNames.Message, new XAttribute("type", "chat")), out var stanza);
        _stanza = stanza ?? throw new InvalidOperationException("The message is no stanza");
    }

    [Benchmark]
    public int PlanForBare() => DeliveryRules.Plan(_stanza, _bare, exists: true, _resources).Targets.Count;

    [Benchmark]
    public int PlanForFull() => DeliveryRules.Plan(_stanza, _full, exists: true, _resources).Targets.Count;
}
