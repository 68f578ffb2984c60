using FsCheck;
using FsCheck.Fluent;
using TokenLedger.Accounting.Policies;
using TokenLedger.Accounting.Policies.Conditions;

namespace TokenLedger.Accounting.Tests.Policies;

public sealed class ConditionPropertyTests
{
    private static readonly IPolicyInput s_input = Given.Input();

    /// <summary>A condition as text, and what it means by a second reading of the rules.</summary>
    private sealed record Meant(string Text, bool Holds);

    private static Gen<Meant> Conditions(int size) =>
        size <= 0
            ? Leaves()
            : Gen.Frequency(
                (2, Leaves()),
                (2, Pair(size, "and", (left, right) => left && right)),
                (2, Pair(size, "or", (left, right) => left || right)),
                (1, from inner in Later(size - 1) select new Meant($"not ({inner.Text})", !inner.Holds)),
                (1, from inner in Later(size - 1) select new Meant($"( {inner.Text}\n)", inner.Holds))
            );

    private static Gen<Meant> Pair(int size, string word, Func<bool, bool, bool> both) =>
        from left in Later(size / 2)
        from right in Later(size / 2)
        select new Meant($"({left.Text}) {word} ({right.Text})", both(left.Holds, right.Holds));

    /// <summary>Built only when it is drawn: built at once, the generators themselves would be exponentially many.</summary>
    private static Gen<Meant> Later(int size) => Gen.Constant(size).SelectMany(Conditions);

    private static Gen<Meant> Leaves() =>
        Gen.OneOf(
            from left in Numbers()
            from sign in Gen.Elements("==", "!=", "<", "<=", ">", ">=")
            from right in Numbers()
            select new Meant($"{left.Text} {sign} {right.Text}", Compare(left.Value, sign, right.Value)),
            from value in Gen.Elements("claude-sonnet-4-5", "gpt-5", "")
            from negated in Gen.Elements(true, false)
            select new Meant(
                negated ? $"ai.model != '{value}'" : $"ai.model == '{value}'",
                value == "claude-sonnet-4-5" != negated
            ),
            from tool in Gen.Elements("Bash", "Edit", "Write")
            select new Meant($"\"{tool}\" in ai.tools", tool is "Bash" or "Edit"),
            Gen.Elements(new Meant("ai.stream", true), new Meant("has(tags.nothing)", false))
        );

    private static Gen<(string Text, decimal? Value)> Numbers() =>
        Gen.OneOf(
            from number in Gen.Choose(-50, 50)
            select ($"{number}", (decimal?)number),
            from left in Gen.Choose(0, 1000)
            from sign in Gen.Elements('+', '-', '*', '/')
            from right in Gen.Choose(0, 4)
            select ($"({left} {sign} {right}.5)", Calculate(left, sign, right + 0.5m)),
            Gen.Elements(("ai.max_output_tokens", (decimal?)4096m), ("ai.tool_count", null), ("1 / 0", null))
        );

    private static decimal? Calculate(decimal left, char sign, decimal right) =>
        sign switch
        {
            '+' => left + right,
            '-' => left - right,
            '*' => left * right,
            _ => left / right,
        };

    private static bool Compare(decimal? left, string sign, decimal? right) =>
        sign switch
        {
            "==" => left is not null && left == right,
            "!=" => !(left is not null && left == right),
            "<" => left < right,
            "<=" => left <= right,
            ">" => left > right,
            _ => left >= right,
        };

    [Fact]
    public void A_condition_means_what_its_text_says() =>
        Prop.ForAll(
                Gen.Sized(size => Conditions(Math.Min(size, 24))).ToArbitrary(),
                meant => Given.Compiled(meant.Text).Holds(s_input) == meant.Holds
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));

    [Fact]
    public void Any_text_gives_a_condition_or_a_problem_within_it() =>
        Prop.ForAll(
                Garbage().ToArbitrary(),
                text =>
                {
                    (Condition? condition, ConditionProblem? problem) = Condition.Parse(text);
                    condition?.Holds(s_input);
                    int lines = text.Count(c => c == '\n') + 1;
                    return condition is not null != problem is not null
                        && problem is null or { Line: >= 1, Column: >= 1 }
                        && (problem?.Line ?? 1) <= lines
                        && (problem?.Column ?? 1) <= text.Length + 1;
                }
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(5_000));

    private static Gen<string> Garbage() =>
        from parts in Gen.Elements(
                "ai.model",
                "ai.tools",
                "ai.stream",
                "tags",
                ".",
                "[",
                "]",
                "(",
                ")",
                "\"x\"",
                "'",
                "\"",
                "\\",
                "==",
                "!=",
                "<",
                ">=",
                "=",
                "and",
                "or",
                "not",
                "in",
                "like",
                "has",
                "count",
                "lower",
                "starts_with",
                ",",
                "1",
                "0.5",
                "9999999999999999999999999999999",
                "-",
                "+",
                "*",
                "/",
                "true",
                "\n",
                " ",
                "ä",
                "\0",
                "request.http.headers.cookie",
                "budget['a'].spent_usd"
            )
            .ListOf()
        from glue in Gen.Elements("", " ")
        select string.Join(glue, parts);
}
