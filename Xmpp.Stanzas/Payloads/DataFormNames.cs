using System.Xml.Linq;

namespace Xmpp.Stanzas.Payloads;

/// <summary>Names of XEP-0004 and XEP-0068.</summary>
public static class DataFormNames
{
    public static readonly XNamespace Ns = "jabber:x:data";
    public static readonly XName X = Ns + "x";
    public static readonly XName Title = Ns + "title";
    public static readonly XName Instructions = Ns + "instructions";
    public static readonly XName Field = Ns + "field";
    public static readonly XName Value = Ns + "value";
    public static readonly XName Required = Ns + "required";
    public static readonly XName Option = Ns + "option";
    public static readonly XName Type = "type";
    public static readonly XName Var = "var";
    public static readonly XName Label = "label";

    /// <summary>XEP-0068 §3.1: the field that names what the others mean.</summary>
    public const string FormType = "FORM_TYPE";

    // Field types (XEP-0004 §3.3).
    public const string Boolean = "boolean";
    public const string Fixed = "fixed";
    public const string Hidden = "hidden";
    public const string JidMulti = "jid-multi";
    public const string JidSingle = "jid-single";
    public const string ListMulti = "list-multi";
    public const string ListSingle = "list-single";
    public const string TextMulti = "text-multi";
    public const string TextPrivate = "text-private";
    public const string TextSingle = "text-single";
}
