using TokenLedger.Accounting.Rates;
using TokenLedger.Dashboard.Held;
using TokenLedger.Reporting.Queries;

namespace TokenLedger.Dashboard.Pages.Rates;

/// <summary>How much of what was called has a price, and where the prices come from.</summary>
public sealed record RatesModel
{
    /// <summary>The book in force.</summary>
    public required HeldRates Rates { get; init; }

    /// <summary>The models that were called: unpriced ones first, then the dearest.</summary>
    public required IReadOnlyList<CalledModel> Called { get; init; }

    /// <summary>Models left out of the list.</summary>
    public required int LeftOut { get; init; }

    /// <summary>All calls of the window.</summary>
    public required CostFigures Total { get; init; }

    /// <summary>All calls of the time before; null when nothing is compared.</summary>
    public CostFigures? Before { get; init; }

    /// <summary>When books came into force, the newest first; null for readers who do not see changes.</summary>
    public IReadOnlyList<BookActivation>? History { get; init; }

    /// <summary>Whether older books came into force than are listed.</summary>
    public bool HasOlder { get; init; }
}

/// <summary>A model that was called, and what the book says of it now.</summary>
/// <param name="Provider">The provider; null where calls had none.</param>
/// <param name="Model">The model as it answered or was asked for; null where calls had none.</param>
/// <param name="Figures">Its calls.</param>
/// <param name="Match">The row that prices it now; null when none does.</param>
public sealed record CalledModel(string? Provider, string? Model, CostFigures Figures, RateMatch? Match)
{
    /// <summary>Whether the row is one of the operator's overlays.</summary>
    public bool IsOverlay => Match?.How.StartsWith("overlay-", StringComparison.Ordinal) == true;

    /// <summary>Whether calls are without a price that the book could give them now: re-rating would.</summary>
    public bool CanBePriced => Figures.Unpriced > 0 && Match is { Row.NativeCurrency: null };
}

/// <summary>A rate book came into force.</summary>
/// <param name="Sequence">The entry that says so.</param>
/// <param name="At">When, UTC.</param>
/// <param name="Version">The book's whole version.</param>
/// <param name="IsInForce">Whether it is the one in force.</param>
public sealed record BookActivation(long Sequence, DateTimeOffset At, string Version, bool IsInForce);
