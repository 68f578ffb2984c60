using System.Globalization;
using TokenLedger.Accounting.Metering;
using TokenLedger.Accounting.Money;
using TokenLedger.Accounting.Rates;
using TokenLedger.Gateway.Booking;
using TokenLedger.Gateway.Dialects;
using TokenLedger.Ledger.Entries;

namespace TokenLedger.Gateway.Calls;

/// <summary>Words a call as ledger entries.</summary>
internal static class CallEntries
{
    /// <summary>Longest reason written into an entry, in characters.</summary>
    private const int LongestReason = 200;

    /// <summary>The flag of a call whose key for retries its caller has used before.</summary>
    private const string RetryFlag = "duplicate_key";

    private const string Tier = "service_tier";

    /// <summary>The hold, before anything is sent.</summary>
    public static Entry Authorization(InferenceCall call, Guid id, Hold? hold) =>
        new(Origin(call, EntryKind.Authorization, id))
        {
            Hold = hold,
            Streamed = call.Streamed ? true : null,
            ToolsOffered = call.Reading.ToolsOffered,
            RequestDigest = call.RequestDigest,
            StepDigest = call.AgentStep?.Text,
            IdempotencyKey = call.IdempotencyKey,
            Flags = Flags([], [], call),
        };

    /// <summary>The itemised end.</summary>
    public static Entry Settlement(InferenceCall call, Guid id, string outcome, UsageReport usage, Bill bill)
    {
        string? tier = Find(usage.Conditions, Tier);
        string? region = Find(usage.Conditions, "region") ?? Find(usage.Conditions, "inference_geo");
        return new(Ended(call, EntryKind.Settlement, id, outcome))
        {
            ModelServed = usage.ServedModel,
            ServiceTier = tier,
            Region = region is "not_available" ? null : region,
            Conditions = bill.Lines.Count == 0 ? null : PriceFacts(usage),
            Streamed = call.Attempt.IsStream ? true : null,
            Lines = Lines(bill),
            Cost = bill.Total,
            KnownCost = bill.Known,
            EstimatedCost = bill.Estimated == Usd.Zero ? null : bill.Estimated,
            Priced = bill.Total is not null,
            UsageSource = usage.Source,
            RawUsage = usage.RawUsage,
            ProviderCost = usage.ProviderCostUsd?.ToString(CultureInfo.InvariantCulture),
            Flags = Flags(usage.Flags, bill.Flags, call),
            ContextTokens = usage.ContextTokens,
            ContextWindow = bill.ContextWindow,
            PromptParts = usage.ContextTokens is null ? null : call.PromptParts,
            ToolsCalled = usage.ToolsCalled,
            ResponseId = usage.ResponseId,
        };
    }

    /// <summary>One result of a batch, booked when it was downloaded: a call of its own.</summary>
    /// <param name="call">The download.</param>
    /// <param name="id">The entry's id.</param>
    /// <param name="result">The result.</param>
    /// <param name="subject">The batch and the caller's own id of the request.</param>
    /// <param name="bill">Its bill.</param>
    /// <param name="at">When it was answered.</param>
    public static Entry Result(
        InferenceCall call,
        Guid id,
        BatchResultLine result,
        string subject,
        Bill bill,
        DateTimeOffset at
    ) =>
        Settlement(call, id, CallOutcome.Served, result.Usage, bill) with
        {
            Kind = EntryKind.Import,
            OccurredAt = at,
            Call = id,
            Attempt = null,
            Settles = null,
            CausedBy = call.Authorization,
            Api = result.Api,
            HttpStatus = result.HttpStatus == 0 ? null : result.HttpStatus,
            LatencyMs = null,
            FirstByteMs = null,
            ResponseDigest = null,
            ProviderRequestId = null,
            Streamed = null,
            PromptParts = null,
            Reason = BookedOnce.ResultReason,
            Subject = subject,
        };

    /// <summary>The end of a call that the provider does not bill.</summary>
    public static Entry Void(InferenceCall call, Guid id, string outcome, string? reason) =>
        new(Ended(call, EntryKind.Void, id, outcome))
        {
            Reason = reason is { Length: > LongestReason } ? reason[..LongestReason] : reason,
        };

    /// <summary>A call that a rule did not allow.</summary>
    public static Entry Rejection(InferenceCall call, Guid id, Refusal refusal, string subject) =>
        new(Origin(call, EntryKind.Rejection, id))
        {
            Attempt = null,
            Outcome = refusal.Code,
            HttpStatus = refusal.Status,
            StepDigest = call.AgentStep?.Text,
            Subject = subject,
            Reason = refusal.Message.Length > LongestReason ? refusal.Message[..LongestReason] : refusal.Message,
        };

    private static EntryOrigin Ended(InferenceCall call, EntryKind kind, Guid id, string outcome) =>
        Origin(call, kind, id) with
        {
            Settles = call.Authorization,
            Outcome = outcome,
            HttpStatus = call.Status == 0 ? null : call.Status,
            LatencyMs = call.Attempt.EndedMs,
            FirstByteMs = call.Attempt.FirstByteMs,
            ResponseDigest = call.Attempt.ResponseDigest,
            ProviderRequestId = call.Attempt.ProviderRequestId,
        };

    private static EntryOrigin Origin(InferenceCall call, EntryKind kind, Guid id) =>
        new()
        {
            Kind = kind,
            Id = id,
            OccurredAt = call.ArrivedAt,
            Call = call.Id,
            Attempt = call.Attempt.Number,
            Attribution = call.Attribution,
            Provider = call.Upstream.Options.Provider,
            Upstream = call.Upstream.Options.Name == call.Upstream.Options.Provider ? null : call.Upstream.Options.Name,
            Api = call.Route.Api,
            ModelRequested = call.ModelAsked,
            TraceId = call.Trace?.TraceId,
            ParentSpanId = call.Trace?.SpanId,
            PolicyDecision = call.PolicyDecision,
            PolicyRevision = call.PolicyRevision,
            Warnings = call.Warnings.Count == 0 ? [] : [.. call.Warnings.Order(StringComparer.Ordinal)],
        };

    /// <summary>The bill's lines, and one more where the provider stated the charge, so that they sum to it.</summary>
    private static IReadOnlyList<LineItem> Lines(Bill bill) =>
        bill.CostBasis == CostBasis.ProviderReported && bill.Known != Usd.Zero
            ?
            [
                .. bill.Lines,
                new LineItem
                {
                    Meter = LineItem.StatedCharge,
                    Quantity = 1,
                    Provenance = Provenance.Reported,
                    Amount = bill.Known,
                },
            ]
            : bill.Lines;

    private static string? Find(IReadOnlyList<KeyValuePair<string, string>> facts, string name)
    {
        for (int i = 0; i < facts.Count; i++)
        {
            if (facts[i].Key == name)
            {
                return facts[i].Value;
            }
        }

        return null;
    }

    /// <summary>All that may choose a price, so that the call can be priced again; the tier has a member of its own.</summary>
    internal static KeyValuePair<string, string>[] PriceFacts(UsageReport usage)
    {
        List<KeyValuePair<string, string>> facts = new(usage.Conditions.Count);
        for (int i = 0; i < usage.Conditions.Count; i++)
        {
            KeyValuePair<string, string> condition = usage.Conditions[i];
            if (condition.Key != Tier && Find(facts, condition.Key) is null)
            {
                facts.Add(condition);
            }
        }

        facts.Sort(static (left, right) => string.CompareOrdinal(left.Key, right.Key));
        return [.. facts];
    }

    private static string[] Flags(IReadOnlyList<string> usage, IReadOnlyList<string> bill, InferenceCall call)
    {
        if (usage.Count == 0 && bill.Count == 0 && !call.IsRetry && call.Flags.Count == 0)
        {
            return [];
        }

        IEnumerable<string> own = call.IsRetry ? call.Flags.Append(RetryFlag) : call.Flags;
        string[] flags = [.. usage.Concat(bill).Concat(own).Distinct(StringComparer.Ordinal)];
        Array.Sort(flags, StringComparer.Ordinal);
        return flags;
    }
}
