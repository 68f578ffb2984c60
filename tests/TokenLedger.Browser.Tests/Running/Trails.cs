using TokenLedger.Dashboard.Pages;

namespace TokenLedger.Browser.Tests.Running;

/// <summary>Ways through the dashboard.</summary>
internal static class Trails
{
    /// <summary>The views of the navigation.</summary>
    public static IEnumerable<(string Name, string Path)> Views() =>
        AllPages.List.Where(page => page.Group is not null).Select(page => (page.Title, page.Path));

    /// <summary>Pages of one thing that people have decided on.</summary>
    public static IEnumerable<(string Name, string Path)> Details(Decisions decisions) =>
        [
            ("budget", "/budgets/everything"),
            ("budget-euro", "/budgets/everything?currency=EUR"),
            ("budget-rolling", "/budgets/per-user"),
            ("budget-day", "/budgets/acme.day"),
            ("key", "/keys/" + decisions.Keys[0]),
            ("tenant", "/tenant?id=acme"),
            ("rate", "/rates/model?provider=openai&model=gpt-4o-mini"),
        ];

    /// <summary>Pages beside the time before, and in another currency.</summary>
    public static IEnumerable<(string Name, string Path)> Compared() =>
        [
            ("sessions-euro", "/sessions?last=30d&compare=previous&currency=EUR"),
            ("agents-euro", "/sessions/agents?last=30d&compare=previous&currency=EUR"),
            ("waste-euro", "/waste?last=30d&compare=previous&currency=EUR"),
            ("rates-euro", "/rates?last=30d&compare=previous&currency=EUR"),
            ("efficiency-euro", "/explore?last=7d&by=model&as=efficiency&compare=previous&currency=EUR"),
            ("latency-euro", "/explore?last=7d&by=agent&as=latency&compare=previous&currency=EUR"),
            ("statement-euro", "/reports?compare=previous&currency=EUR"),
            ("forecast-euro", "/forecast?by=feature&currency=EUR"),
            ("anomalies-euro", "/anomalies?last=30d&currency=EUR"),
            ("budgets-euro", "/budgets?currency=EUR"),
        ];

    /// <summary>Pages that are reached from others, over the story.</summary>
    public static async Task<List<(string Name, string Path)>> DrilledAsync(Chromium chromium, Dashboard dashboard)
    {
        await using Visitor visitor = await chromium.VisitAsync(dashboard);
        return await DrilledAsync(visitor);
    }

    /// <summary>An address or more for every route of the dashboard, as an administrator of the office sees them.</summary>
    public static async Task<List<(string Name, string Path)>> EverywhereAsync(Office office)
    {
        await using Visitor visitor = await office.VisitAsync("admin");
        return [.. Views(), .. await DrilledAsync(visitor), .. Details(await office.DecisionsAsync())];
    }

    private static async Task<List<(string Name, string Path)>> DrilledAsync(Visitor visitor)
    {
        List<(string, string)> found =
        [
            ("calls", "/calls"),
            ("agents", "/sessions/agents?last=30d"),
            ("flow", "/explore?last=30d&by=tenant&by=model&as=flow"),
            ("hours", "/explore?last=30d&by=feature&as=hours&compare=1"),
            ("month", "/explore?last=30d&by=feature&by=model&compare=1"),
            ("three", "/explore?last=30d&by=tenant&by=feature&by=model&as=area"),
            ("efficiency", "/explore?last=30d&by=model&as=efficiency"),
            ("entry", "/entries/1001?verify=1"),
            .. Compared(),
        ];
        await visitor.GoAsync("/sessions?last=30d&where=agent%3Dplanner");
        string session = (await visitor.Page.Locator("main tbody a").First.GetAttributeAsync("href"))!;
        found.Add(("session", session));
        await visitor.GoAsync(session);
        found.Add(("call", (await visitor.Page.Locator("main a[href^='/calls/']").First.GetAttributeAsync("href"))!));
        return found;
    }
}
