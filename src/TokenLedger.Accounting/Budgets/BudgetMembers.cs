using System.Text;
using System.Text.Json;

namespace TokenLedger.Accounting.Budgets;

/// <summary>The names an object of the JSON form may have, at most 16, or the words a value may be.</summary>
internal sealed class BudgetMembers
{
    private readonly IReadOnlyList<string> _names;
    private readonly byte[][] _utf8;

    public BudgetMembers(IReadOnlyList<string> names)
    {
        _names = names;
        _utf8 = [.. names.Select(Encoding.UTF8.GetBytes)];
    }

    /// <summary>Which one the reader stands at; negative for none of them.</summary>
    public int Find(ref readonly Utf8JsonReader json)
    {
        for (int i = 0; i < _utf8.Length; i++)
        {
            // What is escaped is seldom, and of another length: only then the slower comparison is needed.
            if (json.ValueIsEscaped ? json.ValueTextEquals(_utf8[i]) : json.ValueSpan.SequenceEqual(_utf8[i]))
            {
                return i;
            }
        }

        return -1;
    }

    /// <inheritdoc/>
    public override string ToString() => string.Join(", ", _names);
}
