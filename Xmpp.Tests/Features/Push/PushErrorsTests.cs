using Xmpp.Server.Features.Push;

namespace Xmpp.Tests.Features.Push;

[Spec("XEP-0357", "7.1"), Case("RTE-14")]
public class PushErrorsTests
{
    [TestCase("cancel", "item-not-found", true)]
    [TestCase("auth", "forbidden", true)]
    [TestCase("auth", "not-authorized", true)]
    [TestCase("cancel", "not-allowed", true)]
    [TestCase("cancel", "conflict", true)]
    [TestCase("cancel", "gone", true)]
    [TestCase("modify", "bad-request", true)]
    [TestCase("cancel", "feature-not-implemented", true)]
    [TestCase("cancel", "undefined-condition", true)]
    [TestCase(null, "item-not-found", true)]
    [TestCase("wait", "item-not-found", false)]
    [TestCase("wait", "remote-server-timeout", false)]
    [TestCase("wait", "resource-constraint", false)]
    [TestCase("wait", "internal-server-error", false)]
    [TestCase("cancel", "internal-server-error", false)]
    [TestCase("cancel", "remote-server-not-found", false)]
    [TestCase("cancel", "service-unavailable", false)]
    public void Which_errors_disable(string? type, string condition, bool isFinal) =>
        Assert.That(PushErrors.IsFinal(type, condition), Is.EqualTo(isFinal));
}
