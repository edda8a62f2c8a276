using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace Xmpp.Tests.Peers;

/// <summary>As much of STUN and TURN as it takes to ask for a relayed address over UDP (RFC 8489, RFC 8656 §7).</summary>
public sealed class TurnClient(IPEndPoint server) : IDisposable
{
    /// <summary>What came back: 0 for success, else the error code.</summary>
    public const int Success = 0;

    private const ushort AllocateRequest = 0x0003;
    private const ushort AllocateSuccess = 0x0103;
    private const ushort Username = 0x0006;
    private const ushort MessageIntegrity = 0x0008;
    private const ushort ErrorCode = 0x0009;
    private const ushort Realm = 0x0014;
    private const ushort Nonce = 0x0015;
    private const ushort RelayedAddress = 0x0016;
    private const ushort RequestedTransport = 0x0019;
    private const int Header = 20;

    private readonly UdpClient _socket = new(new IPEndPoint(IPAddress.Loopback, 0));

    /// <summary>Asks without credentials, learns realm and nonce (401), and asks again with them.</summary>
    public async Task<int> AllocateAsync(string username, string password, CancellationToken ct)
    {
        var first = await AskAsync(Request([]), ct);
        if (CodeOf(first) != 401)
            throw new AssertionException($"a relay for anybody: {CodeOf(first)}");
        var (realm, nonce) = (Find(first, Realm)!, Find(first, Nonce)!);
        List<(ushort, byte[])> attributes = [(Username, Encoding.UTF8.GetBytes(username)), (Realm, realm), (Nonce, nonce)];
        // CA5351: RFC 8489 §9.2.2 makes the key so.
#pragma warning disable CA5351
        var key = MD5.HashData(Encoding.UTF8.GetBytes($"{username}:{Encoding.UTF8.GetString(realm)}:{password}"));
#pragma warning restore CA5351
        var answer = await AskAsync(Sign(Request(attributes), key), ct);
        if (CodeOf(answer) == Success)
            Assert.That(Find(answer, RelayedAddress), Is.Not.Null);
        return CodeOf(answer);
    }

    public void Dispose() => _socket.Dispose();

    // The server may not listen yet, and datagrams get lost: so it is asked until it answers.
    private async Task<byte[]> AskAsync(byte[] request, CancellationToken ct)
    {
        while (true)
        {
            ct.ThrowIfCancellationRequested();
            try
            {
                await _socket.SendAsync(request, server, ct);
                using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
                patience.CancelAfter(TimeSpan.FromMilliseconds(500));
                var answer = (await _socket.ReceiveAsync(patience.Token)).Buffer;
                if (answer.Length >= Header && answer.AsSpan(8, 12).SequenceEqual(request.AsSpan(8, 12)))
                    return answer;
            }
            catch (Exception e) when (e is SocketException or OperationCanceledException && !ct.IsCancellationRequested)
            {
                await Task.Delay(50, ct);
            }
        }
    }

    private static byte[] Request(List<(ushort Type, byte[] Value)> attributes)
    {
        var message = new List<byte>(new byte[Header]);
        Append(message, RequestedTransport, [17, 0, 0, 0]); // UDP
        foreach (var (type, value) in attributes)
            Append(message, type, value);
        var bytes = message.ToArray();
        BinaryPrimitives.WriteUInt16BigEndian(bytes, AllocateRequest);
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(2), (ushort)(bytes.Length - Header));
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(4), 0x2112A442);
        RandomNumberGenerator.Fill(bytes.AsSpan(8, 12));
        return bytes;
    }

    // RFC 8489 §14.5: over what is before it, with the length as it is with it.
    private static byte[] Sign(byte[] message, byte[] key)
    {
        BinaryPrimitives.WriteUInt16BigEndian(message.AsSpan(2), (ushort)(message.Length - Header + 24));
        var signed = new List<byte>(message);
        // CA5350: as above.
#pragma warning disable CA5350
        Append(signed, MessageIntegrity, HMACSHA1.HashData(key, message));
#pragma warning restore CA5350
        return [.. signed];
    }

    private static void Append(List<byte> message, ushort type, byte[] value)
    {
        message.AddRange([(byte)(type >> 8), (byte)type, (byte)(value.Length >> 8), (byte)value.Length]);
        message.AddRange(value);
        while (message.Count % 4 != 0)
            message.Add(0);
    }

    private static int CodeOf(byte[] answer)
    {
        if (BinaryPrimitives.ReadUInt16BigEndian(answer) == AllocateSuccess)
            return Success;
        var error = Find(answer, ErrorCode) ?? throw new AssertionException("neither success nor error");
        return error[2] * 100 + error[3];
    }

    private static byte[]? Find(byte[] message, ushort type)
    {
        for (var at = Header; at + 4 <= message.Length;)
        {
            var length = BinaryPrimitives.ReadUInt16BigEndian(message.AsSpan(at + 2));
            if (BinaryPrimitives.ReadUInt16BigEndian(message.AsSpan(at)) == type)
                return message.AsSpan(at + 4, length).ToArray();
            at += 4 + (length + 3) / 4 * 4;
        }
        return null;
    }
}
