namespace TokenLedger.Reporting.Columns;

/// <summary>What sealed segments have answered. Immutable.</summary>
internal interface IRemembered
{
    /// <summary>About how much memory it takes.</summary>
    long Bytes { get; }
}
