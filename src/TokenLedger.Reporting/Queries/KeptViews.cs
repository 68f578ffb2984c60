using TokenLedger.Reporting.Columns;

namespace TokenLedger.Reporting.Queries;

/// <summary>What a process that reports again and again keeps open in between. Used by any thread.</summary>
public sealed class KeptViews : IDisposable
{
    internal OpenedColumns Columns { get; init; } = new();

    /// <inheritdoc/>
    public void Dispose() => Columns.Dispose();
}
