using System.Net.Sockets;
using DnsClient;
using DnsClient.Protocol;
using Xmpp.Server.Configuration;

namespace Xmpp.Server.Federation.Discovery;

/// <summary>Asks the resolver that is configured, or that of the system, and keeps what it says.</summary>
internal sealed class Resolver
{
    private readonly DnsOptions _options;
    private readonly LookupClient _client;
    private readonly DnsCache _cache;

    public Resolver(DnsOptions options, TimeProvider time)
    {
        _options = options;
        _cache = new DnsCache(options.CacheEntries, time);
        _client = Client(options);
    }

    /// <summary>Records of one kind. Nothing is thrown but the cancellation; errors are outcomes.</summary>
    /// <param name="name">A-labels, without final dot.</param>
    public async ValueTask<DnsAnswer> QueryAsync(string name, QueryType type, CancellationToken ct)
    {
        var question = $"{type} {name}";
        if (_cache.Find(question) is { } known)
            return known;
        var answer = await AskAsync(name, type, ct);
        _cache.Add(question, answer);
        return answer;
    }

    private async Task<DnsAnswer> AskAsync(string name, QueryType type, CancellationToken ct)
    {
        try
        {
            // The library's timeout is one attempt's; a resolver that answers garbage could go on for longer.
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
            limit.CancelAfter(_options.Timeout * (_options.Retries + 1) + TimeSpan.FromSeconds(1));
            // The final dot: no search list of this machine is asked.
            return Read(await _client.QueryAsync(name + ".", type, QueryClass.IN, limit.Token), type);
        }
        catch (DnsResponseException)
        {
            return DnsAnswer.Failed with { TimeToLive = _options.FailedTtl };
        }
        catch (Exception e) when (!ct.IsCancellationRequested
            && e is OperationCanceledException or SocketException or IOException or ArgumentException
                or InvalidOperationException or IndexOutOfRangeException)
        {
            return DnsAnswer.Failed with { TimeToLive = _options.FailedTtl };
        }
    }

    private DnsAnswer Read(IDnsQueryResponse response, QueryType type)
    {
        var isSecure = response.Header.IsAuthenticData;
        if (response.Header.ResponseCode == DnsHeaderResponseCode.NotExistentDomain)
            return new DnsAnswer(DnsOutcome.NoSuchName, [], isSecure, Negative(response));
        if (response.Header.ResponseCode != DnsHeaderResponseCode.NoError)
            return DnsAnswer.Failed with { TimeToLive = _options.FailedTtl };
        var wanted = (ResourceRecordType)(int)type;
        var records = response.Answers.Where(record => record.RecordType == wanted).ToList();
        return records.Count == 0
            ? new DnsAnswer(DnsOutcome.Answered, [], isSecure, Negative(response))
            : new DnsAnswer(DnsOutcome.Answered, records, isSecure, Positive(response));
    }

    // The CNAMEs on the way count, too.
    private TimeSpan Positive(IDnsQueryResponse response) =>
        Within(response.Answers.Min(record => TimeSpan.FromSeconds(Math.Max(0, record.InitialTimeToLive))), _options.MaxTtl);

    // RFC 2308 §5: the SOA's MINIMUM and its own time to live; an answer without SOA is kept as long as a failure.
    private TimeSpan Negative(IDnsQueryResponse response) =>
        response.Authorities.SoaRecords().FirstOrDefault() is { } soa
            ? Within(TimeSpan.FromSeconds(Math.Min(soa.Minimum, (long)Math.Max(0, soa.InitialTimeToLive))), _options.NegativeTtl)
            : Within(_options.FailedTtl, _options.NegativeTtl);

    private TimeSpan Within(TimeSpan ttl, TimeSpan most) =>
        ttl < _options.MinTtl ? _options.MinTtl : ttl > most ? most : ttl;

    private static LookupClient Client(DnsOptions options)
    {
        var settings = options.Resolvers.Count == 0
            ? new LookupClientOptions()
            : new LookupClientOptions([.. options.Resolvers.Select(one => System.Net.IPEndPoint.Parse(one))]);
        settings.Timeout = options.Timeout;
        settings.Retries = options.Retries;
        settings.UseCache = false; // without bound, and by the real clock
        settings.ThrowDnsErrors = false;
        settings.ContinueOnEmptyResponse = false;
        settings.RequestDnsSecRecords = options.TrustAd; // the DO bit is what resolvers answer with AD
        return new LookupClient(settings);
    }
}
