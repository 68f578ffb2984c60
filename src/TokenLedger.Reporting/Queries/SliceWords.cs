using System.Globalization;

namespace TokenLedger.Reporting.Queries;

/// <summary>
/// Reads what questions have in common from named texts, the same for the API, the pages and the command line: last, from,
/// to, where (repeatable), tenant, basis, time-zone; and of those that are grouped by, limit.
/// </summary>
/// <param name="Values">The texts of a name; none when it is not given.</param>
public sealed record SliceWords(Func<string, IReadOnlyList<string>> Values)
{
    /// <summary>The one comparison there is: with the same length of time before.</summary>
    public const string Previous = "previous";

    /// <summary>The names that are read.</summary>
    public static IReadOnlyList<string> Names { get; } =
    ["last", "from", "to", "where", "tenant", "basis", "time-zone", "by", "limit"];

    /// <summary>Puts the words into a question.</summary>
    /// <param name="question">The question, with everything that is its own.</param>
    /// <param name="defaultLast">How far back it looks when no window is given; null looks at everything.</param>
    /// <param name="now">The clock.</param>
    /// <param name="problem">One sentence when the result is null.</param>
    /// <returns>The question; null when a text makes no sense.</returns>
    public T? Read<T>(T question, string? defaultLast, DateTimeOffset now, out string? problem)
        where T : Slice
    {
        string? from = One("from");
        string? to = One("to");
        string? last = One("last") ?? (from is null && to is null ? defaultLast : null);
        string basis = One("basis") ?? "as_corrected";
        string zoneName = One("time-zone") ?? "UTC";
        if (
            Window.Parse(last, from, to, now, out problem) is not { } window
            || Conditions(out problem) is not { } where
        )
        {
            return null;
        }

        if (basis is not ("as_corrected" or "as_booked"))
        {
            problem = $"The basis must be as_corrected or as_booked; it is '{basis}'.";
            return null;
        }

        if (!TimeZoneInfo.TryFindSystemTimeZoneById(zoneName, out TimeZoneInfo? zone))
        {
            problem = $"There is no time zone '{zoneName}'. Write an IANA name, such as Europe/Berlin.";
            return null;
        }

        return question with
        {
            Window = window,
            Where = [.. question.Where, .. where],
            AsBooked = basis == "as_booked",
            Zone = zone,
        };
    }

    /// <summary>Puts the words into a question that is grouped, those of its groups too.</summary>
    /// <param name="question">The question, with everything that is its own; its groups when none are given.</param>
    /// <param name="most">Most groups that may be asked for.</param>
    /// <param name="defaultLast">How far back it looks when no window is given; null looks at everything.</param>
    /// <param name="now">The clock.</param>
    /// <param name="problem">One sentence when the result is null.</param>
    /// <returns>The question; null when a text makes no sense.</returns>
    public T? ReadGrouped<T>(T question, int most, string? defaultLast, DateTimeOffset now, out string? problem)
        where T : GroupedSlice
    {
        ArgumentNullException.ThrowIfNull(question);
        problem = null;
        IReadOnlyList<Grouping>? by = One("by") is { } names ? GroupedSlice.ParseBy(names, out problem) : question.By;
        if (by is null)
        {
            return null;
        }

        int limit = question.Limit;
        if (
            One("limit") is { } text
            && !(int.TryParse(text, CultureInfo.InvariantCulture, out limit) && limit >= 1 && limit <= most)
        )
        {
            string end = most == int.MaxValue ? "" : $" and at most {most}";
            problem = $"The limit must be a whole number, 1 or more{end}; it is '{text}'.";
            return null;
        }

        T? read = Read(question with { By = by, Limit = limit }, defaultLast, now, out problem);
        return read is null || One("compare") is not { } compare ? read : Compared(read, compare, now, out problem);
    }

    /// <summary>The question with what it is compared with; null when that makes no sense.</summary>
    public static T? Compared<T>(T question, string compare, DateTimeOffset now, out string? problem)
        where T : Slice
    {
        ArgumentNullException.ThrowIfNull(question);
        Window? before = question.Window.Previous(now);
        problem =
            compare != Previous ? $"There is no comparison '{compare}'. Choose {Previous}."
            : before is null ? "Comparing needs a window that has begun: give last, such as 7d, or from."
            : null;
        return problem is null ? question with { Before = before } : null;
    }

    /// <summary>The text of a name that is given at most once; the last one when it is given more often.</summary>
    public string? One(string name) => Values(name) is [.., { Length: > 0 } text] ? text : null;

    private List<Filter>? Conditions(out string? problem)
    {
        problem = null;
        List<Filter> where = [];
        if (One("tenant") is { } tenant)
        {
            where.Add(new(Grouping.Tenant, tenant));
        }

        foreach (string text in Values("where"))
        {
            if (Filter.Parse(text, out problem) is not { } filter)
            {
                return null;
            }

            where.Add(filter);
        }

        return where;
    }
}
