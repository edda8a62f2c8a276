using System.Xml.Linq;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Payloads;

namespace Xmpp.Server.Services.Muc;

/// <summary>What somebody searches rooms for (XEP-0433 §4.2, §6.1).</summary>
/// <param name="Terms">Each of them must be found in one of the places; empty for all rooms.</param>
/// <param name="ByOccupants">The fullest first; else in the order of the addresses.</param>
internal sealed record ChannelSearch(
    IReadOnlyList<string> Terms, bool InAddress, bool InName, bool InDescription, int MinOccupants, bool ByOccupants)
{
    public static readonly XNamespace Ns = "urn:xmpp:channel-search:0:search";
    public static readonly XName Search = Ns + "search";
    private static readonly XNamespace s_errors = "urn:xmpp:channel-search:0:error";

    private const string FormType = "urn:xmpp:channel-search:0:search-params";
    private const string Address = "{urn:xmpp:channel-search:0:order}address";
    private const string Occupants = "{urn:xmpp:channel-search:0:order}nusers";
    private const string RoomType = "xep-0045";
    private const int MinLength = 2, MaxTerms = 10;

    /// <summary>§4.2.1: the form with what counts where nothing else is said.</summary>
    public static DataForm Form() => DataForm.Create(
        DataFormType.Form, FormType,
        new("q", DataFormNames.TextSingle) { Label = "Search for" },
        new("all", DataFormNames.Boolean, "0") { Label = "Return all rooms (ignore search terms)" },
        new("sinname", DataFormNames.Boolean, "1") { Label = "Search in name" },
        new("sindescription", DataFormNames.Boolean, "1") { Label = "Search in description" },
        new("sinaddress", DataFormNames.Boolean, "1") { Label = "Search in address" },
        new("min_users", DataFormNames.TextSingle, "0") { Label = "Occupants at least" },
        new("types", DataFormNames.ListMulti, RoomType)
        {
            Label = "Service types",
            Options = [new DataFormOption(RoomType, "Multi-User Chat")],
        },
        new("key", DataFormNames.ListSingle, Address)
        {
            Label = "Sort results by",
            Options = [new DataFormOption(Address, "Address"), new DataFormOption(Occupants, "Number of occupants")],
        });

    /// <summary>Null and the search, or what is wrong with it. Fields that nobody knows are passed over (§5).</summary>
    public static StanzaError? Read(DataForm form, out ChannelSearch? search)
    {
        search = null;
        if (form.Type != DataFormType.Submit || form.FormType != FormType)
            return StanzaError.BadRequest;
        var q = form.Value("q");
        var (all, address, name, description) =
            (Flag(form, "all", false), Flag(form, "sinaddress", true), Flag(form, "sinname", true), Flag(form, "sindescription", true));
        if (all is null || address is null || name is null || description is null || !TryReadMin(form, out var min))
            return StanzaError.BadRequest;
        if (all == true && !string.IsNullOrWhiteSpace(q))
            return Error(StanzaError.BadRequest, "conflicting-fields", new XElement(s_errors + "var", "all"), new XElement(s_errors + "var", "q"));
        if (q is null && all != true)
            return Error(StanzaError.BadRequest, "no-search-conditions"); // §4.2.2.7
        string[] terms = all == true ? [] : (q ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (all != true && (terms.Length is 0 or > MaxTerms || terms.Any(term => term.Length < MinLength)))
            return Error(StanzaError.BadRequest, "invalid-search-terms") with { Text = "A search term has two characters at least." };
        var key = form.Value("key") ?? Address;
        if (key is not (Address or Occupants))
            return Error(StanzaError.FeatureNotImplemented with { Type = StanzaErrorType.Modify }, "invalid-sort-key"); // §4.2.2.2
        if (all == false && !address.Value && !name.Value && !description.Value)
            return Error(StanzaError.BadRequest, "no-search-conditions");
        search = new ChannelSearch(terms, address.Value, name.Value, description.Value, min, key == Occupants);
        // §6.2: rooms are all there is.
        if (form.Field("types") is { } types && !types.Values.Contains(RoomType))
            search = search with { MinOccupants = int.MaxValue };
        return null;
    }

    public bool Matches(FoundRoom room) => room.Occupants >= MinOccupants && Terms.All(term =>
        (InAddress && Has(room.Jid.ToString(), term)) || (InName && Has(room.Configuration.Name, term))
        || (InDescription && Has(room.Configuration.Description, term)));

    private static bool Has(string text, string term) => text.Contains(term, StringComparison.OrdinalIgnoreCase);

    private static bool? Flag(DataForm form, string name, bool otherwise) =>
        form.Field(name) is null ? otherwise : form.Boolean(name);

    private static bool TryReadMin(DataForm form, out int min)
    {
        min = 0;
        return string.IsNullOrEmpty(form.Value("min_users"))
            || int.TryParse(form.Value("min_users"), System.Globalization.NumberStyles.None, null, out min);
    }

    private static StanzaError Error(StanzaError error, string condition, params object[] content) =>
        error with { Application = new XElement(s_errors + condition, content) };
}
