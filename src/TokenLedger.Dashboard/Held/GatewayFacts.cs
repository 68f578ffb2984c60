using TokenLedger.Accounting.Rates;

namespace TokenLedger.Dashboard.Held;

/// <summary>
/// What only the gateway knows and pages show: what is configured together with what was decided at run time. Whoever puts
/// the two together hands it in; pages ask anew each time.
/// </summary>
public sealed record GatewayFacts
{
    /// <summary>Of a gateway that holds nothing, in tests and where only reports are shown.</summary>
    public static GatewayFacts None { get; } = new();

    /// <summary>The budgets in force.</summary>
    public Func<HeldBudgets> Budgets { get; init; } = static () => HeldBudgets.None;

    /// <summary>The virtual keys, by id.</summary>
    public Func<IReadOnlyList<HeldKey>> Keys { get; init; } = static () => [];

    /// <summary>The tenants that are known, by id.</summary>
    public Func<IReadOnlyList<HeldTenant>> Tenants { get; init; } = static () => [];

    /// <summary>The demonstration.</summary>
    public Func<HeldDemo> Demo { get; init; } = static () => HeldDemo.None;

    /// <summary>The rates in force.</summary>
    public Func<HeldRates> Rates { get; init; } = static () => HeldRates.None;
}

/// <summary>The rate book that prices calls now.</summary>
/// <param name="Book">The book.</param>
/// <param name="Warning">Why a newer one is not in force; null when nothing waits.</param>
public sealed record HeldRates(RateBook Book, string? Warning)
{
    /// <summary>The book that ships with the program.</summary>
    public static HeldRates None => new(RateBook.Embedded, null);
}
