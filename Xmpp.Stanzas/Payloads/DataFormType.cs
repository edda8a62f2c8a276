namespace Xmpp.Stanzas.Payloads;

/// <summary>The context of a form (XEP-0004 §3.1).</summary>
public enum DataFormType
{
    Form,
    Submit,
    Cancel,
    Result,
}
