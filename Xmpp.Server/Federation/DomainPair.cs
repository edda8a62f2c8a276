namespace Xmpp.Server.Federation;

/// <summary>One of our domains and one of another server's, both prepared (XEP-0220 §1.3).</summary>
internal readonly record struct DomainPair(string Local, string Remote)
{
    public override string ToString() => $"{Local}/{Remote}";
}
