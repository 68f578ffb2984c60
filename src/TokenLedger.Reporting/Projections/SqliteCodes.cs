namespace TokenLedger.Reporting.Projections;

/// <summary>SQLite's primary result codes that are handled (https://sqlite.org/rescode.html).</summary>
internal static class SqliteCodes
{
    /// <summary>SQLITE_ERROR: here, a table is missing or has other columns.</summary>
    public const int Error = 1;

    /// <summary>SQLITE_CORRUPT.</summary>
    public const int Corrupt = 11;

    /// <summary>SQLITE_CANTOPEN.</summary>
    public const int CannotOpen = 14;

    /// <summary>SQLITE_NOTADB.</summary>
    public const int NotADatabase = 26;
}
