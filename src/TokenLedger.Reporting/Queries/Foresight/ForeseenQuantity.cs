namespace TokenLedger.Reporting.Queries.Foresight;

/// <summary>What is foreseen.</summary>
public enum ForeseenQuantity
{
    /// <summary>Priced cost, US dollars.</summary>
    Cost,

    /// <summary>Tokens of all kinds.</summary>
    Tokens,

    /// <summary>Calls that ended.</summary>
    Calls,
}
