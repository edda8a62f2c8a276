using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Xmpp.Tests.Commands;

/// <summary>
/// A DNS server on loopback that knows some records (RFC 1035 §4): "A name address", "AAAA name address",
/// "CNAME name target", "SRV name target port [priority weight]", "TLSA name usage selector matching hex",
/// "SILENT name", "SERVFAIL name".
/// </summary>
internal sealed class ScriptedDns : IDisposable
{
    private const int HeaderLength = 12;
    private static readonly Dictionary<string, int> Types =
        new() { ["A"] = 1, ["CNAME"] = 5, ["SOA"] = 6, ["AAAA"] = 28, ["SRV"] = 33, ["TLSA"] = 52 };

    private readonly UdpClient _socket = new(new IPEndPoint(IPAddress.Loopback, 0));
    private readonly string[][] _records;

    public ScriptedDns(params string[] records)
    {
        _records = [.. records.Select(record => record.Split(' '))];
        _ = AnswerAsync();
    }

    public IPEndPoint EndPoint => (IPEndPoint)_socket.Client.LocalEndPoint!;

    /// <summary>Of each record, in seconds.</summary>
    public int TimeToLive { get; init; } = 60;

    /// <summary>Says that everything is signed (AD).</summary>
    public bool IsSecure { get; init; }

    /// <summary>Where there is nothing, an SOA says for how many seconds; 0: no SOA.</summary>
    public int Minimum { get; init; }

    /// <summary>"type name" of each question.</summary>
    public ConcurrentQueue<string> Questions { get; } = [];

    public void Dispose() => _socket.Dispose();

    private async Task AnswerAsync()
    {
        try
        {
            while (true)
            {
                var query = await _socket.ReceiveAsync();
                if (Answer(query.Buffer) is { } answer)
                    await _socket.SendAsync(answer, query.RemoteEndPoint);
            }
        }
        catch (Exception e) when (e is ObjectDisposedException or SocketException)
        {
            // The test has ended.
        }
    }

    private byte[]? Answer(byte[] query)
    {
        var (name, end) = ReadName(query, HeaderLength);
        var type = BinaryPrimitives.ReadUInt16BigEndian(query.AsSpan(end));
        Questions.Enqueue($"{Types.First(known => known.Value == type).Key} {name}");
        if (Has("SILENT", name))
            return null;
        List<byte[]> answers = [];
        var owner = name;
        for (var alias = Alias(owner); alias is not null; alias = Alias(owner))
        {
            answers.Add(Record(owner, Types["CNAME"], Name(alias)));
            owner = alias;
        }
        foreach (var record in _records.Where(one => one[1] == owner && Types.GetValueOrDefault(one[0]) == type))
            answers.Add(Record(owner, type, Data(record)));
        byte[][] authority = answers.Count > 0 || Minimum == 0 ? [] : [Soa()];
        // NXDOMAIN where nothing is known of the name.
        var code = Has("SERVFAIL", name) ? 2 : _records.Any(record => record[1] == owner) ? 0 : 3;
        byte[] header =
        [
            query[0], query[1], 0x81, (byte)(0x80 | (IsSecure ? 0x20 : 0) | code),
            0, 1, 0, (byte)answers.Count, 0, (byte)authority.Length, 0, 0,
        ];
        return [.. header, .. query[HeaderLength..(end + 4)], .. answers.SelectMany(a => a), .. authority.SelectMany(a => a)];
    }

    private bool Has(string kind, string name) => _records.Any(record => record[0] == kind && record[1] == name);

    private string? Alias(string name) => _records.FirstOrDefault(record => record[0] == "CNAME" && record[1] == name)?[2];

    private static byte[] Data(string[] record) => record[0] switch
    {
        "A" or "AAAA" => IPAddress.Parse(record[2]).GetAddressBytes(),
        "SRV" => [.. Number(At(record, 4, 0)), .. Number(At(record, 5, 5)), .. Number(At(record, 3, 0)), .. Name(record[2])],
        "TLSA" => [byte.Parse(record[2]), byte.Parse(record[3]), byte.Parse(record[4]), .. Convert.FromHexString(record[5])],
        _ => throw new ArgumentException(record[0]),
    };

    private static int At(string[] record, int index, int missing) =>
        index < record.Length ? int.Parse(record[index], CultureInfo.InvariantCulture) : missing;

    private byte[] Record(string owner, int type, byte[] data) =>
        [.. Name(owner), .. Number(type), 0, 1, 0, 0, .. Number(TimeToLive), .. Number(data.Length), .. data];

    private byte[] Soa() => Record("example", Types["SOA"],
        [.. Name("ns.example"), .. Name("admin.example"), .. new byte[18], .. Number(Minimum)]);

    private static byte[] Number(int number) => [(byte)(number >> 8), (byte)number];

    // "." is the root, whose name has no label.
    private static byte[] Name(string name) => name == "." ? [0] :
        [.. name.Split('.').SelectMany(label => (byte[])[(byte)label.Length, .. Encoding.ASCII.GetBytes(label)]), 0];

    private static (string Name, int End) ReadName(byte[] message, int at)
    {
        List<string> labels = [];
        while (message[at] != 0)
        {
            labels.Add(Encoding.ASCII.GetString(message, at + 1, message[at]));
            at += message[at] + 1;
        }
        return (string.Join('.', labels), at + 1);
    }
}
