namespace TokenLedger.Accounting.Budgets;

/// <summary>What a call is for, as budgets see it: one value, or none, for each dimension.</summary>
public sealed class CallScope
{
    private readonly string?[] _values = new string?[Dimensions.Names.Count];
    private readonly IReadOnlyList<KeyValuePair<string, string>> _tags;

    /// <summary>Takes the values.</summary>
    /// <param name="values">In the order of <see cref="Dimensions.Names"/>; null for none.</param>
    /// <param name="tags">The tags.</param>
    public CallScope(ReadOnlySpan<string?> values, IReadOnlyList<KeyValuePair<string, string>> tags)
    {
        values.CopyTo(_values);
        _tags = tags;
    }

    /// <summary>A dimension's value; null when the call has none. An empty one is none.</summary>
    public string? Value(Dimension dimension)
    {
        string? value = dimension.Tag is null ? _values[dimension.Index] : Tag(dimension.Tag);
        return string.IsNullOrEmpty(value) ? null : value;
    }

    private string? Tag(string name)
    {
        for (int i = 0; i < _tags.Count; i++)
        {
            if (_tags[i].Key == name)
            {
                return _tags[i].Value;
            }
        }

        return null;
    }
}
