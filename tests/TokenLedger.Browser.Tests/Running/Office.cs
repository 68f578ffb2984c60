using Microsoft.Playwright;
using TokenLedger.Browser.Tests.Running;

[assembly: AssemblyFixture(typeof(Building))]

namespace TokenLedger.Browser.Tests.Running;

/// <summary>
/// One gateway over the story with budgets, keys and tenants, closed to those without a token. Tests that change something
/// use names of their own.
/// </summary>
/// <param name="story">What its ledger begins with.</param>
/// <param name="chromium">The browser.</param>
/// <param name="building">Where it stands, for all tests the same.</param>
internal sealed class Office(StoryFolder story, Chromium chromium, Building building)
{
    /// <summary>Its gateway.</summary>
    public async Task<Dashboard> DashboardAsync() => (await building.OfficeAsync(story)).Dashboard;

    /// <summary>What was decided.</summary>
    public async Task<Decisions> DecisionsAsync() => (await building.OfficeAsync(story)).Decisions;

    /// <summary>Someone who carries the token of a holder.</summary>
    /// <param name="holder">One of <see cref="Dashboard.Holders"/>.</param>
    /// <param name="options">How his browser is.</param>
    public async Task<Visitor> VisitAsync(string holder, BrowserNewContextOptions? options = null)
    {
        options ??= new();
        options.ExtraHTTPHeaders = [new("Authorization", "Bearer " + Dashboard.TokenOf(holder))];
        return await chromium.VisitAsync(await DashboardAsync(), options);
    }

    /// <summary>Someone who has signed in as a holder, with a cookie.</summary>
    /// <param name="holder">One of <see cref="Dashboard.Holders"/>.</param>
    public async Task<Visitor> SignInAsync(string holder)
    {
        Visitor visitor = await chromium.VisitAsync(await DashboardAsync());
        await visitor.SignInAsync(holder);
        return visitor;
    }
}
