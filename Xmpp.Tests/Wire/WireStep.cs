namespace Xmpp.Tests.Wire;

/// <summary>One line of a script below its head.</summary>
public abstract record WireStep(int Line)
{
    /// <summary>§3.3  Title.</summary>
    public sealed record Section(int Line, string Title) : WireStep(Line);

    /// <summary>juliet -> …; the text is sent as it stands, after captures and escapes.</summary>
    public sealed record Send(int Line, string Name, string Text) : WireStep(Line);

    /// <summary>juliet &lt;- …</summary>
    public sealed record Expect(int Line, string Name, WirePattern Pattern) : WireStep(Line);

    /// <summary>juliet | silence.</summary>
    public sealed record Silence(int Line, string Name) : WireStep(Line);

    /// <summary>{ … }: these come in any order.</summary>
    public sealed record AnyOrder(int Line, IReadOnlyList<Expect> Expected) : WireStep(Line);

    /// <summary>clock +5m.</summary>
    public sealed record Clock(int Line, TimeSpan By) : WireStep(Line);

    /// <summary>server restarts: an orderly stop, and a start with the same data.</summary>
    public sealed record Restart(int Line) : WireStep(Line);

    /// <summary>juliet drops.</summary>
    public sealed record Act(int Line, string Name, WireAct What) : WireStep(Line);

    /// <summary>given juliet available.</summary>
    public sealed record Given(int Line, IReadOnlyList<WireGiven> Sentences) : WireStep(Line);
}
