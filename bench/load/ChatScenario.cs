namespace XmppLoad;

/// <summary>Pairs of users: what does a message from one to the other cost?</summary>
internal static class ChatScenario
{
    public static async Task RunAsync(Bench b)
    {
        var traffic = new PairTraffic(b, b.Options.Number("pairs", 10), b.Options.Number("messages", 10000));
        b.Options.Number("sm-every", 25);
        b.Options.RefuseUnknown();
        await traffic.ConnectAsync();
        b.Probe.ResetPeak();
        var before = b.Probe.Sample();
        double seconds = await traffic.RunAsync();
        var after = b.Probe.Sample();
        traffic.Report();
        b.Set("seconds", seconds, 3);
        b.Set("messages_per_s", traffic.Messages / seconds, 1);
        b.SetLatency(traffic.Latencies);
        b.SetServer(before, after, traffic.Messages, "message");
        await traffic.CloseAsync();
    }
}
