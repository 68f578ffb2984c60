using TokenLedger.Ledger.Entries;

namespace TokenLedger.Gateway.Alerts.Recognising;

/// <summary>Calls whose model has no price in the rate book.</summary>
internal static class UnpricedAlert
{
    /// <summary>The alert of a call that was served and has lines without a price; null for any other.</summary>
    public static FoundAlert? Of(Entry entry)
    {
        bool isUnpriced =
            entry.Priced == false && entry.Flags.Any(flag => flag.StartsWith("unpriced_", StringComparison.Ordinal));
        return isUnpriced ? Found(entry, "was used and has no price: its calls count as unpriced, not as free") : null;
    }

    /// <summary>The alert of a call that was refused for it.</summary>
    public static FoundAlert Refused(Entry entry) =>
        Found(entry, "was asked for and has no price, which a budget does not allow: the call was refused");

    private static FoundAlert Found(Entry entry, string what)
    {
        string model = entry.ModelServed ?? entry.ModelRequested ?? entry.Api ?? "unknown";
        string subject = $"{entry.Provider}/{model}";
        string message = $"{subject} {what}. Add it to the rates (rates.models, or rates import).";
        return new(AlertType.UnpricedModel, subject, message)
        {
            Details = new DetailList()
                .Add("provider", entry.Provider)
                .Add("model", model)
                .Add("api", entry.Api)
                .Add("flags", string.Join(',', entry.Flags))
                .Add("call", entry.Call?.ToString("D"))
                .Done(),
        };
    }
}
