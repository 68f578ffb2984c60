namespace TokenLedger.Reporting.Exports.Rows;

/// <summary>What the cells of a column are.</summary>
public enum ColumnKind
{
    /// <summary>Text that anybody may have chosen.</summary>
    Text,

    /// <summary>Text that is a JSON value.</summary>
    Json,

    /// <summary>A whole number of 64 bits.</summary>
    Whole,

    /// <summary>An exact decimal with a fixed number of decimals.</summary>
    Exact,

    /// <summary>An instant, microseconds since 1970 UTC.</summary>
    Instant,

    /// <summary>True or false.</summary>
    Flag,
}
