using TokenLedger.Accounting.Budgets;

namespace TokenLedger.Gateway.Limits;

/// <summary>A scope and the dimensions to count by, ready to be asked about calls.</summary>
internal sealed class CallScope
{
    private const char Between = '\u001f'; // no attribution holds a control character

    private readonly (Func<CountedCall, string?> Read, ScopePattern Pattern)[] _terms;
    private readonly Func<CountedCall, string?>[] _per;
    private readonly IReadOnlyList<string> _names;

    public CallScope(IReadOnlyList<ScopeTerm> terms, IReadOnlyList<string> per)
    {
        _terms = [.. terms.Select(term => (CallDimensions.Reader(term.Dimension), new ScopePattern(term.Pattern)))];
        _per = [.. per.Select(CallDimensions.Reader)];
        _names = per;
    }

    /// <summary>Whether it covers a call.</summary>
    public bool Covers(CountedCall call)
    {
        foreach ((Func<CountedCall, string?> read, ScopePattern pattern) in _terms)
        {
            if (!pattern.Fits(read(call)))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>By what the call is counted: the values of the dimensions; empty when all are counted together.</summary>
    public string MemberOf(CountedCall call) =>
        _per.Length switch
        {
            0 => "",
            1 => _per[0](call) ?? "",
            _ => string.Join(Between, _per.Select(read => read(call))),
        };

    /// <summary>A member for people: 'user "alice"'; empty when all are counted together.</summary>
    public string Describe(string member)
    {
        string[] values = member.Split(Between);
        return string.Join(", ", _names.Select((name, i) => $"{name} \"{(i < values.Length ? values[i] : "")}\""));
    }
}
