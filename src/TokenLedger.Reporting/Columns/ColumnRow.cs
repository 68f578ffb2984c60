namespace TokenLedger.Reporting.Columns;

/// <summary>A row on its way into the columns.</summary>
/// <param name="Values">Fields and dimensions, see <see cref="ColumnLayout"/>.</param>
/// <param name="Tags">Numbers of names and values of tags.</param>
internal sealed record ColumnRow(long[] Values, IReadOnlyList<KeyValuePair<long, long>> Tags)
{
    /// <summary>The sequence of the entry that made it.</summary>
    public long Sequence => Values[(int)Field.Sequence];
}
