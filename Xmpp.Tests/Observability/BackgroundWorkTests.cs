using Microsoft.Extensions.Logging.Abstractions;
using Xmpp.Server.Observability;

namespace Xmpp.Tests.Observability;

public class BackgroundWorkTests
{
    [Test, CancelAfter(30_000)]
    public async Task What_runs_alone_is_not_begun_again_before_it_has_ended(CancellationToken ct)
    {
        var background = new BackgroundWork(NullLogger<BackgroundWork>.Instance, ct);
        var end = new TaskCompletionSource();
        var begun = 0;
        for (var i = 0; i < 3; i++)
        {
            background.RunAlone("one", _ =>
            {
                Interlocked.Increment(ref begun);
                return end.Task;
            });
        }
        Assert.That(background.Running, Is.EqualTo(1));
        end.SetException(new InvalidOperationException()); // however it ends
        while (background.Running > 0)
            await Task.Delay(5, ct);
        var again = new TaskCompletionSource();
        background.RunAlone("one", _ => Task.Run(again.SetResult, ct));
        await again.Task.WaitAsync(ct);
        Assert.That(begun, Is.EqualTo(1));
    }
}
