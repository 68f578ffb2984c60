namespace TokenLedger.Reporting.Reconciliation.Exports;

/// <summary>What one of a unit as written stands for: 1 for "Tokens", 1000 for "1K Tokens", a million for "1000000 Tokens".</summary>
internal static class UnitSize
{
    public static decimal Of(string? unit)
    {
        string first = unit?.Split(' ', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault() ?? "";
        decimal scale =
            first is [.., 'K' or 'k'] ? 1_000
            : first is [.., 'M' or 'm'] ? 1_000_000
            : 1;
        string digits = scale == 1 ? first : first[..^1];
        return digits.Length > 0 && char.IsAsciiDigit(digits[0]) && ExactAmount.Number(digits) is { } number and > 0
            ? number * scale
            : 1;
    }
}
