namespace TokenLedger.Accounting.Policies.Conditions;

/// <summary>A compiled condition: a closed tree without loops, so that evaluating it is bounded by its length.</summary>
public sealed class Condition
{
    /// <summary>Longest text of a condition, in characters.</summary>
    public const int Longest = 4096;

    /// <summary>Deepest nesting of a condition.</summary>
    public const int Deepest = 64;

    private readonly Test _test;

    private Condition(string text, Test test, IReadOnlyList<FieldReference> reads)
    {
        Text = text;
        _test = test;
        Reads = reads;
    }

    /// <summary>The condition that always holds.</summary>
    public static Condition Always { get; } = new("true", new Always(), []);

    /// <summary>As it was written.</summary>
    public string Text { get; }

    /// <summary>The fields it reads, each once.</summary>
    public IReadOnlyList<FieldReference> Reads { get; }

    /// <summary>Whether it holds for every input, as far as its text shows.</summary>
    public bool HoldsAlways => _test is Always;

    /// <summary>Whether it holds for an input.</summary>
    public bool Holds(IPolicyInput input) => _test.Holds(input);

    /// <summary>Compiles a condition. Never throws for a text.</summary>
    /// <returns>The condition, or what is wrong with the text.</returns>
    public static (Condition? Condition, ConditionProblem? Problem) Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length > Longest)
        {
            return (null, new(1, 1, $"the condition has {text.Length} characters; at most {Longest} are possible"));
        }

        try
        {
            ConditionParser parser = new(text);
            Test test = parser.Parse();
            return (new(text, test, parser.Reads), null);
        }
        catch (ConditionFaultException fault)
        {
            return (null, At(text, fault));
        }
    }

    private static ConditionProblem At(string text, ConditionFaultException fault)
    {
        ReadOnlySpan<char> before = text.AsSpan(0, fault.Position);
        return new(before.Count('\n') + 1, fault.Position - before.LastIndexOf('\n'), fault.Message);
    }
}
