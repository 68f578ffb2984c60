using System.Globalization;
using System.Text.Json;
using TokenLedger.Accounting.Budgets;

namespace TokenLedger.Gateway.Administration.Budgets;

/// <summary>A time-limited change of a limit, as it is kept.</summary>
/// <param name="Unit">Which limit, as <see cref="BudgetNames.Units"/> call it.</param>
/// <param name="Amount">Its amount meanwhile, a decimal.</param>
/// <param name="From">First instant, UTC.</param>
/// <param name="To">First instant after, UTC.</param>
/// <param name="Reason">Why.</param>
/// <param name="Author">Who allowed it.</param>
/// <param name="Member">The account it is for, as the values of the budget's "per"; null for all.</param>
/// <param name="Asked">A digest of the request, so that the same key with another request is noticed; null without a key.</param>
public sealed record OverrideDocument(
    string Unit,
    string Amount,
    DateTimeOffset From,
    DateTimeOffset To,
    string Reason,
    string Author,
    IReadOnlyList<string>? Member,
    string? Asked
)
{
    /// <summary>What it changes.</summary>
    public BudgetOverride Override() =>
        new(
            (LimitUnit)Math.Max(0, BudgetNames.Units.ToList().IndexOf(Unit)),
            decimal.Parse(Amount, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture),
            From,
            To,
            Reason,
            Author,
            Member
        );

    /// <summary>Reads a kept one; null when it is none.</summary>
    public static OverrideDocument? Read(string json)
    {
        try
        {
            OverrideDocument? read = JsonSerializer.Deserialize(json, AdminJson.Default.OverrideDocument);
            bool isGood =
                read is not null
                && BudgetNames.Units.Contains(read.Unit)
                && decimal.TryParse(read.Amount, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out _);
            return isGood ? read : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
