namespace XmppTorture;

/// <summary>One message of the run.</summary>
internal sealed class SentMessage(string body, int number, string device, string sender, string recipient)
{
    public string Body => body;

    /// <summary>Grows with the order in which a device sends.</summary>
    public int Number => number;

    public string Device => device;

    /// <summary>Bare JIDs.</summary>
    public string Sender => sender;

    public string Recipient => recipient;

    public Fate Fate { get; set; } = Fate.Open;
}
