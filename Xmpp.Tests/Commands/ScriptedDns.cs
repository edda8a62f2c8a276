using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Xmpp.Tests.Commands;

/// <summary>A DNS server on loopback that knows some records: "A name address", "SRV name target port" (RFC 1035 §4).</summary>
internal sealed class ScriptedDns : IDisposable
{
    private const int TypeA = 1;
    private const int TypeSrv = 33;
    private const int HeaderLength = 12;

    private readonly UdpClient _socket = new(new IPEndPoint(IPAddress.Loopback, 0));
    private readonly string[][] _records;

    public ScriptedDns(params string[] records)
    {
        _records = [.. records.Select(record => record.Split(' '))];
        _ = AnswerAsync();
    }

    public IPEndPoint EndPoint => (IPEndPoint)_socket.Client.LocalEndPoint!;

    public void Dispose() => _socket.Dispose();

    private async Task AnswerAsync()
    {
        try
        {
            while (true)
            {
                var query = await _socket.ReceiveAsync();
                await _socket.SendAsync(Answer(query.Buffer), query.RemoteEndPoint);
            }
        }
        catch (Exception e) when (e is ObjectDisposedException or SocketException)
        {
            // The test has ended.
        }
    }

    private byte[] Answer(byte[] query)
    {
        var (name, end) = ReadName(query, HeaderLength);
        var type = BinaryPrimitives.ReadUInt16BigEndian(query.AsSpan(end));
        var answers = _records
            .Where(record => record[1] == name && type == (record[0] == "A" ? TypeA : TypeSrv))
            .Select(record => Record(type, record))
            .ToList();
        // QR and RA set; NXDOMAIN where nothing is known of the name.
        var code = _records.Any(record => record[1] == name) ? 0 : 3;
        byte[] header = [query[0], query[1], 0x81, (byte)(0x80 | code), 0, 1, 0, (byte)answers.Count, 0, 0, 0, 0];
        return [.. header, .. query[HeaderLength..(end + 4)], .. answers.SelectMany(answer => answer)];
    }

    // The owner is a pointer to the question; class IN, TTL 60.
    private static byte[] Record(int type, string[] record)
    {
        byte[] data = type == TypeA
            ? IPAddress.Parse(record[2]).GetAddressBytes()
            : [0, 0, 0, 5, .. Number(int.Parse(record[3])), .. Name(record[2])];
        return [0xc0, HeaderLength, .. Number(type), 0, 1, 0, 0, 0, 60, .. Number(data.Length), .. data];
    }

    private static byte[] Number(int number) => [(byte)(number >> 8), (byte)number];

    private static byte[] Name(string name) =>
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
