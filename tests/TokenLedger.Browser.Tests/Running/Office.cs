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
    /// <summary>What was decided.</summary>
    public async Task<Decisions> DecisionsAsync() => (await building.OpenAsync(story)).Decisions;

    /// <summary>Someone who carries the token of a holder.</summary>
    /// <param name="holder">One of <see cref="Dashboard.Holders"/>.</param>
    /// <param name="options">How his browser is.</param>
    public async Task<Visitor> VisitAsync(string holder, BrowserNewContextOptions? options = null)
    {
        (Dashboard dashboard, _) = await building.OpenAsync(story);
        options ??= new();
        options.ExtraHTTPHeaders = [new("Authorization", "Bearer " + Dashboard.TokenOf(holder))];
        return await chromium.VisitAsync(dashboard, options);
    }
}

/// <summary>Keeps the office's gateway, which is started when the first test asks for it.</summary>
public sealed class Building : IAsyncDisposable
{
    private readonly SemaphoreSlim _opening = new(1);
    private Dashboard? _dashboard;
    private Decisions? _decisions;

    /// <summary>Opens it, if it is not open.</summary>
    public async Task<(Dashboard Dashboard, Decisions Decisions)> OpenAsync(StoryFolder story)
    {
        await _opening.WaitAsync();
        try
        {
            _dashboard ??= await Dashboard.StartAsync(story, withTokens: true);
            _decisions ??= await Decisions.MakeAsync(_dashboard, "admin");
            return (_dashboard, _decisions);
        }
        finally
        {
            _opening.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        _decisions?.Dispose();
        if (_dashboard is not null)
        {
            await _dashboard.DisposeAsync();
        }

        _opening.Dispose();
    }
}
