using TokenLedger.Accounting.Metering;
using TokenLedger.Accounting.Money;

namespace TokenLedger.Accounting.Reconciliation;

/// <summary>One part of a residual and its cause.</summary>
/// <param name="Cause">The cause.</param>
/// <param name="Amount">The part, exact; positive when the provider has more.</param>
public sealed record Explanation(Cause Cause, Usd Amount)
{
    /// <summary>The meter; null when it is about several or none.</summary>
    public string? Meter { get; init; }

    /// <summary>Units concerned, as the provider counts them minus as the ledger does; null when it is not about units.</summary>
    public decimal? Quantity { get; init; }

    /// <summary>The ledger's price ("2.5 per 1M"), where prices differ.</summary>
    public string? OurRate { get; init; }

    /// <summary>The provider's price.</summary>
    public string? TheirRate { get; init; }

    /// <summary>The tier booked, where tiers differ.</summary>
    public string? OurTier { get; init; }

    /// <summary>The tier billed.</summary>
    public string? TheirTier { get; init; }

    /// <summary>The ledger's calls that prove it.</summary>
    public CallEvidence? Calls { get; init; }

    /// <summary>Whether units differ that nobody states a price for, so that the amount does not show it.</summary>
    public bool IsUnvalued { get; init; }

    /// <summary>The bucket it was found in, where the export has buckets of less than a day: its first instant, UTC.</summary>
    public DateTimeOffset? Bucket { get; init; }

    /// <summary>What else is to say; null when nothing is.</summary>
    public string? Note { get; init; }

    /// <summary>The lines that, added to the ledger, would take this part of the residual away; they sum to the amount.</summary>
    public IReadOnlyList<CorrectingLine> Correction { get; init; } = [];

    internal static Usd Sum(IReadOnlyList<Explanation> parts, Cause cause)
    {
        Usd sum = Usd.Zero;
        foreach (Explanation part in parts)
        {
            sum += part.Cause == cause ? part.Amount : Usd.Zero;
        }

        return sum;
    }
}

/// <summary>Calls that prove a cause.</summary>
/// <param name="Count">How many.</param>
/// <param name="First">When the first began, UTC.</param>
/// <param name="Last">When the last began, UTC.</param>
/// <param name="Entry">The sequence of the first one's first entry.</param>
public sealed record CallEvidence(int Count, DateTimeOffset First, DateTimeOffset Last, long Entry)
{
    /// <summary>The evidence of lines; null when there are none.</summary>
    internal static CallEvidence? Of(IReadOnlyCollection<BookedLine> lines)
    {
        if (lines.Count == 0)
        {
            return null;
        }

        BookedLine first = lines.MinBy(line => (line.At, line.Call))!;
        return new(
            lines.Select(line => line.Call).Distinct().Count(),
            first.At,
            lines.Max(line => line.At),
            first.Call
        );
    }
}

/// <summary>A line of an adjustment.</summary>
/// <param name="Model">The model it is about.</param>
/// <param name="Tier">The tier it belongs to.</param>
/// <param name="Meter">The meter; null for an amount without a line.</param>
/// <param name="Quantity">Units, negative to take back.</param>
/// <param name="Provenance">How the quantity is known.</param>
/// <param name="Amount">The amount; null where an unpriced quantity is taken back.</param>
public sealed record CorrectingLine(
    string? Model,
    string Tier,
    string? Meter,
    decimal Quantity,
    Provenance Provenance,
    Usd? Amount
)
{
    /// <summary>The call whose bill it corrects; null when it corrects a day's sum.</summary>
    public Guid? Call { get; init; }
}
