using System.Xml.Linq;
using Xmpp.Server.Features.Pep;
using Xmpp.Server.Routing;
using Xmpp.Server.Services.PubSub;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;
using Xmpp.Stanzas.Payloads;
using Xmpp.Storage.PrivateXml;
using Xmpp.Storage.PubSub;

namespace Xmpp.Server.Features.Profiles;

/// <summary>
/// One list of bookmarks for old clients and new ones: the items of XEP-0402 are the truth; private XML (XEP-0049) and the
/// node of XEP-0048 show it, and what is written there goes into the items (XEP-0402 §5.3, XEP-0411).
/// </summary>
internal sealed class BookmarkConversion(
    Nodes nodes, IPubSubItemStore items, Publishing publishing, PepScopes scopes, IPrivateXmlStore privateXml, TimeProvider time)
{
    private const string Current = "current";
    private const int MaxBookmarks = 10_000;

    /// <summary>A node that keeps fewer would lose bookmarks of an old client's list.</summary>
    private const int LeastItems = 100;

    private static readonly XName? s_notPrivate = PubSubErrors.PreconditionNotMet.Application?.Name;

    private readonly SemaphoreSlim[] _locks = [.. Enumerable.Range(0, 64).Select(_ => new SemaphoreSlim(1, 1))];

    /// <summary>The list that an old client reads.</summary>
    /// <param name="account">Whose.</param>
    /// <param name="stored">What is kept in private XML itself.</param>
    /// <param name="ct">Cancels the reading.</param>
    public async ValueTask<XElement> ReadAsync(Jid account, XElement stored, CancellationToken ct) =>
        await PrivateNodeAsync(account, ct) is { Exists: true, IsPrivate: true }
            ? BookmarkRules.ToStorage(await BookmarksAsync(account, ct), stored)
            : stored;

    /// <summary>An old client has written its list; null when it is in the items, too.</summary>
    public async ValueTask<StanzaError?> WriteAsync(Jid account, XElement storage, CancellationToken ct)
    {
        using var _ = await EnterAsync(account, ct);
        return await ApplyAsync(account, storage, ct) is { } error ? error : await ShowAsync(account, storage, ct);
    }

    /// <summary>Something was published or taken away at one of the two nodes, by a client.</summary>
    public async ValueTask OnChangedAsync(Node node, IReadOnlyList<PubSubItem> published, CancellationToken ct)
    {
        if (node.Name is not (BookmarkNames.Node or BookmarkNames.OldNode) || !(await PrivateNodeAsync(node.Owner, ct)).IsPrivate)
            return;
        using var _ = await EnterAsync(node.Owner, ct);
        if (node.Name == BookmarkNames.Node)
        {
            await OnItemsChangedAsync(node.Owner, published.Count > 0, ct);
            return;
        }
        if (published.Count > 0 && StoredElement.Read(published[^1].Payload) is { } storage && storage.Name == BookmarkNames.Storage)
            await ApplyAsync(node.Owner, storage, ct);
    }

    // What old clients have written before there were items is in private XML alone, and is added before the list is shown in
    // its place for the first time. Once the list was shown, private XML has nothing to say.
    private async ValueTask OnItemsChangedAsync(Jid account, bool isPublished, CancellationToken ct)
    {
        XElement? imported = null;
        if (await nodes.FindAsync(account, BookmarkNames.OldNode, ct) is null)
        {
            if (!isPublished)
                return;
            (imported, var error) = await ImportAsync(account, ct);
            if (error is not null)
                return;
        }
        await ShowAsync(account, imported, ct);
    }

    private async ValueTask<(XElement? Imported, StanzaError? Error)> ImportAsync(Jid account, CancellationToken ct)
    {
        if (await nodes.FindAsync(account, BookmarkNames.Node, ct) is not { } node
            || await privateXml.FindAsync(account, BookmarkNames.Storage.NamespaceName, BookmarkNames.Storage.LocalName, ct) is not { } stored)
        {
            return (null, null);
        }
        var storage = StoredElement.Read(stored);
        var bookmarks = await BookmarksAsync(account, ct);
        var known = bookmarks.Select(b => b.Id).ToHashSet(StringComparer.Ordinal);
        var missing = BookmarkRules.Changes(bookmarks, storage).Published.Where(b => !known.Contains(b.Id)).ToList();
        if (bookmarks.Count + missing.Count > Math.Min(node.Config.MaxItems, scopes.Of(account).Limits.MaxItems))
            return (null, StanzaError.ResourceConstraint); // each would push another out
        foreach (var (id, conference) in missing)
        {
            if (await PublishAsync(account, BookmarkNames.Node, id, conference, NodeConfig.Max, ct) is { } error)
                return (null, error);
        }
        return (storage, null);
    }

    // XEP-0402 §5.3.2: only what has changed is published, so only that is told.
    private async ValueTask<StanzaError?> ApplyAsync(Jid account, XElement storage, CancellationToken ct)
    {
        if (!(await PrivateNodeAsync(account, ct)).IsPrivate)
            return null; // XEP-0411 §5: what others may read gets nothing
        var (published, retracted) = BookmarkRules.Changes(await BookmarksAsync(account, ct), storage);
        foreach (var (id, conference) in published)
        {
            if (await PublishAsync(account, BookmarkNames.Node, id, conference, NodeConfig.Max, ct) is { } error)
                return error;
        }
        return retracted.Count == 0
            ? null
            : await publishing.RetractAsync(
                scopes.Of(account), account, BookmarkNames.Node, retracted, notify: true, isDerived: true, ct);
    }

    // XEP-0402 §5.3.1; XEP-0411 §3: those who wait for events of the old node get one.
    private async ValueTask<StanzaError?> ShowAsync(Jid account, XElement? written, CancellationToken ct)
    {
        if (!(await PrivateNodeAsync(account, ct)).IsPrivate)
            return null;
        var shown = (await items.LastAsync(account, BookmarkNames.OldNode, ct)) is { } last
            ? StoredElement.Read(last.Payload)
            : null;
        var storage = BookmarkRules.ToStorage(await BookmarksAsync(account, ct), written ?? shown);
        return shown is not null && XNode.DeepEquals(shown, storage)
            ? null
            : await PublishAsync(account, BookmarkNames.OldNode, Current, storage, 1, ct);
    }

    private async Task<StanzaError?> PublishAsync(
        Jid account, string node, string id, XElement payload, int maxItems, CancellationToken ct)
    {
        // XEP-0223 §2. Always: a client may delete or open the node at this moment.
        var form = DataForm.Create(
            DataFormType.Submit, PubSubNames.PublishOptionsForm,
            new DataFormField(NodeConfigFields.AccessModelVar, null, "whitelist"),
            new DataFormField("pubsub#persist_items", null, "true"));
        var scope = scopes.Of(account);
        var defaults = scope.Defaults with
        {
            MaxItems = maxItems,
            SendLast = node == BookmarkNames.Node ? SendLastItem.Never : SendLastItem.OnSubscriptionAndPresence,
        };
        var item = new PubSubItem(id, account, time.GetUtcNow(), StoredElement.Write(payload));
        var error = await publishing.PublishAsync(
            scope with { Defaults = defaults }, account, new PublishRequest(node, [item], null, form), isDerived: true, ct);
        return error?.Application?.Name == s_notPrivate ? null : error; // XEP-0411 §5: what others may read gets nothing
    }

    // Both nodes are for the account alone, or not there yet.
    private async ValueTask<(bool Exists, bool IsPrivate)> PrivateNodeAsync(Jid account, CancellationToken ct)
    {
        var node = await nodes.FindAsync(account, BookmarkNames.Node, ct);
        var old = await nodes.FindAsync(account, BookmarkNames.OldNode, ct);
        return (node is not null, IsPrivate(node) && IsPrivate(old) && (node is null || node.Config.MaxItems >= LeastItems));

        static bool IsPrivate(Node? node) =>
            node is null || node is { Config: { AccessModel: AccessModel.Whitelist, PersistItems: true } };
    }

    private async ValueTask<IReadOnlyList<(string Id, XElement Conference)>> BookmarksAsync(Jid account, CancellationToken ct)
    {
        var page = await items.PageAsync(
            account, BookmarkNames.Node, new PubSubPageQuery(MaxBookmarks, int.MaxValue, null, null, false), ct);
        return [.. (page?.Items ?? []).Where(i => i.Payload.Length > 0).Select(i => (i.Id, StoredElement.Read(i.Payload)))];
    }

    private async ValueTask<Releaser> EnterAsync(Jid account, CancellationToken ct)
    {
        var semaphore = _locks[account.GetHashCode() & 63];
        await semaphore.WaitAsync(ct);
        return new Releaser(semaphore);
    }

    private readonly struct Releaser(SemaphoreSlim semaphore) : IDisposable
    {
        public void Dispose() => semaphore.Release();
    }
}
