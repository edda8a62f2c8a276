using System.Collections.Concurrent;
using Xmpp.Storage;
using Xmpp.Storage.Engines;

namespace Xmpp.Tests.Storage.Engines;

/// <summary>Writes down what the engine says.</summary>
public sealed class CountingObserver : IStorageObserver
{
    public ConcurrentQueue<int> Commits { get; } = [];
    public ConcurrentQueue<(StorageErrorKind Kind, int Operations)> Failures { get; } = [];

    public void OnCommitted(int operations, TimeSpan elapsed) => Commits.Enqueue(operations);
    public void OnRead(TimeSpan elapsed) => Assert.That(elapsed, Is.GreaterThanOrEqualTo(TimeSpan.Zero));
    public void OnFailed(StorageErrorKind kind, int operations) => Failures.Enqueue((kind, operations));
}
