using TokenLedger.Accounting.Metering;

namespace TokenLedger.Gateway.Dialects;

/// <summary>
/// What a request for speech or images says that its answer does not repeat and its price may depend on, for the usage
/// reader of its route.
/// </summary>
internal static class MediaFacts
{
    /// <summary>Longest value taken from a form, in characters.</summary>
    private const int LongestValue = 64;

    /// <summary>The facts of a request's JSON body, or of its form's fields; none on routes without media.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> Of(
        Route route,
        ReadOnlySpan<byte> json,
        IReadOnlyDictionary<string, string>? form
    )
    {
        bool images = route.Api.EndsWith(".images", StringComparison.Ordinal);
        if (!images && !route.Api.EndsWith(".speech", StringComparison.Ordinal))
        {
            return [];
        }

        List<KeyValuePair<string, string>> facts = [];
        RequestFact.Read(route.Api, json, facts);
        if (images && form is not null)
        {
            Add(facts, RequestFact.ImageSize, form.GetValueOrDefault("size"));
            Add(facts, RequestFact.ImageQuality, form.GetValueOrDefault("quality"));
        }

        return facts;
    }

    private static void Add(List<KeyValuePair<string, string>> facts, string name, string? value)
    {
        if (value is { Length: > 0 and <= LongestValue })
        {
            facts.Add(new(name, value));
        }
    }
}
