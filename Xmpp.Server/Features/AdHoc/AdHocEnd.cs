using System.Xml.Linq;

namespace Xmpp.Server.Features.AdHoc;

/// <summary>A command that has completed.</summary>
internal sealed record AdHocEnd(AdHocNote? Note, XElement? Result) : AdHocStep;
