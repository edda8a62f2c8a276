using System.Net;
using System.Xml.Linq;
using Xmpp.Server.Configuration;
using Xmpp.Server.Features.Registration;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage;
using Xmpp.Storage.Accounts;

namespace Xmpp.Tests.Features.Registration;

public class RegistrationOriginTests
{
    [Test, Case("ABU-03")]
    public async Task Whoever_registers_in_band_is_noted_with_his_address()
    {
        await using var host = await TestHost.StartAsync(
            listens: false, configure: options => options with { Registration = new RegistrationOptions { Enabled = true } });
        var stream = host.Server.C2s.Registration.Open("capulet.example", IPAddress.Parse("192.0.2.7"));
        var query = new XElement(
            RegistrationNames.Query, new XElement(RegistrationNames.Username, "juliet"), new XElement(RegistrationNames.Password, "x"));
        var iq = new XElement(XmppNames.Iq, new XAttribute(XmppNames.Type, "set"), new XAttribute(XmppNames.Id, "r"), query);
        var answer = await stream.AnswerAsync(iq, default);
        Assert.That((string?)answer.Attribute(XmppNames.Type), Is.EqualTo("result"));
        Assert.That(
            await new Stores(host.Server.Storage, TimeProvider.System).AccountOrigins.FindAsync(Jid.Parse("juliet@capulet.example"), default),
            Is.EqualTo(new AccountOrigin(AccountWay.InBand, "192.0.2.7")));
    }
}
