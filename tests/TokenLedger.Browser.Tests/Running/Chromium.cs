using Microsoft.Playwright;

namespace TokenLedger.Browser.Tests.Running;

/// <summary>The browser of the system, started once. Where there is none, tests that need it skip themselves.</summary>
public sealed class Chromium : IAsyncDisposable
{
    private static readonly string[] s_places =
    [
        "/usr/bin/chromium",
        "/usr/bin/chromium-browser",
        "/usr/bin/google-chrome",
    ];

    /// <summary>
    /// How long anything may take, in milliseconds: two minutes. A machine that does much else is slow, which is no failure;
    /// what never comes is one.
    /// </summary>
    private static readonly float s_patience = 120_000;

    private readonly SemaphoreSlim _starting = new(1);
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    /// <summary>A visitor with cookies and a memory of his own.</summary>
    /// <param name="dashboard">Where he goes.</param>
    /// <param name="options">How his browser is; null for a desktop one.</param>
    public async Task<Visitor> VisitAsync(Dashboard dashboard, BrowserNewContextOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(dashboard);
        IBrowser browser = await StartAsync();
        options ??= new();
        options.BaseURL = dashboard.Address.ToString();
        options.ViewportSize ??= new() { Width = 1440, Height = 900 };
        options.ReducedMotion = ReducedMotion.Reduce;
        IBrowserContext context = await browser.NewContextAsync(options);
        context.SetDefaultTimeout(s_patience);
        context.SetDefaultNavigationTimeout(s_patience);
        return await Visitor.OpenAsync(context, dashboard.Address);
    }

    private async Task<IBrowser> StartAsync()
    {
        string? program =
            Environment.GetEnvironmentVariable("TOKENLEDGER_TEST_CHROMIUM") ?? s_places.FirstOrDefault(File.Exists);
        Assert.SkipWhen(program is null, "There is no Chromium here. On Debian: apt-get install chromium");
        await _starting.WaitAsync();
        try
        {
            Assertions.SetDefaultExpectTimeout(s_patience);
            _playwright ??= await Playwright.CreateAsync();
            return _browser ??= await _playwright.Chromium.LaunchAsync(
                new()
                {
                    ExecutablePath = program,
                    Timeout = s_patience,
                    // Root has no user namespaces of its own; pages are those of the gateway under test.
                    Args = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
                }
            );
        }
        finally
        {
            _starting.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
        _starting.Dispose();
    }
}
