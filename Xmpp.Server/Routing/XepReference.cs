namespace Xmpp.Server.Routing;

/// <summary>Which specification, in which version, a feature implements; docs/XEPS.md is printed from these.</summary>
internal readonly record struct XepReference(int Number, string Version, string Title);
