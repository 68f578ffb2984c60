namespace TokenLedger.Accounting.Rates;

/// <summary>One provider's table: its rows in the file's order.</summary>
/// <param name="Provider">The provider's short name.</param>
/// <param name="Rows">The rows.</param>
internal sealed record RateTable(string Provider, IReadOnlyList<RateRow> Rows);
