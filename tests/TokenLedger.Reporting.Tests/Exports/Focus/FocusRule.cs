using System.Globalization;
using System.Numerics;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace TokenLedger.Reporting.Tests.Exports.Focus;

/// <summary>One line of focus-rules.txt, and how it is judged.</summary>
public sealed partial record FocusRule(
    string Line,
    IReadOnlyList<string> Versions,
    string Column,
    string Check,
    string Argument,
    IReadOnlyList<(string Column, bool Equal, string? Value)> Conditions
)
{
    private static readonly char[] s_blank = [' '];

    public static IReadOnlyList<FocusRule> All { get; } =
    [
        .. File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "Exports", "Focus", "focus-rules.txt"))
            .Where(line => line.Length > 0 && line[0] != '#')
            .Select(Parse),
    ];

    public static FocusRule Parse(string line)
    {
        string rest = line;
        string[] versions = ["1.2", "1.3", "1.4"];
        if (rest[0] == '[')
        {
            int end = rest.IndexOf(']', StringComparison.Ordinal);
            versions = rest[1..end].Split(' ');
            rest = rest[(end + 2)..];
        }

        string[] halves = rest.Split(" when ", 2);
        string[] words = halves[0].Split(s_blank, 3);
        return new(
            line,
            versions,
            words[0],
            words[1],
            words.Length > 2 ? words[2] : "",
            halves.Length < 2 ? [] : [.. NextCondition().Split(halves[1]).Select(Condition)]
        );
    }

    /// <summary>What is wrong with a table; null when nothing is.</summary>
    /// <param name="columns">Its columns.</param>
    /// <param name="rows">Its rows; null cells are left out.</param>
    public string? Judge(IReadOnlyList<string> columns, IReadOnlyList<IReadOnlyDictionary<string, string>> rows)
    {
        if (Check is "present" or "absent")
        {
            return columns.Contains(Column) == (Check == "present") ? null : Line;
        }

        if (Check == "one-parent")
        {
            return rows.Where(row => row.ContainsKey(Column))
                .GroupBy(row => row[Column], row => row.GetValueOrDefault(Argument))
                .Where(group => group.Distinct().Count() > 1)
                .Select(group => $"{Line}: {group.Key}")
                .FirstOrDefault();
        }

        return rows.Where(row => Conditions.All(condition => Holds(row, condition)) && !Passes(row))
            .Select(row => $"{Line}: {row.GetValueOrDefault(Column) ?? "null"} in {string.Join(", ", row)}")
            .FirstOrDefault();
    }

    private static (string, bool, string?) Condition(string text)
    {
        bool equal = !text.Contains(" != ", StringComparison.Ordinal);
        string[] sides = text.Split(equal ? " = " : " != ");
        return (sides[0], equal, sides[1] == "null" ? null : sides[1]);
    }

    private static bool Holds(IReadOnlyDictionary<string, string> row, (string Column, bool Equal, string? Value) of) =>
        row.GetValueOrDefault(of.Column) == of.Value == of.Equal;

    private bool Passes(IReadOnlyDictionary<string, string> row)
    {
        string? value = row.GetValueOrDefault(Column);
        bool isNumber = value is not null && DecimalForm().IsMatch(value);
        return Check switch
        {
            "required" => value is not null,
            "null" => value is null,
            "is" => value == Argument,
            "one-of" => Argument.Split('|').Contains(value),
            "same-as" => isNumber && Number(value!) == Number(row[Argument]),
            "product" => isNumber
                && Argument.Split(' ') is [var left, var right]
                && Number(row[left]) * Number(row[right]) == Number(value!),
            "at-least" => isNumber && Number(value!) >= Number(Argument),
            "above" => isNumber && Number(value!) > Number(Argument),
            "after" => string.CompareOrdinal(value, row[Argument]) > 0,
            _ => value is null || IsOfKind(value),
        };
    }

    private bool IsOfKind(string value) =>
        Check switch
        {
            "text" => value.Length > 0 && value.Trim() == value,
            "decimal" => DecimalForm().IsMatch(value),
            "instant" => InstantForm().IsMatch(value),
            "currency" => value.Length == 3 && value.All(char.IsAsciiLetterUpper),
            "unit" => UnitForm().IsMatch(value),
            "json" => IsObject(value),
            _ => throw new InvalidOperationException($"There is no check '{Check}'."),
        };

    private static Exact Number(string text) => Exact.Parse(text);

    private bool IsObject(string value)
    {
        try
        {
            List<JsonProperty> members = [.. JsonElement.Parse(value).EnumerateObject()];
            return members.All(member =>
                member.Value.ValueKind is JsonValueKind.String or JsonValueKind.Number or JsonValueKind.True
                && (Column != "SkuPriceDetails" || member.Name.StartsWith("x_", StringComparison.Ordinal))
            );
        }
        catch (Exception wrong) when (wrong is JsonException or InvalidOperationException)
        {
            return false;
        }
    }

    [GeneratedRegex(" and (?=[A-Za-z]+ !?= )")]
    private static partial Regex NextCondition();

    [GeneratedRegex(@"^-?\d+(\.\d+)?$")]
    private static partial Regex DecimalForm();

    [GeneratedRegex(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$")]
    private static partial Regex InstantForm();

    [GeneratedRegex(@"^(\d+ )?[A-Z][A-Za-z]*s(-[A-Z][A-Za-z]*s)?$")]
    private static partial Regex UnitForm();

    /// <summary>A decimal without rounding: digits, and how many of them are decimals.</summary>
    private readonly record struct Exact(BigInteger Digits, int Decimals) : IMultiplyOperators<Exact, Exact, Exact>
    {
        public static Exact Parse(string text)
        {
            int point = text.IndexOf('.', StringComparison.Ordinal);
            string digits = point < 0 ? text : text.Remove(point, 1);
            int decimals = point < 0 ? 0 : text.Length - point - 1;
            return new Exact(BigInteger.Parse(digits, CultureInfo.InvariantCulture), decimals).Shortest();
        }

        public static Exact operator *(Exact left, Exact right) =>
            new Exact(left.Digits * right.Digits, left.Decimals + right.Decimals).Shortest();

        public static bool operator >=(Exact left, Exact right) => left.Compare(right) >= 0;

        public static bool operator <=(Exact left, Exact right) => left.Compare(right) <= 0;

        public static bool operator >(Exact left, Exact right) => left.Compare(right) > 0;

        public static bool operator <(Exact left, Exact right) => left.Compare(right) < 0;

        private int Compare(Exact other) =>
            (Digits * BigInteger.Pow(10, other.Decimals)).CompareTo(other.Digits * BigInteger.Pow(10, Decimals));

        private Exact Shortest()
        {
            (BigInteger digits, int decimals) = (Digits, Decimals);
            while (decimals > 0 && (digits % 10).IsZero)
            {
                digits /= 10;
                decimals--;
            }

            return new(digits, decimals);
        }
    }
}
