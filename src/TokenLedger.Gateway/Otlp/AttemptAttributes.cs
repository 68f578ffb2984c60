using TokenLedger.Ledger.Entries;

namespace TokenLedger.Gateway.Otlp;

/// <summary>
/// What the span of one of several attempts says. None of it is a name for generative AI: by those receivers count calls,
/// tokens and cost, and the call's own span has them for all its attempts.
/// </summary>
internal static class AttemptAttributes
{
    /// <summary>All attributes of an attempt.</summary>
    public static IReadOnlyList<OtlpAttribute> Of(AttemptEnd end, OtlpOptions options)
    {
        Entry entry = end.Entry;
        List<OtlpAttribute> to =
        [
            new("tokenledger.entry", entry.Id.ToString()),
            new("tokenledger.sequence", end.Sequence),
        ];
        if (entry.Attempt is { } number)
        {
            to.Add(new("tokenledger.attempt", (long)number));
        }

        if (entry.Attempt is > 1 and var again)
        {
            to.Add(new("http.request.resend_count", (long)again - 1));
        }

        Add(to, "tokenledger.upstream", entry.Upstream ?? entry.Provider);
        Add(to, "tokenledger.model", entry.ModelRequested);
        Add(to, "tokenledger.outcome", entry.Outcome);
        Add(to, "tokenledger.attempt.cost.usd", (entry.KnownCost ?? entry.Cost)?.ToString());
        CallAttributes.AddEnd(to, entry);
        Add(to, "langfuse.observation.type", options.Langfuse ? "span" : null);
        return to;
    }

    private static void Add(List<OtlpAttribute> to, string name, string? value)
    {
        if (value is not null)
        {
            to.Add(new(name, value));
        }
    }
}
