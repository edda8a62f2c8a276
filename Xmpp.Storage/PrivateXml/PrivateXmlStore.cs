using System.Security.Cryptography;
using System.Text;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage.Engines;

namespace Xmpp.Storage.PrivateXml;

/// <summary>Private elements as rows.</summary>
public sealed class PrivateXmlStore(IStorageEngine engine) : IPrivateXmlStore
{
    public string Name => "private XML";

    public async ValueTask<byte[]?> FindAsync(Jid account, string ns, string name, CancellationToken ct)
    {
        var values = new { Owner = account.Bare, Key = KeyOf(ns, name) };
        return await engine.ReadAsync(
            (session, token) => session.QueryFirstOrDefaultAsync<byte[]>(
                "SELECT payload FROM private_elements WHERE owner = @Owner AND element_key = @Key", values, token),
            ct);
    }

    public Task<IReadOnlyList<PrivateElement>> LoadAsync(Jid account, CancellationToken ct) =>
        engine.ReadAsync<IReadOnlyList<PrivateElement>>(
            async (session, token) =>
            {
                var rows = await session.QueryAsync<ElementRow>(
                    """
                    SELECT namespace AS Namespace, name AS Name, payload AS Payload FROM private_elements
                    WHERE owner = @Owner ORDER BY element_key
                    """,
                    new { Owner = account.Bare }, token);
                return [.. rows.Select(row => new PrivateElement(row.Namespace, row.Name, row.Payload))];
            },
            ct);

    public Task<bool> SetAsync(
        Jid account, IReadOnlyList<PrivateElement> elements, PrivateXmlQuota quota, CancellationToken ct) =>
        engine.WriteAsync((session, token) => SetAsync(session, account.Bare, elements, quota, token), ct);

    public Task<long> SizeAsync(Jid account, CancellationToken ct) =>
        engine.ReadAsync(
            async (session, token) => (await SizesAsync(session, account.Bare, token)).Values.Sum(),
            ct);

    public Task<int> EraseAsync(Jid account, CancellationToken ct) =>
        engine.WriteAsync(
            (session, token) => session.ExecuteAsync(
                "DELETE FROM private_elements WHERE owner = @Owner", new { Owner = account.Bare }, token),
            ct);

    private static async Task<bool> SetAsync(
        StorageSession session, Jid account, IReadOnlyList<PrivateElement> elements, PrivateXmlQuota quota,
        CancellationToken ct)
    {
        var sizes = await SizesAsync(session, account, ct);
        var before = sizes.Values.Sum();
        var countBefore = sizes.Count;
        foreach (var element in elements)
            sizes[HexKeyOf(element)] = element.Payload.Length;
        var after = sizes.Values.Sum();
        // Who is over a limit that was lowered may still make it better.
        if ((after > quota.MaxBytes && after >= before) || (sizes.Count > quota.MaxElements && sizes.Count > countBefore))
            return false;
        foreach (var element in elements)
        {
            var values = new
            {
                account,
                Key = KeyOf(element.Namespace, element.Name),
                element.Namespace,
                element.Name,
                Size = element.Payload.Length,
                element.Payload,
            };
            await session.ExecuteAsync(
                """
                REPLACE INTO private_elements (owner, element_key, namespace, name, size, payload)
                VALUES (@account, @Key, @Namespace, @Name, @Size, @Payload)
                """,
                values, ct);
        }
        return true;
    }

    private static async Task<Dictionary<string, long>> SizesAsync(
        StorageSession session, Jid account, CancellationToken ct)
    {
        var rows = await session.QueryAsync<Row>(
            "SELECT element_key AS ElementKey, size AS Size FROM private_elements WHERE owner = @account",
            new { account }, ct);
        return rows.ToDictionary(row => Convert.ToHexString(row.ElementKey), row => row.Size, StringComparer.Ordinal);
    }

    private static string HexKeyOf(PrivateElement element) =>
        Convert.ToHexString(KeyOf(element.Namespace, element.Name));

    // No XML text has a NUL, so it cannot be moved from one part to the other.
    private static byte[] KeyOf(string ns, string name) => SHA256.HashData(Encoding.UTF8.GetBytes($"{ns}\0{name}"));

    private sealed class ElementRow
    {
        public required string Namespace { get; init; }
        public required string Name { get; init; }
        public required byte[] Payload { get; init; }
    }

    private sealed class Row
    {
        public required byte[] ElementKey { get; init; }
        public long Size { get; init; }
    }
}
