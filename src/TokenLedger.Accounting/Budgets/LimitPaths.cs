using System.Globalization;

namespace TokenLedger.Accounting.Budgets;

/// <summary>Where in a budget one of its limits stands, for what is wrong with it; made once, for every budget.</summary>
internal sealed class LimitPaths
{
    private static readonly LimitPaths[] s_first =
    [
        .. Enumerable.Range(0, BudgetCheck.MostLimits).Select(i => new LimitPaths(i)),
    ];

    private LimitPaths(int index)
    {
        Limit = string.Create(CultureInfo.InvariantCulture, $"limits[{index}]");
        Unit = Limit + ".unit";
        Amount = Limit + ".amount";
        Meter = Limit + ".meter";
    }

    /// <summary>The limit itself.</summary>
    public string Limit { get; }

    /// <summary>Its unit.</summary>
    public string Unit { get; }

    /// <summary>Its amount.</summary>
    public string Amount { get; }

    /// <summary>Its meter.</summary>
    public string Meter { get; }

    /// <summary>The paths of a limit by its place, from 0.</summary>
    public static LimitPaths Of(int index) => index < s_first.Length ? s_first[index] : new(index);
}
