namespace XmppTorture;

/// <summary>All messages of a run. A body is unique and names its message.</summary>
internal sealed class Ledger
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, SentMessage> _messages = [];

    public SentMessage New(string device, string sender, string recipient)
    {
        lock (_lock)
        {
            var number = _messages.Count;
            var message = new SentMessage($"m{number} of {device}", number, device, sender, recipient);
            _messages.Add(message.Body, message);
            return message;
        }
    }

    public void Settle(string body, Fate fate)
    {
        lock (_lock)
        {
            // An error may come after the acknowledgement, and then it counts.
            if (_messages.TryGetValue(body, out var message) && (message.Fate == Fate.Open || fate == Fate.Refused))
                message.Fate = fate;
        }
    }

    public IReadOnlyList<SentMessage> All
    {
        get
        {
            lock (_lock)
                return [.. _messages.Values];
        }
    }
}
