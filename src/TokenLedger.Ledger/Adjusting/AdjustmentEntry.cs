using System.Globalization;
using TokenLedger.Accounting.Metering;
using TokenLedger.Accounting.Money;
using TokenLedger.Accounting.Rates;
using TokenLedger.Ledger.Entries;

namespace TokenLedger.Ledger.Adjusting;

/// <summary>
/// Makes the entry of an adjustment. It carries the attribution, the model and the instant of the entry it corrects, so
/// that it lands where that one landed; <see cref="Entry.RecordedAt"/> says when it was booked.
/// </summary>
public static class AdjustmentEntry
{
    /// <summary>Longest reason, in characters.</summary>
    public const int LongestReason = 500;

    /// <summary>The largest sum of one adjustment, up or down: a thousand million dollars. More is a slip.</summary>
    public static Usd LargestAmount { get; } = new((Int128)1_000_000_000 * Usd.PicoPerDollar);

    /// <summary>The entry.</summary>
    /// <param name="draft">What is asked for.</param>
    /// <param name="corrected">The entry it names; null when it names none.</param>
    /// <param name="now">The clock.</param>
    /// <returns>The entry, or one sentence that says what is wrong.</returns>
    public static (Entry? Entry, string? Problem) Of(AdjustmentDraft draft, Entry? corrected, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(draft);
        string? problem = JudgeWords(draft) ?? JudgeLines(draft.Lines);
        problem ??= corrected is null ? JudgeInstant(draft.OccurredAt, now) : JudgeCorrected(corrected);
        if (problem is not null)
        {
            return (null, problem);
        }

        Entry scope = corrected is null ? Scope(draft, now) : Scope(corrected);
        IReadOnlyList<LineItem> lines = IsWhollyEstimated(corrected)
            ? [.. draft.Lines.Select(AsEstimate)]
            : draft.Lines;
        Usd sum = AdjustmentLines.Sum(lines);
        Usd estimated = AdjustmentLines.Sum(lines.Where(line => line.Provenance == Provenance.Estimated));
        return (
            scope with
            {
                Id = AdjustmentKey.ToId(draft.Key),
                IdempotencyKey = draft.Key,
                Reason = draft.Reason.Trim(),
                Subject = draft.Subject,
                Lines = lines,
                Cost = sum,
                KnownCost = sum,
                EstimatedCost = estimated == Usd.Zero ? null : estimated,
                Priced = draft.Priced,
                KnownBefore = draft.KnownBefore,
            },
            null
        );
    }

    /// <summary>Whether two entries are the same adjustment asked for twice.</summary>
    /// <param name="booked">The one in the ledger.</param>
    /// <param name="asked">The one asked for.</param>
    /// <param name="saidWhen">Whether the instant was asked for; otherwise it is the clock's, which moves in between.</param>
    public static bool IsSame(Entry booked, Entry asked, bool saidWhen)
    {
        ArgumentNullException.ThrowIfNull(booked);
        ArgumentNullException.ThrowIfNull(asked);
        DateTimeOffset occurredAt = saidWhen ? asked.OccurredAt : booked.OccurredAt;
        return CanonicalEntry
            .Encode(booked with { RecordedAt = default })
            .AsSpan()
            .SequenceEqual(CanonicalEntry.Encode(asked with { RecordedAt = default, OccurredAt = occurredAt }));
    }

    private static bool IsWhollyEstimated(Entry? corrected) =>
        corrected is { EstimatedCost: { } estimated, KnownCost: { } known } && estimated == known;

    // Otherwise more could be shown as estimated than there is: an amount taken off an estimate takes off the estimate.
    private static LineItem AsEstimate(LineItem line) =>
        line.Meter == AdjustmentLines.Correction ? line with { Provenance = Provenance.Estimated } : line;

    private static Entry Scope(Entry corrected) =>
        new()
        {
            Kind = EntryKind.Adjustment,
            Id = Guid.Empty,
            OccurredAt = corrected.OccurredAt,
            Call = corrected.Call,
            Attempt = corrected.Attempt,
            Corrects = corrected.Id,
            Attribution = corrected.Attribution,
            Provider = corrected.Provider,
            Upstream = corrected.Upstream,
            Api = corrected.Api,
            ModelRequested = corrected.ModelRequested,
            ModelServed = corrected.ModelServed,
            ServiceTier = corrected.ServiceTier,
            Region = corrected.Region,
            TraceId = corrected.TraceId,
        };

    private static Entry Scope(AdjustmentDraft draft, DateTimeOffset now) =>
        new()
        {
            Kind = EntryKind.Adjustment,
            Id = Guid.Empty,
            OccurredAt = draft.OccurredAt ?? now,
            Attribution = draft.Attribution,
            Provider = draft.Provider,
            ModelRequested = draft.Model,
            ServiceTier = draft.ServiceTier,
        };

    private static string? JudgeWords(AdjustmentDraft draft)
    {
        string reason = draft.Reason.Trim();
        return reason.Length == 0 ? "An adjustment needs a reason."
            : reason.Length > LongestReason
                ? $"The reason has {reason.Length} characters; at most {LongestReason} are kept."
            : reason.Any(char.IsControl) ? "The reason must be one line without control characters."
            : !AdjustmentKey.IsGood(draft.Key)
                ? $"The idempotency key must be 1 to {AdjustmentKey.Longest} visible ASCII characters."
            : null;
    }

    private static string? JudgeLines(IReadOnlyList<LineItem> lines)
    {
        if (lines.Count == 0 || lines.All(line => line.Amount == Usd.Zero))
        {
            return "An adjustment of nothing is not booked.";
        }

        foreach (LineItem line in lines)
        {
            if (line.Meter.Length == 0)
            {
                return "A line names no meter.";
            }

            if (
                line.Meter.StartsWith("tokens.", StringComparison.Ordinal)
                && (line.Quantity != decimal.Truncate(line.Quantity) || Math.Abs(line.Quantity) > long.MaxValue)
            )
            {
                string quantity = line.Quantity.ToString(CultureInfo.InvariantCulture);
                return $"The line of {line.Meter} has {quantity} tokens; tokens are whole.";
            }

            if (line.Amount is { } amount && (amount > LargestAmount || amount < -LargestAmount))
            {
                return $"An amount of {amount} USD is more than an adjustment may have ({LargestAmount} USD).";
            }
        }

        Usd sum = AdjustmentLines.Sum(lines);
        return sum > LargestAmount || sum < -LargestAmount
            ? $"{sum} USD is more than an adjustment may have ({LargestAmount} USD)."
            : null;
    }

    private static string? JudgeInstant(DateTimeOffset? occurredAt, DateTimeOffset now) =>
        occurredAt > now ? "An adjustment cannot belong to the future." : null;

    private static string? JudgeCorrected(Entry corrected) =>
        corrected.Kind switch
        {
            EntryKind.Settlement or EntryKind.Void or EntryKind.Import or EntryKind.Span or EntryKind.ToolCall => null,
            EntryKind.Adjustment => corrected.Corrects is { } original
                ? $"The entry {corrected.Id} is an adjustment itself. Correct {original}, which it corrects."
                : $"The entry {corrected.Id} is an adjustment itself. Book another amount for the same scope.",
            EntryKind.Authorization => $"The entry {corrected.Id} is an authorization: it has no cost to correct. "
                + "Correct the settlement of its call.",
            _ => $"The entry {corrected.Id} has no cost to correct.",
        };
}
