namespace Xmpp.Server.Commands.Checks;

/// <summary>One line of <c>xmppserver check</c>.</summary>
/// <param name="Verdict">How bad it is.</param>
/// <param name="Subject">"certificate capulet.example".</param>
/// <param name="Message">What was found.</param>
/// <param name="Remedy">What to do, or null.</param>
internal sealed record CheckResult(CheckVerdict Verdict, string Subject, string Message, string? Remedy = null)
{
    public static CheckResult Good(string subject, string message) => new(CheckVerdict.Good, subject, message);

    public static CheckResult Hint(string subject, string message, string? remedy = null) =>
        new(CheckVerdict.Hint, subject, message, remedy);

    public static CheckResult Mistake(string subject, string message, string? remedy = null) =>
        new(CheckVerdict.Mistake, subject, message, remedy);
}
