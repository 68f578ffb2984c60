using System.Text;
using System.Text.Json;

namespace TokenLedger.Accounting.Budgets;

/// <summary>The names an object of the JSON form may have, at most 16.</summary>
internal sealed class BudgetMembers
{
    private readonly string[] _names;
    private readonly byte[][] _utf8;

    public BudgetMembers(params string[] names)
    {
        _names = names;
        _utf8 = Array.ConvertAll(names, Encoding.UTF8.GetBytes);
    }

    /// <summary>Which one the reader stands at; negative for none of them.</summary>
    public int Find(ref readonly Utf8JsonReader json)
    {
        for (int i = 0; i < _utf8.Length; i++)
        {
            if (json.ValueTextEquals(_utf8[i]))
            {
                return i;
            }
        }

        return -1;
    }

    /// <inheritdoc/>
    public override string ToString() => string.Join(", ", _names);
}
