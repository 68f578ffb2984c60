namespace TokenLedger.Accounting.Policies.Conditions;

/// <summary>A part of a condition that holds or does not: there is no third answer, so a condition always decides.</summary>
internal abstract class Test() : Term(PolicyType.Boolean)
{
    public sealed override PolicyValue Of(IPolicyInput input) => PolicyValue.Of((bool?)Holds(input));

    /// <summary>Whether it holds for an input.</summary>
    public abstract bool Holds(IPolicyInput input);
}

/// <summary>A boolean value by itself: absent does not hold.</summary>
internal sealed class IsTrue(Term term) : Test
{
    public override bool Holds(IPolicyInput input) => term.Of(input).IsTrue;
}

/// <summary>Both, the right one only when the left one holds.</summary>
internal sealed class And(Test left, Test right) : Test
{
    public override bool Holds(IPolicyInput input) => left.Holds(input) && right.Holds(input);
}

/// <summary>Either, the right one only when the left one does not hold.</summary>
internal sealed class Or(Test left, Test right) : Test
{
    public override bool Holds(IPolicyInput input) => left.Holds(input) || right.Holds(input);
}

/// <summary>The opposite.</summary>
internal sealed class Not(Test test) : Test
{
    public override bool Holds(IPolicyInput input) => !test.Holds(input);
}

/// <summary>Equality; what is absent equals nothing.</summary>
internal sealed class AreEqual(Term left, Term right) : Test
{
    public override bool Holds(IPolicyInput input) => left.Of(input) == right.Of(input);
}

/// <summary>Order of numbers, or of texts by their characters; with something absent it does not hold.</summary>
internal sealed class IsBefore(Term left, Term right, bool orEqual) : Test
{
    public override bool Holds(IPolicyInput input)
    {
        PolicyValue a = left.Of(input);
        PolicyValue b = right.Of(input);
        if (a.IsAbsent || b.IsAbsent)
        {
            return false;
        }

        int order = a.Number is { } number ? number.CompareTo(b.Number!.Value) : string.CompareOrdinal(a.Text, b.Text);
        return order < 0 || (orEqual && order == 0);
    }
}

/// <summary>Membership in a set that the condition writes out.</summary>
internal sealed class IsOneOf(Term term, PolicyValue[] values) : Test
{
    public override bool Holds(IPolicyInput input)
    {
        PolicyValue value = term.Of(input);
        foreach (PolicyValue one in values)
        {
            if (one == value)
            {
                return true;
            }
        }

        return false;
    }
}

/// <summary>Membership in a list of the input; an absent list has no members.</summary>
internal sealed class IsIn(Term term, Term list) : Test
{
    public override bool Holds(IPolicyInput input) =>
        list.Of(input).List is { } values && term.Of(input).Text is { } text && Has(values, text);

    private static bool Has(IReadOnlyList<string> values, string text)
    {
        for (int i = 0; i < values.Count; i++)
        {
            if (string.Equals(values[i], text, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }
}

/// <summary>A pattern: of a text, or of any element of a list.</summary>
internal sealed class IsLike(Term term, Term pattern) : Test
{
    public override bool Holds(IPolicyInput input)
    {
        if (pattern.Of(input).Text is not { } glob)
        {
            return false;
        }

        PolicyValue value = term.Of(input);
        if (value.Text is { } text)
        {
            return Glob.Matches(glob, text);
        }

        for (int i = 0; i < value.List?.Count; i++)
        {
            if (Glob.Matches(glob, value.List[i]))
            {
                return true;
            }
        }

        return false;
    }
}

/// <summary>Whether a text begins with another.</summary>
internal sealed class StartsWith(Term term, Term start) : Test
{
    public override bool Holds(IPolicyInput input) =>
        term.Of(input).Text is { } text
        && start.Of(input).Text is { } beginning
        && text.StartsWith(beginning, StringComparison.Ordinal);
}

/// <summary>Whether something is known; an empty text is not, an empty list is.</summary>
internal sealed class Has(Term term) : Test
{
    public override bool Holds(IPolicyInput input)
    {
        PolicyValue value = term.Of(input);
        return !value.IsAbsent && value.Text is not "";
    }
}

/// <summary>What holds always.</summary>
internal sealed class Always : Test
{
    public override bool Holds(IPolicyInput input) => true;
}
