using System.Globalization;
using System.Text.Json;

namespace TokenLedger.Accounting.Rates;

/// <summary>Reads the "when" of a price or a multiplier.</summary>
internal static class RateConditionReader
{
    private static readonly string[] Dimensions =
    [
        "service_tier",
        "search_context_size",
        "inference_geo",
        "speed",
        "data_residency",
        "region",
        "deployment",
        "image_quality",
        "image_size",
        "contract",
    ];

    private static readonly string[] DayNames = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];
    private static readonly string[] WindowKeys = ["offset", "time", "days", "except_dates"];

    public static IReadOnlyList<RateCondition> Read(RateTableReader table, JsonElement owner)
    {
        if (!owner.TryGetProperty("when", out JsonElement when))
        {
            return [];
        }

        if (when.ValueKind != JsonValueKind.Object)
        {
            table.Report("when must be an object");
            return [];
        }

        List<RateCondition> conditions = [];
        foreach (JsonProperty property in when.EnumerateObject())
        {
            RateCondition? condition = property.Name switch
            {
                ContextBand.Name => Band(property.Value),
                TimeOfDay.Name => Windows(property.Value),
                string name when Array.IndexOf(Dimensions, name) is >= 0 and int at => Set(
                    Dimensions[at],
                    property.Value
                ),
                _ => null,
            };
            if (condition is null)
            {
                table.Report(
                    $"condition {property.Name} is unknown or malformed; known are {ContextBand.Name}, {TimeOfDay.Name}, {string.Join(", ", Dimensions)}"
                );
            }
            else
            {
                conditions.Add(condition);
            }
        }

        if (conditions.Count == 0 && table.IsStrict)
        {
            table.Report("an empty when says nothing; leave it out");
        }

        return [.. conditions];
    }

    private static OneOf? Set(string dimension, JsonElement value)
    {
        bool negated = value.ValueKind == JsonValueKind.Object;
        if (negated && !value.TryGetProperty("not", out value))
        {
            return null;
        }

        return RateJson.Texts(value) is { Count: > 0 } values ? new(dimension, values, negated) : null;
    }

    private static ContextBand? Band(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        long min = 0;
        long max = long.MaxValue;
        foreach (JsonProperty bound in value.EnumerateObject())
        {
            if (
                bound.Value.ValueKind != JsonValueKind.Number
                || !bound.Value.TryGetInt64(out long tokens)
                || tokens < 0
            )
            {
                return null;
            }

            switch (bound.Name)
            {
                case "gt":
                    min = Math.Max(min, tokens + 1);
                    break;
                case "gte":
                    min = Math.Max(min, tokens);
                    break;
                case "lt":
                    max = Math.Min(max, tokens - 1);
                    break;
                case "lte":
                    max = Math.Min(max, tokens);
                    break;
                default:
                    return null;
            }
        }

        return new(min, max);
    }

    private static TimeOfDay? Windows(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Array)
        {
            return null;
        }

        List<TimeWindow> windows = [];
        foreach (JsonElement item in value.EnumerateArray())
        {
            if (Window(item) is not TimeWindow window)
            {
                return null;
            }

            windows.Add(window);
        }

        return new([.. windows]);
    }

    private static TimeWindow? Window(JsonElement item)
    {
        if (
            item.ValueKind != JsonValueKind.Object
            || RateJson.Text(item, "offset") is not { Length: 6 } offset
            || RateJson.Text(item, "time") is not { Length: 11 } time
            || time[5] != '-'
            || !TryMinutes(offset.AsSpan(1), out TimeSpan distance)
            || !TryMinutes(time.AsSpan(0, 5), out TimeSpan start)
            || !TryMinutes(time.AsSpan(6), out TimeSpan end)
            || RateJson.Texts(item, "except_dates") is not IReadOnlyList<string> exceptions
        )
        {
            return null;
        }

        foreach (JsonProperty property in item.EnumerateObject())
        {
            if (Array.IndexOf(WindowKeys, property.Name) < 0)
            {
                return null;
            }
        }

        DateOnly[] dates = new DateOnly[exceptions.Count];
        for (int i = 0; i < dates.Length; i++)
        {
            if (
                !DateOnly.TryParseExact(
                    exceptions[i],
                    "yyyy-MM-dd",
                    CultureInfo.InvariantCulture,
                    DateTimeStyles.None,
                    out dates[i]
                )
            )
            {
                return null;
            }
        }

        TimeSpan signed = offset[0] == '-' ? -distance : distance;
        return TryDays(item, out DayOfWeek[]? days) ? new(signed, start, end, days, dates) : null;
    }

    private static bool TryDays(JsonElement item, out DayOfWeek[]? days)
    {
        days = null;
        if (!item.TryGetProperty("days", out JsonElement value))
        {
            return true;
        }

        if (RateJson.Texts(value) is not IReadOnlyList<string> names)
        {
            return false;
        }

        days = new DayOfWeek[names.Count];
        for (int i = 0; i < days.Length; i++)
        {
            int day = Array.IndexOf(DayNames, names[i]);
            if (day < 0)
            {
                return false;
            }

            days[i] = (DayOfWeek)day;
        }

        return true;
    }

    /// <summary>"16:30", and "24:00" as the end of a day.</summary>
    private static bool TryMinutes(ReadOnlySpan<char> text, out TimeSpan time)
    {
        time = default;
        if (
            text.Length != 5
            || text[2] != ':'
            || !int.TryParse(text[..2], NumberStyles.None, CultureInfo.InvariantCulture, out int hours)
            || !int.TryParse(text[3..], NumberStyles.None, CultureInfo.InvariantCulture, out int minutes)
            || minutes > 59
            || hours * 60 + minutes > 24 * 60
        )
        {
            return false;
        }

        time = new(hours, minutes, 0);
        return true;
    }
}
