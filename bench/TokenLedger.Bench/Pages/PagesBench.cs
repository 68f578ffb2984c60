using System.Diagnostics;
using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using TokenLedger.Bench.Reports;
using TokenLedger.Dashboard;
using TokenLedger.Dashboard.Pages.Shell;
using TokenLedger.Dashboard.ReadApi;
using TokenLedger.Ledger.Control;
using TokenLedger.Reporting.Projections;

namespace TokenLedger.Bench.Pages;

/// <summary>How long a page of the dashboard takes over many calls, from the request to its last byte, and how many bytes.</summary>
internal static class PagesBench
{
    private const int Rounds = 15;

    private static readonly DateTimeOffset s_now = DateTimeOffset.UnixEpoch.AddMicroseconds(
        SampleRows.Start + SampleRows.Length
    );

    private static readonly string[] s_pages =
    [
        "/",
        "/explore?last=24h",
        "/explore",
        "/explore?last=30d&by=tenant&by=model",
        "/explore?last=30d&by=tenant&by=feature&by=model",
        "/explore?last=30d&as=hours",
        "/sessions",
        "/sessions/agents",
        "/calls",
        "/calls?order=cost",
        "/budgets",
        "/keys",
        "/rates",
        "/reports",
        "/forecast",
    ];

    /// <summary>Measures.</summary>
    /// <param name="args">Millions of calls, 1 when not given; pages, the usual ones when none is; and <c>keep=FOLDER</c>.</param>
    public static async Task<int> RunAsync(string[] args)
    {
        int rows = (int)(1_000_000 * (args.Length > 0 ? decimal.Parse(args[0], CultureInfo.InvariantCulture) : 1));
        string? kept = args.FirstOrDefault(arg => arg.StartsWith("keep=", StringComparison.Ordinal))?["keep=".Length..];
        string[] pages = [.. args.Where(arg => arg.StartsWith('/'))];
        string root = kept ?? Path.Combine(Path.GetTempPath(), "tokenledger-pages-" + Guid.NewGuid().ToString("N"));
        try
        {
            ViewsFolder views = new(root);
            if (!File.Exists(views.Database))
            {
                SampleViews.Make(views, rows);
            }

            await using WebApplication app = Host(views, s_now);
            await app.StartAsync();
            string address = app
                .Services.GetRequiredService<IServer>()
                .Features.Get<IServerAddressesFeature>()!
                .Addresses.Single();
            using HttpClient client = new() { BaseAddress = new Uri(address), Timeout = TimeSpan.FromMinutes(2) };
            foreach (string page in pages.Length > 0 ? pages : s_pages)
            {
                await MeasureAsync(client, page);
            }
        }
        finally
        {
            if (kept is null)
            {
                Directory.Delete(root, recursive: true);
            }
        }

        return 0;
    }

    private static WebApplication Host(ViewsFolder views, DateTimeOffset now)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Error);
        builder.WebHost.UseKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Services.AddReadApi();
        WebApplication app = builder.Build();
        ReadSide side = new(new NoLedger(), views, new ProjectionFollower(views), new StandingClock(now));
        app.MapDashboard(new(side) { ReaderOf = _ => PageReader.Of(ReadScope.Everything) });
        return app;
    }

    private static async Task MeasureAsync(HttpClient client, string page)
    {
        List<double> times = [];
        TimeSpan busy = default;
        int bytes = 0;
        for (int round = 0; round <= Rounds; round++)
        {
            long began = Stopwatch.GetTimestamp();
            using HttpResponseMessage answer = await client.GetAsync(new Uri(page, UriKind.Relative));
            bytes = (await answer.Content.ReadAsByteArrayAsync()).Length;
            if (!answer.IsSuccessStatusCode)
            {
                throw new InvalidOperationException($"{page}: {answer.StatusCode}");
            }

            // The first request compiles what it runs through and opens the files.
            if (round > 0)
            {
                times.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            }
            else
            {
                busy = Environment.CpuUsage.TotalTime;
            }
        }

        // Of both cores, the client's part too: what others do on the machine is not in it.
        double processor = (Environment.CpuUsage.TotalTime - busy).TotalMilliseconds / Rounds;

        times.Sort();
        Console.WriteLine(
            $"{page, -50} median {times[Rounds / 2], 7:N1} ms, slowest {times[^1], 7:N1} ms, processor {processor, 7:N1} ms, {bytes / 1000.0:N1} KB"
        );
    }

    private sealed class StandingClock(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
