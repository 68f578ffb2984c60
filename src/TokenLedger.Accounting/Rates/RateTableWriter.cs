using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace TokenLedger.Accounting.Rates;

/// <summary>Writes a table of schema rate-table/1 in the layout of rates/: one price a line, so that a change is a line.</summary>
public static class RateTableWriter
{
    /// <summary>A whole table.</summary>
    /// <param name="provider">The provider's short name.</param>
    /// <param name="asOf">The day the figures were looked up.</param>
    /// <param name="sources">Where figures come from: name and what it is.</param>
    /// <param name="rows">The rows, in any order.</param>
    public static string Write(
        string provider,
        DateOnly asOf,
        IReadOnlyList<KeyValuePair<string, string>> sources,
        IEnumerable<RateRow> rows
    )
    {
        StringBuilder text = new();
        text.Append("{\n  \"schema\": \"rate-table/1\",\n  \"provider\": ").Append(Text(provider));
        text.Append(",\n  \"currency\": \"USD\",\n  \"as_of\": ");
        text.Append(Text(asOf.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)));
        text.Append(",\n  \"sources\": {\n");
        text.AppendJoin(",\n", sources.Select(source => $"    {Text(source.Key)}: {{\"what\": {Text(source.Value)}}}"));
        text.Append("\n  },\n  \"rates\": [\n");
        text.AppendJoin(
            ",\n",
            rows.OrderBy(row => row.Model, StringComparer.OrdinalIgnoreCase)
                .ThenBy(row => row.From ?? DateTimeOffset.MinValue)
                .Select(Row)
        );
        return text.Append("\n  ]\n}\n").ToString();
    }

    /// <summary>Conditions as the object that stands behind "when".</summary>
    public static string When(IReadOnlyList<RateCondition> when) => $"{{{string.Join(", ", when.Select(Condition))}}}";

    private static string Row(RateRow row)
    {
        List<string> members =
        [
            $"\"model\": {Text(row.Model)}",
            $"\"match\": {Match(row.Match)}",
            $"\"from\": {Instant(row.From)}",
            $"\"to\": {Instant(row.To)}",
        ];
        if (row.ContextWindow is long window)
        {
            members.Add($"\"context_window\": {window.ToString(CultureInfo.InvariantCulture)}");
        }

        members.Add($"\"prices\": {Lines(row.Prices.Select(Price))}");
        if (row.Multipliers.Count > 0)
        {
            members.Add($"\"multipliers\": {Lines(row.Multipliers.Select(Multiplier))}");
        }

        if (row.ByCompletion)
        {
            members.Add("\"clock\": \"completion\"");
        }

        if (row.Free)
        {
            members.Add("\"free\": true");
        }

        members.Add($"\"sources\": {Texts(row.Sources)}");
        members.Add($"\"confidence\": {Text(row.Confidence)}");
        if (row.Note is not null)
        {
            members.Add($"\"note\": {Text(row.Note)}");
        }

        return $"    {{\n      {string.Join(",\n      ", members)}\n    }}";
    }

    internal static string Match(ModelMatch match)
    {
        (string Name, IReadOnlyList<string> Texts)[] lists =
        [
            ("ids", match.Ids),
            ("prefixes", match.Prefixes),
            ("patterns", match.Patterns),
            ("not_ids", match.NotIds),
            ("not_prefixes", match.NotPrefixes),
        ];
        return $"{{{string.Join(", ", lists.Where(list => list.Texts.Count > 0).Select(list => $"\"{list.Name}\": {Texts(list.Texts)}"))}}}";
    }

    private static string Price(RatePrice price) =>
        $"{{\"meter\": {Text(price.Meter)}, \"usd\": {Text(price.Usd)}, \"per\": {price.Per.ToString(CultureInfo.InvariantCulture)}"
        + (price.When.Count == 0 ? "}" : $", \"when\": {When(price.When)}}}");

    private static string Multiplier(RateMultiplier multiplier) =>
        $"{{\"dimension\": {Text(multiplier.Dimension)}, \"when\": {When(multiplier.When)}, \"times\": {Text(multiplier.Times)}, \"meters\": {Texts(multiplier.Meters)}}}";

    private static string Condition(RateCondition condition) =>
        condition switch
        {
            OneOf { Negated: true } not => $"{Text(not.Dimension)}: {{\"not\": {Texts(not.Values)}}}",
            OneOf one => $"{Text(one.Dimension)}: {Texts(one.Values)}",
            ContextBand band => $"{Text(ContextBand.Name)}: {{{Band(band)}}}",
            TimeOfDay time => $"{Text(TimeOfDay.Name)}: [{string.Join(", ", time.Windows.Select(Window))}]",
            _ => throw new NotSupportedException($"A condition on {condition.Dimension} cannot be written."),
        };

    private static string Band(ContextBand band)
    {
        List<string> bounds = [];
        if (band.Min > 0)
        {
            bounds.Add($"\"gte\": {band.Min.ToString(CultureInfo.InvariantCulture)}");
        }

        if (band.Max < long.MaxValue)
        {
            bounds.Add($"\"lte\": {band.Max.ToString(CultureInfo.InvariantCulture)}");
        }

        return string.Join(", ", bounds);
    }

    private static string Window(TimeWindow window)
    {
        string sign = window.Offset < TimeSpan.Zero ? "-" : "+";
        string text =
            $"{{\"offset\": \"{sign}{Clock(window.Offset.Duration())}\", \"time\": \"{Clock(window.Start)}-{Clock(window.End)}\"";
        if (window.Days is not null)
        {
            text += $", \"days\": {Texts([.. window.Days.Select(day => day.ToString()[..3].ToLowerInvariant())])}";
        }

        if (window.ExceptDates.Count > 0)
        {
            text +=
                $", \"except_dates\": {Texts([.. window.ExceptDates.Select(day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture))])}";
        }

        return text + "}";
    }

    private static string Clock(TimeSpan time) =>
        string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalHours:00}:{time.Minutes:00}");

    private static string Instant(DateTimeOffset? instant) =>
        instant is null ? "null" : Text(RateText.Of(instant.Value));

    private static string Lines(IEnumerable<string> items)
    {
        string lines = string.Join(",\n        ", items);
        return lines.Length == 0 ? "[]" : $"[\n        {lines}\n      ]";
    }

    private static string Texts(IReadOnlyList<string> texts) => $"[{string.Join(", ", texts.Select(Text))}]";

    private static string Text(string text) =>
        $"\"{JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"";
}
