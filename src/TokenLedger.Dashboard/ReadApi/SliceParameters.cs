using System.ComponentModel;
using Microsoft.AspNetCore.Mvc;
using TokenLedger.Reporting.Queries;

namespace TokenLedger.Dashboard.ReadApi;

/// <summary>The part of a question that all reports share, as it stands in a URL.</summary>
internal sealed record SliceParameters
{
    [FromQuery(Name = "last")]
    [Description("How far back from now, such as 90m, 24h or 7d. Not together with 'from' and 'to'.")]
    public string? Last { get; init; }

    [FromQuery(Name = "from")]
    [Description("First instant (ISO 8601; UTC without an offset).")]
    public string? From { get; init; }

    [FromQuery(Name = "to")]
    [Description("First instant after the window.")]
    public string? To { get; init; }

    [FromQuery(Name = "where")]
    [Description("A condition, such as model=gpt-5, model=a|b, environment!=dev or feature=(none). May be repeated.")]
    public string[]? Where { get; init; }

    [FromQuery(Name = "tenant")]
    [Description("Only this tenant.")]
    public string? Tenant { get; init; }

    [FromQuery(Name = "basis")]
    [Description(
        "as_corrected (default): adjustments count in the period and group of what they correct. as_booked: every call as "
            + "it was first written down, when it was, without adjustments."
    )]
    public string? Basis { get; init; }

    [FromQuery(Name = "time-zone")]
    [Description("The IANA time zone whose days count. Default UTC.")]
    public string? TimeZone { get; init; }

    /// <summary>The words, and further ones.</summary>
    /// <param name="more">The text of a further name; null when it is not given.</param>
    public SliceWords Words(Func<string, string?> more) =>
        new(name =>
            name switch
            {
                "last" => Of(Last),
                "from" => Of(From),
                "to" => Of(To),
                "where" => Where ?? [],
                "tenant" => Of(Tenant),
                "basis" => Of(Basis),
                "time-zone" => Of(TimeZone),
                _ => Of(more(name)),
            }
        );

    private static string[] Of(string? text) => text is null ? [] : [text];
}
