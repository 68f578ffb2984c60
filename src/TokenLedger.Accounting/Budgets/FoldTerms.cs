namespace TokenLedger.Accounting.Budgets;

/// <summary>What decides the folds of budgets, as bytes beside their saved balances. One buffer serves for all of them.</summary>
internal sealed class FoldTerms : IDisposable
{
    private readonly MemoryStream _bytes = new();
    private readonly BinaryWriter _writer;
    private byte[] _read = [];

    public FoldTerms() => _writer = new(_bytes);

    /// <summary>Writes those of a budget.</summary>
    public void Write(BudgetPlan plan, BinaryWriter to)
    {
        ReadOnlySpan<byte> terms = Of(plan);
        to.Write(terms.Length);
        to.Write(terms);
    }

    /// <summary>Reads some, and says whether they are those of a budget; of none they are not.</summary>
    public bool AreOf(BudgetPlan? plan, BinaryReader from)
    {
        int length = from.ReadInt32();
        if (_read.Length < length)
        {
            _read = new byte[length];
        }

        Span<byte> read = _read.AsSpan(0, length);
        from.BaseStream.ReadExactly(read);
        return plan is not null && read.SequenceEqual(Of(plan));
    }

    /// <inheritdoc/>
    public void Dispose() => _writer.Dispose();

    private ReadOnlySpan<byte> Of(BudgetPlan plan)
    {
        _bytes.SetLength(0);
        plan.WriteFoldTerms(_writer);
        return _bytes.GetBuffer().AsSpan(0, (int)_bytes.Length);
    }
}
