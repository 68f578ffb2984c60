using System.Globalization;
using TokenLedger.Accounting.Metering;
using TokenLedger.Accounting.Money;
using TokenLedger.Accounting.Rates;
using TokenLedger.Ledger.Entries;

namespace TokenLedger.Gateway.Calls;

/// <summary>Words a call as ledger entries.</summary>
internal static class CallEntries
{
    /// <summary>Longest reason written into an entry, in characters.</summary>
    private const int LongestReason = 200;

    private const string Tier = "service_tier";

    /// <summary>The hold, before anything is sent.</summary>
    public static Entry Authorization(InferenceCall call, Guid id, Hold? hold) =>
        Base(call, EntryKind.Authorization, id) with
        {
            Hold = hold,
            Streamed = call.Reading.Streamed ? true : null,
            ToolsOffered = call.Reading.ToolsOffered,
            RequestDigest = call.RequestDigest,
            IdempotencyKey = call.IdempotencyKey,
        };

    /// <summary>The itemised end.</summary>
    public static Entry Settlement(InferenceCall call, Guid id, string outcome, UsageReport usage, Bill bill)
    {
        string? tier = Condition(usage, Tier);
        string? geo = Condition(usage, "inference_geo");
        return Ended(call, EntryKind.Settlement, id, outcome) with
        {
            ModelServed = usage.ServedModel,
            ServiceTier = tier,
            Region = geo is "not_available" ? null : geo,
            Conditions = bill.Lines.Count == 0 ? null : PriceFacts(usage),
            Streamed = call.IsStream ? true : null,
            Lines = bill.Lines,
            Cost = bill.Total,
            KnownCost = bill.Known,
            EstimatedCost = bill.Estimated == Usd.Zero ? null : bill.Estimated,
            Priced = bill.Total is not null,
            UsageSource = usage.Source,
            RawUsage = usage.RawUsage,
            ProviderCost = usage.ProviderCostUsd?.ToString(CultureInfo.InvariantCulture),
            Flags = Flags(usage, bill),
            ContextTokens = usage.ContextTokens,
            ContextWindow = bill.ContextWindow,
            ToolsCalled = usage.ToolsCalled,
            ResponseId = usage.ResponseId,
        };
    }

    /// <summary>The end of a call that the provider does not bill.</summary>
    public static Entry Void(InferenceCall call, Guid id, string outcome, string? reason) =>
        Ended(call, EntryKind.Void, id, outcome) with
        {
            Reason = reason is { Length: > LongestReason } ? reason[..LongestReason] : reason,
        };

    private static Entry Ended(InferenceCall call, EntryKind kind, Guid id, string outcome) =>
        Base(call, kind, id) with
        {
            Settles = call.Authorization,
            Outcome = outcome,
            HttpStatus = call.Status == 0 ? null : call.Status,
            LatencyMs = call.EndedMs,
            FirstByteMs = call.FirstByteMs,
            ResponseDigest = call.ResponseDigest,
            ProviderRequestId = call.ProviderRequestId,
        };

    private static Entry Base(InferenceCall call, EntryKind kind, Guid id) =>
        new()
        {
            Kind = kind,
            Id = id,
            OccurredAt = call.ArrivedAt,
            Call = call.Id,
            Attempt = 1,
            Attribution = call.Attribution,
            Provider = call.Upstream.Options.Provider,
            Upstream = call.Upstream.Options.Name == call.Upstream.Options.Provider ? null : call.Upstream.Options.Name,
            Api = call.Route.Api,
            ModelRequested = call.Reading.Model,
            TraceId = call.Trace?.TraceId,
            ParentSpanId = call.Trace?.SpanId,
        };

    private static string? Condition(UsageReport usage, string name)
    {
        foreach (KeyValuePair<string, string> condition in usage.Conditions)
        {
            if (condition.Key == name)
            {
                return condition.Value;
            }
        }

        return null;
    }

    /// <summary>All that may choose a price, so that the call can be priced again; the tier has a member of its own.</summary>
    internal static KeyValuePair<string, string>[] PriceFacts(UsageReport usage)
    {
        if (usage.Conditions.Count == 0)
        {
            return [];
        }

        KeyValuePair<string, string>[] facts =
        [
            .. usage.Conditions.Where(condition => condition.Key != Tier).DistinctBy(condition => condition.Key),
        ];
        Array.Sort(facts, static (left, right) => string.CompareOrdinal(left.Key, right.Key));
        return facts;
    }

    private static string[] Flags(UsageReport usage, Bill bill)
    {
        if (usage.Flags.Count == 0 && bill.Flags.Count == 0)
        {
            return [];
        }

        string[] flags = [.. usage.Flags.Concat(bill.Flags).Distinct(StringComparer.Ordinal)];
        Array.Sort(flags, StringComparer.Ordinal);
        return flags;
    }
}
