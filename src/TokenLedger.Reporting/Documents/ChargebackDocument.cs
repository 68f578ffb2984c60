using System.Text.Json.Serialization;
using TokenLedger.Reporting.Exports;
using TokenLedger.Reporting.Queries.Chargeback;

namespace TokenLedger.Reporting.Documents;

/// <summary>A statement in JSON, the same on the command line and in the API. Amounts are exact decimal strings.</summary>
public sealed record ChargebackDocument
{
    /// <summary>Ledger entries folded into it.</summary>
    public required long AsOfEntry { get; init; }

    /// <summary>Entries in the ledger when it was asked.</summary>
    public required long LedgerSize { get; init; }

    /// <summary>The newest signed checkpoint; absent before the first.</summary>
    public CheckpointStamp? Checkpoint { get; init; }

    /// <summary>First instant; absent for the beginning.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>First instant after; absent when open.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>Who bears cost: the name of the grouping.</summary>
    public required string By { get; init; }

    /// <summary>"as_corrected" or "as_booked".</summary>
    public required string Basis { get; init; }

    /// <summary>How shared cost is spread: proportional, even or fixed.</summary>
    public required string Allocation { get; init; }

    /// <summary>How long after its end a month is closed.</summary>
    public required string ClosesAfter { get; init; }

    /// <summary>Who bears what.</summary>
    public required IReadOnlyList<ChargebackLine> Rows { get; init; }

    /// <summary>What was shared, and why.</summary>
    public required IReadOnlyList<SharedLine> Shared { get; init; }

    /// <summary>The sum of the rows.</summary>
    public required ChargebackLine Total { get; init; }

    /// <summary>The statement of the time compared with; absent when it is with none.</summary>
    public ChargebackDocument? Before { get; init; }

    /// <summary>The document of a statement.</summary>
    public static ChargebackDocument Of(ChargebackStatement statement, LedgerStamp stamp)
    {
        ArgumentNullException.ThrowIfNull(statement);
        ArgumentNullException.ThrowIfNull(stamp);
        ChargebackQuery query = statement.Query;
        return new()
        {
            AsOfEntry = statement.AsOfEntry,
            LedgerSize = stamp.LedgerSize,
            Checkpoint = stamp.Checkpoint,
            From = query.Window.From,
            To = query.Window.To,
            By = query.By.Name,
            Basis = query.Basis,
            Allocation = query.Terms.RuleName,
            ClosesAfter = query.Terms.Closing.Text,
            Rows = [.. statement.Rows.Select(ChargebackLine.Of)],
            Shared =
            [
                .. statement.Shared.Select(shared => new SharedLine(
                    shared.Why,
                    shared.Amount.ToString(),
                    shared.Corrections.ToString()
                )),
            ],
            Total = ChargebackLine.Of(statement.Total),
            Before = statement.Before is { } before ? Of(before, stamp) : null,
        };
    }
}

/// <summary>What one bears; see <see cref="ChargebackRow"/>.</summary>
public sealed record ChargebackLine
{
    /// <summary>His name; absent for nobody and in the total.</summary>
    public string? Owner { get; init; }

    /// <summary>Calls of his own.</summary>
    public required long Calls { get; init; }

    /// <summary>What they cost.</summary>
    public required string DirectUsd { get; init; }

    /// <summary>His share of what is shared.</summary>
    public required string AllocatedUsd { get; init; }

    /// <summary>Corrections of closed months.</summary>
    public required string CorrectionsUsd { get; init; }

    /// <summary>The sum of the three.</summary>
    public required string ChargedUsd { get; init; }

    /// <summary>Calls of his own of which some part has no price.</summary>
    public required long UnpricedCalls { get; init; }

    /// <summary>The document of a row.</summary>
    public static ChargebackLine Of(ChargebackRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        return new()
        {
            Owner = row.Owner,
            Calls = row.Calls,
            DirectUsd = row.Direct.ToString(),
            AllocatedUsd = row.Allocated.ToString(),
            CorrectionsUsd = row.Corrections.ToString(),
            ChargedUsd = row.Charged.ToString(),
            UnpricedCalls = row.Unpriced,
        };
    }
}

/// <summary>Cost that was shared.</summary>
/// <param name="Why">"without tenant", or the condition that holds of it.</param>
/// <param name="AmountUsd">The cost, corrections of closed months left out.</param>
/// <param name="CorrectionsUsd">Those.</param>
public sealed record SharedLine(string Why, string AmountUsd, string CorrectionsUsd);

/// <summary>How statements are written.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(ChargebackDocument))]
public sealed partial class ChargebackJson : JsonSerializerContext;
