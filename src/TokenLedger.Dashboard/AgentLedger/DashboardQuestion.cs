using System.Globalization;
using Microsoft.AspNetCore.Http;
using TokenLedger.Dashboard.ReadApi;
using TokenLedger.Ledger.Control;
using TokenLedger.Reporting.Queries;

namespace TokenLedger.Dashboard.AgentLedger;

/// <summary>AgentLedger's query parameters, bounded, and within what the reader may see.</summary>
internal sealed class DashboardQuestion
{
    /// <summary>Longest look back: a leap year.</summary>
    public const int MostHours = 366 * 24;

    /// <summary>Most rows of a list.</summary>
    public const int MostRows = 1000;

    private readonly HttpContext _http;

    /// <summary>Takes a request.</summary>
    public DashboardQuestion(HttpContext http, DateTimeOffset now)
    {
        (_http, Now) = (http, now);
        string? tenant = Text("tenant");
        ReadScope scope = http.Scope();
        if (scope.Tenant is { } own && tenant is not null && tenant != own)
        {
            Problem = $"'tenant' must be \"{own}\", yours, or be left out.";
        }

        Tenant = scope.Tenant ?? tenant;
    }

    /// <summary>The clock.</summary>
    public DateTimeOffset Now { get; }

    /// <summary>The only tenant meant; null for all.</summary>
    public string? Tenant { get; }

    /// <summary>What is wrong; null while nothing is.</summary>
    public string? Problem { get; private set; }

    /// <summary>The conditions.</summary>
    public IReadOnlyList<Filter> Where => Tenant is { } tenant ? [new(Grouping.Tenant, tenant)] : [];

    /// <summary>The text of a parameter; null when it is not given.</summary>
    public string? Text(string name) => _http.Request.Query[name] is [.., { Length: > 0 } text] ? text : null;

    /// <summary>The window that ends now.</summary>
    /// <param name="otherwise">Hours when none are given.</param>
    public Window Hours(int otherwise)
    {
        string text = Text("hours") ?? otherwise.ToString(CultureInfo.InvariantCulture);
        bool good =
            decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal hours)
            && hours is > 0 and <= MostHours;
        if (!good)
        {
            Problem ??= $"'hours' must be more than 0 and at most {MostHours}; it is '{text}'.";
            hours = otherwise;
        }

        return new(Now.AddTicks(-(long)(hours * TimeSpan.TicksPerHour)), null);
    }

    /// <summary>How many rows.</summary>
    public int Limit(int otherwise)
    {
        string? text = Text("limit");
        if (text is null)
        {
            return otherwise;
        }

        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int limit) && limit >= 1)
        {
            if (limit <= MostRows)
            {
                return limit;
            }
        }

        Problem ??= $"'limit' must be 1 to {MostRows}; it is '{text}'.";
        return otherwise;
    }

    /// <summary>Takes note of a problem found elsewhere, unless there is one already.</summary>
    public void Note(string? problem) => Problem ??= problem;

    /// <summary>One of a few words.</summary>
    public string Choice(string name, string otherwise, params ReadOnlySpan<string> words)
    {
        string text = Text(name) ?? otherwise;
        if (words.Contains(text))
        {
            return text;
        }

        Problem ??= $"'{name}' must be one of {string.Join(", ", words)}; it is '{text}'.";
        return otherwise;
    }
}
