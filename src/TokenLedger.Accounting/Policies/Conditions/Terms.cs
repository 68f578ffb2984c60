namespace TokenLedger.Accounting.Policies.Conditions;

/// <summary>A part of a condition that has a value. Evaluation always ends, never fails, and allocates nothing by itself.</summary>
internal abstract class Term(PolicyType type)
{
    /// <summary>What its value is, when it has one.</summary>
    public PolicyType Type => type;

    /// <summary>Its value for an input.</summary>
    public abstract PolicyValue Of(IPolicyInput input);
}

/// <summary>A value written in the condition.</summary>
internal sealed class Literal(PolicyType type, PolicyValue value) : Term(type)
{
    public PolicyValue Value => value;

    public override PolicyValue Of(IPolicyInput input) => value;
}

/// <summary>A field of the input.</summary>
internal sealed class FieldTerm(FieldReference reference) : Term(reference.Field.Type)
{
    private readonly InputField _id = reference.Field.Id;
    private readonly string? _name = reference.Name;

    public override PolicyValue Of(IPolicyInput input) => input.Read(_id, _name);
}

/// <summary>Exact decimal arithmetic. What cannot be computed (absent, divided by 0, too large) is absent.</summary>
internal sealed class Arithmetic(char sign, Term left, Term right) : Term(PolicyType.Number)
{
    public override PolicyValue Of(IPolicyInput input)
    {
        if (left.Of(input).Number is not { } a || right.Of(input).Number is not { } b || (sign == '/' && b == 0))
        {
            return PolicyValue.Absent;
        }

        try
        {
            return PolicyValue.Of(
                sign switch
                {
                    '+' => a + b,
                    '-' => a - b,
                    '*' => a * b,
                    _ => (decimal?)(a / b),
                }
            );
        }
        catch (OverflowException)
        {
            return PolicyValue.Absent;
        }
    }
}

/// <summary>A text in small letters.</summary>
internal sealed class Lower(Term text) : Term(PolicyType.Text)
{
    public override PolicyValue Of(IPolicyInput input) => PolicyValue.Of(text.Of(input).Text?.ToLowerInvariant());
}

/// <summary>How many elements a list has; 0 when it is absent.</summary>
internal sealed class Count(Term list) : Term(PolicyType.Number)
{
    public override PolicyValue Of(IPolicyInput input) => PolicyValue.Of((decimal)(list.Of(input).List?.Count ?? 0));
}
