namespace XmppTorture;

/// <summary>What must be true at the end; one line for each check.</summary>
/// <param name="hasOutages">
/// The database goes away: a write that timed out may have been carried out all the same. Its sender was refused, or has
/// lost the session before he heard of it, and nobody got it live.
/// </param>
internal sealed class Verdict(Ledger ledger, IReadOnlyList<Device> devices, bool hasOutages)
{
    private int _passed;
    private int _failed;

    /// <summary>One account: its archive, and what its devices show.</summary>
    public void Check(string account, IReadOnlyList<(string Id, string Body)> archive)
    {
        var counts = archive.GroupBy(m => m.Body).ToDictionary(g => g.Key, g => g.Count());
        Check($"{account}: no message is twice in the archive", counts.Where(c => c.Value > 1).Select(c => c.Key));
        var acknowledged = ledger.All
            .Where(m => m.Fate == Fate.Acknowledged && (m.Sender == account || m.Recipient == account)).ToList();
        Check($"{account}: every acknowledged message is in the archive ({acknowledged.Count})",
            acknowledged.Where(m => !counts.ContainsKey(m.Body)).Select(m => $"{m.Body} from {m.Sender} to {m.Recipient}"));
        Check($"{account}: the messages of a device are in the order in which it sent them", OutOfOrder(archive));
        foreach (var device in devices.Where(d => d.Account == account))
            Check(device, archive);
    }

    public void Check(string what, IEnumerable<string> problems)
    {
        var found = problems.Take(5).ToList();
        Console.WriteLine(found.Count == 0 ? $"ok   {what}" : $"FAIL {what}: {string.Join("; ", found)}");
        if (found.Count == 0)
            _passed++;
        else
            _failed++;
    }

    /// <summary>The last line, and the exit status.</summary>
    public int Close()
    {
        Console.WriteLine($"{_passed} passed, {_failed} failed");
        return _failed == 0 ? 0 : 1;
    }

    private void Check(Device device, IReadOnlyList<(string Id, string Body)> archive)
    {
        var history = device.History;
        Check($"{device.Name}: nothing odd came", history.Problems);
        var known = archive.ToDictionary(m => m.Id, m => m.Body);
        Check($"{device.Name}: shows only what is in the archive",
            history.Bodies.Where(m => known.GetValueOrDefault(m.Key) != m.Value).Select(m => $"{m.Value} ({m.Key})"));
        var sentBy = ledger.All.ToDictionary(m => m.Body);
        Check($"{device.Name}: shows all of it ({archive.Count})", archive
            .Where(m => device.Kind == DeviceKind.Modern || sentBy[m.Body].Recipient == device.Account)
            .Where(m => !hasOutages || sentBy[m.Body].Fate == Fate.Acknowledged)
            .Where(m => !history.Bodies.ContainsKey(m.Id) && !history.Own.Contains(m.Body))
            .Select(m => $"{m.Body} ({sentBy[m.Body].Fate})"));
        var position = archive.Select((m, i) => (m.Id, i)).ToDictionary(m => m.Id, m => m.i);
        Check($"{device.Name}: came live in the order of the archive ({history.Live.Count})", history.Live
            .Where(m => position.ContainsKey(m.Id)).GroupBy(m => m.Session)
            .SelectMany(session => session.Zip(session.Skip(1)))
            .Where(pair => position[pair.First.Id] > position[pair.Second.Id])
            .Select(pair => $"{history.Bodies[pair.Second.Id]} behind {history.Bodies[pair.First.Id]}"));
    }

    private IEnumerable<string> OutOfOrder(IReadOnlyList<(string Id, string Body)> archive)
    {
        var messages = ledger.All.ToDictionary(m => m.Body);
        var last = new Dictionary<string, SentMessage>();
        foreach (var (_, body) in archive)
        {
            if (!messages.TryGetValue(body, out var message) || message.Fate != Fate.Acknowledged)
                continue;
            if (last.TryGetValue(message.Device, out var before) && before.Number > message.Number)
                yield return $"{message.Body} behind {before.Body}";
            last[message.Device] = message;
        }
    }
}
