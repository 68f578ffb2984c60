using static TokenLedger.Accounting.Policies.PolicyType;

namespace TokenLedger.Accounting.Policies.Conditions;

/// <summary>
/// Reads a condition by recursive descent and checks its types on the way. The grammar, loosest binding first:
/// <code>
/// or      = and { "or" and }
/// and     = not { "and" not }
/// not     = "not" not | test
/// test    = sum [ ("==" | "!=" | "&lt;" | "&lt;=" | ">" | ">=") sum
///               | ["not"] "in" ( "[" literal { "," literal } "]" | sum )
///               | ["not"] "like" sum ]
/// sum     = product { ("+" | "-") product }
/// product = unary { ("*" | "/") unary }
/// unary   = "-" unary | primary
/// primary = number | text | "true" | "false" | function "(" or { "," or } ")" | field | "(" or ")"
/// field   = name { "." name | "[" text "]" }
/// </code>
/// </summary>
internal sealed class ConditionParser
{
    /// <summary>Most values of a set written out.</summary>
    private const int MostValues = 500;

    private static readonly string[] s_words = ["and", "or", "not", "in", "like", "true", "false"];

    private readonly Tokenizer _tokens;
    private readonly Dictionary<string, FieldReference> _reads = new(StringComparer.Ordinal);
    private Token _now;
    private int _depth;

    public ConditionParser(string text)
    {
        _tokens = new(text);
        _now = _tokens.Next();
    }

    /// <summary>The fields read so far, each once.</summary>
    public IReadOnlyList<FieldReference> Reads => [.. _reads.Values];

    public Test Parse()
    {
        int start = _now.Position;
        Test test = AsTest(Or(), start);
        return _now.Kind == TokenKind.End
            ? test
            : throw Fault(
                $"{_now.Named} stands behind the end of the condition; \"and\", \"or\" or an operator is expected"
            );
    }

    private Term Or()
    {
        Enter();
        int start = _now.Position;
        Term left = And();
        while (_now.IsWord("or"))
        {
            Advance();
            int right = _now.Position;
            left = new Or(AsTest(left, start), AsTest(And(), right));
        }

        _depth--;
        return left;
    }

    private Term And()
    {
        int start = _now.Position;
        Term left = Not();
        while (_now.IsWord("and"))
        {
            Advance();
            int right = _now.Position;
            left = new And(AsTest(left, start), AsTest(Not(), right));
        }

        return left;
    }

    private Term Not()
    {
        if (!_now.IsWord("not"))
        {
            return Comparison();
        }

        Enter();
        Advance();
        int start = _now.Position;
        Not not = new(AsTest(Not(), start));
        _depth--;
        return not;
    }

    private Term Comparison()
    {
        Term left = Sum();
        Token sign = _now;
        bool negated = sign.IsWord("not");
        if (negated)
        {
            Advance();
            return _now.IsWord("in") || _now.IsWord("like")
                ? new Not(Membership(left))
                : throw Fault($"\"in\" or \"like\" is expected here, not {_now.Named}");
        }

        if (sign.IsWord("in") || sign.IsWord("like"))
        {
            return Membership(left);
        }

        if (sign is not { Kind: TokenKind.Symbol, Value: "==" or "!=" or "<" or "<=" or ">" or ">=" })
        {
            return left;
        }

        Advance();
        Term right = Sum();
        return sign.Value is "==" or "!=" ? Equality(left, right, sign) : Order(left, right, sign);
    }

    private static Test Equality(Term left, Term right, Token sign)
    {
        if (left.Type != right.Type || left.Type == List)
        {
            string hint = left.Type == List || right.Type == List ? "; use \"in\" for lists" : "";
            throw new ConditionFaultException(
                sign.Position,
                $"{Named(left.Type)} and {Named(right.Type)} cannot be compared by {sign.Value}{hint}"
            );
        }

        AreEqual equal = new(left, right);
        return sign.Value == "==" ? equal : new Not(equal);
    }

    private static IsBefore Order(Term left, Term right, Token sign)
    {
        if (left.Type != right.Type || left.Type is not (Number or Text))
        {
            throw new ConditionFaultException(
                sign.Position,
                $"{sign.Value} compares two numbers or two texts, not {Named(left.Type)} and {Named(right.Type)}"
            );
        }

        return sign.Value[0] == '<'
            ? new IsBefore(left, right, sign.Value.Length == 2)
            : new IsBefore(right, left, sign.Value.Length == 2);
    }

    private Test Membership(Term left)
    {
        Token word = _now;
        Advance();
        if (word.Value == "like")
        {
            Require(
                left.Type is Text or List,
                word,
                $"a text or a list of texts can be like a pattern, not {Named(left.Type)}"
            );
            return new IsLike(left, Argument(Sum, Text));
        }

        if (_now.Is("["))
        {
            Require(left.Type != List, word, "a list cannot be in a list; ask for one element: \"x\" in list");
            return new IsOneOf(left, Values(left.Type));
        }

        Require(left.Type == Text, word, $"a text can be in a list, not {Named(left.Type)}");
        return new IsIn(left, Argument(Sum, List));
    }

    private PolicyValue[] Values(PolicyType type)
    {
        List<PolicyValue> values = [];
        do
        {
            Advance();
            Require(values.Count < MostValues, _now, $"a set may hold at most {MostValues} values");
            values.Add(
                Argument(Unary, type) is Literal literal
                    ? literal.Value
                    : throw Fault("only texts, numbers, true and false may stand in a set")
            );
        } while (_now.Is(","));
        Expect("]");
        return [.. values];
    }

    private Term Sum()
    {
        int start = _now.Position;
        Term left = Product();
        while (_now.Is("+") || _now.Is("-"))
        {
            left = Calculation(left, start, Product);
        }

        return left;
    }

    private Term Product()
    {
        int start = _now.Position;
        Term left = Unary();
        while (_now.Is("*") || _now.Is("/"))
        {
            left = Calculation(left, start, Unary);
        }

        return left;
    }

    private Arithmetic Calculation(Term left, int start, Func<Term> next)
    {
        Enter(); // a chain leans to the left as deep as it is long
        Check(left, Number, start);
        char sign = _now.Value[0];
        Advance();
        return new(sign, left, Argument(next, Number));
    }

    private Term Unary()
    {
        if (!_now.Is("-"))
        {
            return Primary();
        }

        Enter();
        Advance();
        Term number = Argument(Unary, Number);
        _depth--;
        return number is Literal literal
            ? new Literal(Number, PolicyValue.Of(-literal.Value.Number))
            : new Arithmetic('-', new Literal(Number, PolicyValue.Of(0m)), number);
    }

    private Term Primary()
    {
        Token token = _now;
        switch (token.Kind)
        {
            case TokenKind.Number:
                Advance();
                return new Literal(Number, PolicyValue.Of(token.Number));
            case TokenKind.Text:
                Advance();
                return new Literal(Text, PolicyValue.Of(token.Value));
            case TokenKind.Name when token.Value is "true" or "false":
                Advance();
                return new Literal(PolicyType.Boolean, PolicyValue.Of(token.Value == "true"));
            case TokenKind.Name when !s_words.Contains(token.Value):
                Advance();
                return _now.Is("(") ? Function(token) : Field(token);
            case TokenKind.Symbol when token.Value == "(":
                Advance();
                Term inner = Or();
                Expect(")");
                return inner;
            default:
                throw Fault($"a field, a value or \"(\" is expected here, not {token.Named}");
        }
    }

    private Term Function(Token name)
    {
        Advance();
        Term term = name.Value switch
        {
            "has" or "exists" => new Has(Or()),
            "count" => new Count(Argument(Or, List)),
            "lower" => new Lower(Argument(Or, Text)),
            "starts_with" => StartsWith(),
            _ => throw new ConditionFaultException(
                name.Position,
                $"there is no function \"{name.Value}\"; the functions are has, count, lower and starts_with"
            ),
        };
        Expect(")");
        return term;
    }

    private StartsWith StartsWith()
    {
        Term text = Argument(Or, Text);
        Expect(",");
        return new(text, Argument(Or, Text));
    }

    private FieldTerm Field(Token first)
    {
        List<string> steps = [first.Value];
        while (_now.Is(".") || _now.Is("["))
        {
            bool bracket = _now.Is("[");
            Advance();
            Require(
                _now.Kind == (bracket ? TokenKind.Text : TokenKind.Name),
                _now,
                bracket ? "a text in quotation marks is expected here" : "a name is expected after the dot"
            );
            steps.Add(_now.Value);
            Advance();
            if (bracket)
            {
                Expect("]");
            }
        }

        FieldReference reference =
            PolicyFields.Find(steps) ?? throw new ConditionFaultException(first.Position, FieldHint.Unknown(steps));
        if (reference.Field.Id == InputField.HttpHeader && !PolicyFields.Headers.Contains(reference.Name))
        {
            throw new ConditionFaultException(first.Position, FieldHint.UnreadableHeader(reference.Name!));
        }

        _reads.TryAdd(reference.Path, reference);
        return new(reference);
    }

    private Term Argument(Func<Term> read, PolicyType type)
    {
        int start = _now.Position;
        Term term = read();
        Check(term, type, start);
        return term;
    }

    private static void Check(Term term, PolicyType type, int position)
    {
        if (term.Type != type)
        {
            throw new ConditionFaultException(
                position,
                $"{Named(type)} is expected here, and this is {Named(term.Type)}"
            );
        }
    }

    private static Test AsTest(Term term, int position)
    {
        if (term is Literal { Value.IsTrue: true })
        {
            return new Always();
        }

        Check(term, PolicyType.Boolean, position);
        return term as Test ?? new IsTrue(term);
    }

    private void Expect(string symbol)
    {
        Require(_now.Is(symbol), _now, $"\"{symbol}\" is expected here, not {_now.Named}");
        Advance();
    }

    private static void Require(bool holds, Token at, string message)
    {
        if (!holds)
        {
            throw new ConditionFaultException(at.Position, message);
        }
    }

    private void Enter()
    {
        if (++_depth > Condition.Deepest)
        {
            throw Fault(
                $"the condition is nested more than {Condition.Deepest} levels deep; split it into several rules"
            );
        }
    }

    private void Advance() => _now = _tokens.Next();

    private ConditionFaultException Fault(string message) => new(_now.Position, message);

    private static string Named(PolicyType type) =>
        type switch
        {
            Text => "a text",
            Number => "a number",
            PolicyType.Boolean => "true or false",
            _ => "a list",
        };
}
