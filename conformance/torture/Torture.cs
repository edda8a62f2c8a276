using System.Net.Sockets;
using Xmpp.Tests.Wire;

namespace XmppTorture;

/// <summary>The schedule: every device does something random at random times, and so does the world around the server.</summary>
internal sealed class Torture(ServerUnderTest server, IReadOnlyList<Device> devices, int seed, CancellationToken ct)
    : IDisposable
{
    private static readonly string[] s_accounts = ["juliet@localhost", "romeo@localhost", "nurse@localhost"];

    private readonly CancellationTokenSource _over = new();

    /// <summary>Prints a line for each check; the last is "N passed, N failed".</summary>
    public static async Task<int> RunAsync(string engine, TimeSpan length, int seed, string folder, CancellationToken ct)
    {
        folder = Path.Combine(folder, engine);
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
        Console.WriteLine($"torture: {engine}, {length.TotalSeconds} s, --seed {seed}");
        await using var server = new ServerUnderTest(engine, folder);
        await server.StartAsync(s_accounts, ct);
        var ledger = new Ledger();
        Device New(string account, string resource, DeviceKind kind) =>
            new($"{account[..account.IndexOf('@')]}-{resource}", account, resource, kind, server.EndPoint, ledger);
        Device[] devices =
        [
            New(s_accounts[0], "phone", DeviceKind.Modern), New(s_accounts[0], "laptop", DeviceKind.Modern),
            New(s_accounts[1], "phone", DeviceKind.Modern), New(s_accounts[1], "tablet", DeviceKind.Modern),
            New(s_accounts[2], "phone", DeviceKind.Plain),
        ];
        using var torture = new Torture(server, devices, seed, ct);
        await torture.PlayAsync(length);
        await torture.CalmAsync();
        var verdict = new Verdict(ledger, devices, server.HasDatabase);
        foreach (var account in s_accounts)
            verdict.Check(account, await devices.First(d => d.Account == account).ReadArchiveAsync(ct));
        verdict.Check("the server's log has no error", server.Errors().Take(3));
        Console.WriteLine(
            $"{ledger.All.Count} messages, {devices.Sum(d => d.Sessions)} sessions, {devices.Sum(d => d.Resumptions)} resumptions, "
            + $"{server.Kills} kills, {server.Restarts} restarts, {server.Outages} outages of the database");
        return verdict.Close();
    }

    public void Dispose() => _over.Dispose();

    private async Task PlayAsync(TimeSpan length)
    {
        _over.CancelAfter(length);
        var plays = devices.Select((d, i) => PlayAsync(d, new Random(seed + i))).ToList();
        await DisturbAsync(new Random(seed + devices.Count));
        await Task.WhenAll(plays);
    }

    // Everybody comes back, and what is under way arrives.
    private async Task CalmAsync()
    {
        foreach (var device in devices)
        {
            for (var attempt = 0; ; attempt++)
            {
                try
                {
                    if (!device.IsConnected)
                        await device.ConnectAsync(ct);
                    await device.SettleAsync(ct).WaitAsync(TimeSpan.FromSeconds(30), ct);
                    if (device.IsConnected)
                        break;
                }
                catch (Exception e) when (IsExpected(e) && attempt < 20)
                {
                    await Task.Delay(500, ct);
                }
            }
        }
        await Task.Delay(TimeSpan.FromSeconds(5), ct); // sessions that nobody resumed end, and what they had goes on
        foreach (var device in devices)
        {
            await device.CatchUpAsync(ct);
            await device.SettleAsync(ct);
        }
    }

    private async Task PlayAsync(Device device, Random random)
    {
        while (!_over.IsCancellationRequested)
        {
            try
            {
                await StepAsync(device, random);
            }
            catch (Exception e) when (IsExpected(e))
            {
                await Task.Delay(random.Next(50, 300), ct);
            }
            await Task.Delay(random.Next(1, 40), ct);
        }
    }

    private async Task StepAsync(Device device, Random random)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(TimeSpan.FromSeconds(10));
        var dice = random.Next(100);
        if (!device.IsConnected)
        {
            // Mostly at once, sometimes after the session is over.
            await Task.Delay(dice < 80 ? random.Next(0, 300) : random.Next(3000, 5000), ct);
            await device.ConnectAsync(patience.Token);
        }
        else if (dice < 78)
        {
            for (var i = random.Next(1, 4); i > 0; i--)
                await device.SendAsync(s_accounts[random.Next(s_accounts.Length)], patience.Token);
        }
        else if (dice < 90)
        {
            await device.AskAsync(patience.Token);
        }
        else if (dice < 98)
        {
            const string torn = "<message to='romeo@localhost' type='chat'><body>never whole";
            await device.DropAsync(random.Next(2) == 0 ? torn[..random.Next(1, torn.Length)] : null, patience.Token);
        }
        else
        {
            await device.CloseAsync(patience.Token);
        }
    }

    private async Task DisturbAsync(Random random)
    {
        while (!_over.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(random.Next(2000, 6000), _over.Token);
            }
            catch (OperationCanceledException) when (!ct.IsCancellationRequested)
            {
                return;
            }
            var dice = random.Next(server.HasDatabase ? 3 : 2);
            await (dice switch
            {
                0 => server.KillAsync(ct),
                1 => server.RestartAsync(ct),
                _ => server.OutageAsync(TimeSpan.FromMilliseconds(random.Next(100, 3000)), ct),
            });
        }
    }

    private bool IsExpected(Exception e) => !ct.IsCancellationRequested
        && e is IOException or SocketException or ObjectDisposedException or OperationCanceledException or TimeoutException
            or WireFailureException or System.Security.Authentication.AuthenticationException;
}
