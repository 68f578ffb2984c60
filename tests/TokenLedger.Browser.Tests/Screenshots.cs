using Microsoft.Playwright;
using TokenLedger.Browser.Tests.Running;

namespace TokenLedger.Browser.Tests;

/// <summary>
/// Takes pictures of all pages into the folder that TOKENLEDGER_SCREENSHOTS names, see <c>eng/screenshots.sh</c>; without it
/// nothing is done. TOKENLEDGER_SCREENSHOTS_OF picks those whose name contains a text.
/// </summary>
public sealed class Screenshots(StoryFolder story, Chromium chromium)
{
    private static readonly string? s_folder = Environment.GetEnvironmentVariable("TOKENLEDGER_SCREENSHOTS");
    private static readonly string s_of = Environment.GetEnvironmentVariable("TOKENLEDGER_SCREENSHOTS_OF") ?? "";

    [Fact]
    public async Task All_pages_full_and_empty_on_a_desk_and_on_a_phone_by_day_and_by_night()
    {
        Assert.SkipWhen(s_folder is null, "Pictures are taken by eng/screenshots.sh.");
        Directory.CreateDirectory(s_folder);
        await using Running.Dashboard full = await Running.Dashboard.StartAsync(story);
        using Decisions decisions = await Decisions.MakeAsync(full);
        List<(string Name, string Path)> pages =
        [
            .. Trails.Views(),
            .. await Trails.DrilledAsync(chromium, full),
            .. Trails.Details(decisions),
        ];
        await TakeAsync(full, "full", pages);
        await PrintAsync(full, pages);
        await using Running.Dashboard empty = await Running.Dashboard.StartAsync(null);
        await TakeAsync(empty, "empty", [.. Trails.Views()]);
        await TakeAsync(
            empty,
            "broken",
            [("window", "/sessions?last=yesterday"), ("missing", "/calls/00000000-0000-7000-8000-000000000000")]
        );
    }

    [Fact]
    public async Task Pages_over_a_ledger_that_cannot_write()
    {
        Assert.SkipWhen(s_folder is null, "Pictures are taken by eng/screenshots.sh.");
        Directory.CreateDirectory(s_folder);
        await using Running.Dashboard stopped = await Running.Dashboard.StartAsync(story);
        await stopped.StopLedgerAsync();
        await TakeAsync(stopped, "stopped", [("now", "/"), ("explore", "/explore?last=30d"), ("audit", "/audit")]);
    }

    /// <summary>As on a sheet of A4.</summary>
    private async Task PrintAsync(Running.Dashboard dashboard, List<(string Name, string Path)> pages)
    {
        await using Visitor visitor = await chromium.VisitAsync(
            dashboard,
            new()
            {
                ViewportSize = new() { Width = 718, Height = 1040 },
            }
        );
        await visitor.Page.EmulateMediaAsync(new() { Media = Media.Print });
        foreach ((string name, string path) in pages)
        {
            await PictureAsync(visitor, path, $"print-{FileNameOf(name)}.png");
        }
    }

    private static string FileNameOf(string name) =>
        name.ToLowerInvariant().Replace(" & ", "-", StringComparison.Ordinal).Replace(' ', '-');

    private static async Task PictureAsync(Visitor visitor, string path, string file)
    {
        if (file.Contains(s_of, StringComparison.Ordinal))
        {
            await visitor.GoAsync(path);
            await visitor.Page.ScreenshotAsync(new() { Path = Path.Combine(s_folder!, file), FullPage = true });
        }
    }

    private async Task TakeAsync(Running.Dashboard dashboard, string state, List<(string Name, string Path)> pages)
    {
        foreach (
            (int width, ColorScheme scheme) in ((int, ColorScheme)[])
                [(1440, ColorScheme.Light), (390, ColorScheme.Light), (1440, ColorScheme.Dark), (390, ColorScheme.Dark)]
        )
        {
            await using Visitor visitor = await chromium.VisitAsync(
                dashboard,
                new()
                {
                    ViewportSize = new() { Width = width, Height = width == 390 ? 844 : 900 },
                    ColorScheme = scheme,
                }
            );
            foreach ((string name, string path) in pages)
            {
                string of = $"{width}-{scheme.ToString().ToLowerInvariant()}";
                await PictureAsync(visitor, path, $"{state}-{FileNameOf(name)}-{of}.png");
            }
        }
    }
}
