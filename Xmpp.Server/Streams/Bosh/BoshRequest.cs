using System.Xml.Linq;

namespace Xmpp.Server.Streams.Bosh;

/// <summary>A request as it has come (XEP-0124 §6): its attributes, its elements, and who waits for the answer.</summary>
internal sealed class BoshRequest
{
    private readonly TaskCompletionSource<ReadOnlyMemory<byte>> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public required long Rid { get; init; }

    /// <summary>Null asks for a new session.</summary>
    public string? Sid { get; init; }

    public string? To { get; init; }
    public string? From { get; init; }
    public string? Lang { get; init; }
    public string? XmppVersion { get; init; }
    public string? Content { get; init; }
    public string? Key { get; init; }
    public string? NewKey { get; init; }
    public Version? Version { get; init; }

    /// <summary>Seconds.</summary>
    public long? Wait { get; init; }

    public long? Hold { get; init; }

    /// <summary>Seconds.</summary>
    public long? Pause { get; init; }

    public bool IsTerminate { get; init; }
    public bool IsRestart { get; init; }
    public required IReadOnlyList<XElement> Elements { get; init; }

    /// <summary>Octets of the whole body.</summary>
    public required int Bytes { get; init; }

    /// <summary>It only asks for what there is.</summary>
    public bool IsEmpty => Elements.Count == 0 && Pause is null && !IsTerminate && !IsRestart;

    /// <summary>When it came; a time stamp.</summary>
    public long ArrivedAt { get; set; }

    /// <summary>Nobody is there any more to take the answer; on the session's loop.</summary>
    public bool IsBroken { get; set; }

    /// <summary>The body that answers it.</summary>
    public Task<ReadOnlyMemory<byte>> Answered => _answer.Task;

    public void Answer(ReadOnlyMemory<byte> body) => _answer.TrySetResult(body);
}
