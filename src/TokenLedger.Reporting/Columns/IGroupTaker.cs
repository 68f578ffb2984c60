namespace TokenLedger.Reporting.Columns;

/// <summary>Takes the groups of a question that has very many, see <see cref="PieceRun"/>. One for each thread.</summary>
internal interface IGroupTaker
{
    /// <summary>Takes a group, each once.</summary>
    /// <param name="code">Its number, see <see cref="KeyCode"/>.</param>
    /// <param name="sums">Its sums; valid during the call only.</param>
    void Offer(ulong code, ReadOnlySpan<long> sums);
}
