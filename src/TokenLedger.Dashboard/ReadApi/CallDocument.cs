using TokenLedger.Accounting.Money;
using TokenLedger.Accounting.Rates;
using TokenLedger.Ledger;
using TokenLedger.Ledger.Entries;

namespace TokenLedger.Dashboard.ReadApi;

/// <summary>A call with everything the ledger has of it.</summary>
public sealed record CallDocument
{
    /// <summary>Call id.</summary>
    public required Guid Call { get; init; }

    /// <summary>"open" while an authorization has no end, otherwise "settled", "voided" or "rejected".</summary>
    public required string Status { get; init; }

    /// <summary>How it ended; absent while open.</summary>
    public string? Outcome { get; init; }

    /// <summary>Whether every part has a price; absent while nothing is settled.</summary>
    public bool? Priced { get; init; }

    /// <summary>The cost after all corrections, USD, exact; null when a part is unpriced or nothing is settled.</summary>
    [System.Text.Json.Serialization.JsonIgnore(Condition = System.Text.Json.Serialization.JsonIgnoreCondition.Never)]
    public required string? CostUsd { get; init; }

    /// <summary>The priced part of it.</summary>
    public required string KnownCostUsd { get; init; }

    /// <summary>The part of the known cost that rests on estimates.</summary>
    public required string EstimatedCostUsd { get; init; }

    /// <summary>The priced part as first booked, before any correction.</summary>
    public required string BookedKnownCostUsd { get; init; }

    /// <summary>What its adjustments come to, signed: "0" without any.</summary>
    public required string AdjustedUsd { get; init; }

    /// <summary>Its adjustments, oldest first.</summary>
    public required IReadOnlyList<CallAdjustment> Adjustments { get; init; }

    /// <summary>The lines of its settlements and adjustments, in order.</summary>
    public required IReadOnlyList<LineDocument> Lines { get; init; }

    /// <summary>Its entries, oldest first, each with its proof.</summary>
    public required IReadOnlyList<EntryDocument> Entries { get; init; }

    /// <summary>The newest signed checkpoint, a C2SP note.</summary>
    public required string Checkpoint { get; init; }

    /// <summary>Adds up the entries of a call.</summary>
    public static CallDocument Of(
        Guid call,
        IReadOnlyList<(long Sequence, Entry Entry)> read,
        IReadOnlyList<EntryDocument> entries,
        SignedCheckpoint checkpoint
    )
    {
        CallSum sum = CallSum.Of(read.Select(one => one.Entry));
        return new()
        {
            Call = call,
            Status = sum.Status,
            Outcome = sum.Outcome,
            Priced = sum.Priced,
            CostUsd = sum.Priced == true ? sum.Known.ToString() : null,
            KnownCostUsd = sum.Known.ToString(),
            EstimatedCostUsd = sum.Estimated.ToString(),
            BookedKnownCostUsd = (sum.Known - sum.Adjusted).ToString(),
            AdjustedUsd = sum.Adjusted.ToString(),
            Adjustments =
            [
                .. read.Where(one => one.Entry.Kind == EntryKind.Adjustment)
                    .Select(one => CallAdjustment.Of(one.Sequence, one.Entry)),
            ],
            Lines = [.. read.SelectMany(one => one.Entry.Lines.Select(line => LineDocument.Of(one.Sequence, line)))],
            Entries = entries,
            Checkpoint = checkpoint.Note,
        };
    }
}

/// <summary>One line of a bill.</summary>
public sealed record LineDocument
{
    /// <summary>The entry it stands in.</summary>
    public required long Sequence { get; init; }

    /// <summary>What was used.</summary>
    public required string Meter { get; init; }

    /// <summary>Units, an exact decimal.</summary>
    public required string Quantity { get; init; }

    /// <summary>"reported", "counted" or "estimated".</summary>
    public required string Provenance { get; init; }

    /// <summary>USD per <see cref="Per"/> units; absent when unpriced.</summary>
    public string? Rate { get; init; }

    /// <summary>Units the rate buys.</summary>
    public required long Per { get; init; }

    /// <summary>The rate card row and version that priced it.</summary>
    public string? RateId { get; init; }

    /// <summary>The amount, USD, exact; null when unpriced.</summary>
    [System.Text.Json.Serialization.JsonIgnore(Condition = System.Text.Json.Serialization.JsonIgnoreCondition.Never)]
    public required string? AmountUsd { get; init; }

    /// <summary>The document of a line.</summary>
    public static LineDocument Of(long sequence, LineItem line) =>
        new()
        {
            Sequence = sequence,
            Meter = line.Meter,
            Quantity = line.Quantity.ToString(System.Globalization.CultureInfo.InvariantCulture),
            Provenance = line.Provenance switch
            {
                Accounting.Metering.Provenance.Reported => "reported",
                Accounting.Metering.Provenance.Counted => "counted",
                _ => "estimated",
            },
            Rate = line.Rate,
            Per = line.Per,
            RateId = line.RateId,
            AmountUsd = line.Amount?.ToString(),
        };
}
