using System.Globalization;
using Microsoft.AspNetCore.Http;
using TokenLedger.Ledger.Control;
using TokenLedger.Reporting.Queries;

namespace TokenLedger.Dashboard.ReadApi;

/// <summary>Reads the question of a report from a URL.</summary>
internal sealed class ReportQuestion
{
    private readonly SliceWords _words;

    /// <summary>Takes a request.</summary>
    public ReportQuestion(HttpContext http) => _words = http.Request.Words();

    /// <summary>What is wrong; null while nothing is.</summary>
    public string? Problem { get; private set; }

    /// <summary>The text of a name; null when it is not given.</summary>
    public string? Text(string name) => _words.One(name);

    /// <summary>A whole number; a problem when it is none or out of its range.</summary>
    public int Number(string name, int otherwise, int least, int most)
    {
        if (Text(name) is not { } text)
        {
            return otherwise;
        }

        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= least)
        {
            if (number <= most)
            {
                return number;
            }
        }

        Problem ??= $"'{name}' must be {least} to {most}; it is '{text}'.";
        return otherwise;
    }

    /// <summary>One of a few words; a problem when it is another.</summary>
    public T Choice<T>(string name, T otherwise, params ReadOnlySpan<(string Word, T Value)> choices)
    {
        if (Text(name) is not { } text)
        {
            return otherwise;
        }

        List<string> words = [];
        foreach ((string word, T value) in choices)
        {
            if (word == text)
            {
                return value;
            }

            words.Add(word);
        }

        Problem ??= $"'{name}' must be one of {string.Join(", ", words)}; it is '{text}'.";
        return otherwise;
    }

    /// <summary>A grouping; a problem when there is none of that name.</summary>
    public Grouping Grouping(string name, string otherwise)
    {
        string text = Text(name) ?? otherwise;
        if (Reporting.Queries.Grouping.Find(text) is { } grouping)
        {
            return grouping;
        }

        Problem ??= $"There is no '{text}'. Choose '{name}' from {Reporting.Queries.Grouping.Choices}.";
        return Reporting.Queries.Grouping.Find(otherwise)!;
    }

    /// <summary>A length of time; a problem when it is none or out of its range.</summary>
    public TimeSpan Length(string name, TimeSpan otherwise, TimeSpan least, TimeSpan most)
    {
        if (Text(name) is not { } text)
        {
            return otherwise;
        }

        if (Duration.TryParse(text, out TimeSpan length) && length >= least && length <= most)
        {
            return length;
        }

        Problem ??= $"'{name}' must be a length of time from {least:c} to {most:c}, such as 90m; it is '{text}'.";
        return otherwise;
    }

    /// <summary>The same for a report that can be compared with the time before.</summary>
    public T? ReadCompared<T>(T question, string? defaultLast, DateTimeOffset now)
        where T : Slice
    {
        T? read = Read(question, defaultLast, now);
        if (read is null || Text("compare") is not { } compare)
        {
            return read;
        }

        T? compared = SliceWords.Compared(read, compare, now, out string? problem);
        Problem = problem;
        return compared;
    }

    /// <summary>The question with the words that all reports share; null when a word makes no sense.</summary>
    public T? Read<T>(T question, string? defaultLast, DateTimeOffset now)
        where T : Slice
    {
        if (Problem is not null)
        {
            return null;
        }

        T? read = _words.Read(question, defaultLast, now, out string? problem);
        Problem = problem;
        return read;
    }
}
