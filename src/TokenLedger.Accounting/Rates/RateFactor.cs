using System.Globalization;

namespace TokenLedger.Accounting.Rates;

/// <summary>Why a price is multiplied.</summary>
public enum FactorKind
{
    /// <summary>Capacity paid for in advance covers a share of the price; the bill is flagged committed_use.</summary>
    Commitment,

    /// <summary>The provider takes a share off the price.</summary>
    Discount,

    /// <summary>A share is put on top, as an internal charge.</summary>
    Markup,
}

/// <summary>
/// A factor of the operator's own on prices of the book: it multiplies what a row says, on top of the row's own factors.
/// A line it applied to shows it among its multipliers, and its name in the rate id.
/// </summary>
public sealed record RateFactor
{
    /// <summary>The flag of a bill that a commitment took part in.</summary>
    public const string CommittedUse = "committed_use";

    /// <summary>Its name in rate ids: small letters, digits, dots, hyphens and underscores.</summary>
    public required string Name { get; init; }

    /// <summary>Why.</summary>
    public required FactorKind Kind { get; init; }

    /// <summary>Percent taken off, or put on by a markup: more than 0, at most 100 for what takes off.</summary>
    public required decimal Percent { get; init; }

    /// <summary>Which providers; * stands for any characters.</summary>
    public string Provider { get; init; } = "*";

    /// <summary>Which models, by the name of their row; * stands for any characters.</summary>
    public string Model { get; init; } = "*";

    /// <summary>Which meters; a name that ends in * stands for all that begin so. Empty: all of them.</summary>
    public IReadOnlyList<string> Meters { get; init; } = [];

    /// <summary>Facts that must hold: dimension and value.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> When { get; init; } = [];

    /// <summary>First instant; null for "since ever".</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>First instant after; null for "until further notice".</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>The factor as line items show it ("0.875").</summary>
    public string Times =>
        (1 + (Kind == FactorKind.Markup ? Percent : -Percent) / 100m).ToString(
            "0.############",
            CultureInfo.InvariantCulture
        );

    /// <summary>Everything that makes the factor what it is, as one text: what the book's version is made of.</summary>
    internal string Canonical =>
        string.Join(
            '\n',
            Kind,
            Name,
            Times,
            Provider,
            Model,
            string.Join(',', Meters),
            string.Join(',', When.Select(fact => $"{fact.Key}={fact.Value}")),
            From?.UtcDateTime.ToString("O", CultureInfo.InvariantCulture),
            To?.UtcDateTime.ToString("O", CultureInfo.InvariantCulture)
        );
}
