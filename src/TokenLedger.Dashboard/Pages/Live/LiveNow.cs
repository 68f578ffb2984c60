using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using TokenLedger.Dashboard.Pages.Now;
using TokenLedger.Dashboard.Pages.Shell;
using TokenLedger.Dashboard.ReadApi;
using TokenLedger.Ledger.Control;
using TokenLedger.Reporting.Queries;

namespace TokenLedger.Dashboard.Pages.Live;

/// <summary>
/// Server-sent events for the first page: whenever the ledger has moved, the parts of the page that show what goes on are
/// drawn again and sent as they are.
/// </summary>
internal sealed class LiveNow(ReadSide side)
{
    /// <summary>Most browsers followed at once; others look again when they load the page.</summary>
    public const int Most = 32;

    private int _open;

    /// <summary>Shortest pause between two drawings: 2 s, however much goes on.</summary>
    public static TimeSpan Pause { get; } = TimeSpan.FromSeconds(2);

    /// <summary>A sign of life when nothing goes on: every 15 s; the last hour passes by without any call, too.</summary>
    public static TimeSpan Beat { get; } = TimeSpan.FromSeconds(15);

    /// <summary>After this the browser asks again, and is judged again: 5 minutes.</summary>
    public static TimeSpan Longest { get; } = TimeSpan.FromMinutes(5);

    public void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/live/now", RunAsync)
            .WithMetadata(ManagementRoute.Instance, TenantScoped.Instance)
            .ExcludeFromDescription();

    private async Task RunAsync(HttpContext http)
    {
        if (Interlocked.Increment(ref _open) > Most)
        {
            Interlocked.Decrement(ref _open);
            http.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            http.Response.Headers.RetryAfter = "60";
            return;
        }

        try
        {
            await FollowAsync(http, http.Scope().Tenant).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The browser went away, its time is up, or the gateway stops.
        }
        finally
        {
            Interlocked.Decrement(ref _open);
        }
    }

    private async Task FollowAsync(HttpContext http, string? tenant)
    {
        CancellationToken stopping =
            http.RequestServices.GetService<IHostApplicationLifetime>()?.ApplicationStopping ?? CancellationToken.None;
        using CancellationTokenSource timeUp = new(Longest, side.Time);
        using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(
            http.RequestAborted,
            stopping,
            timeUp.Token
        );
        http.Response.ContentType = "text/event-stream; charset=utf-8";
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers.XContentTypeOptions = "nosniff";
        http.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        await http.Response.StartAsync(end.Token).ConfigureAwait(false);
        while (true)
        {
            long seen = side.Ledger.Head.Size;
            await http
                .Response.WriteAsync(await DrawAsync(tenant, end.Token).ConfigureAwait(false), end.Token)
                .ConfigureAwait(false);
            await http.Response.Body.FlushAsync(end.Token).ConfigureAwait(false);
            await Task.Delay(Pause, side.Time, end.Token).ConfigureAwait(false);
            await WaitAsync(seen, end.Token).ConfigureAwait(false);
        }
    }

    /// <summary>Waits until the ledger has moved, but no longer than a beat.</summary>
    private async Task WaitAsync(long seen, CancellationToken end)
    {
        using CancellationTokenSource beat = CancellationTokenSource.CreateLinkedTokenSource(end);
        Task moved = side.Ledger.WaitBeyondAsync(seen, beat.Token).AsTask();
        await Task.WhenAny(moved, Task.Delay(Beat, side.Time, beat.Token)).ConfigureAwait(false);
        await beat.CancelAsync().ConfigureAwait(false);
        await moved.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        end.ThrowIfCancellationRequested();
    }

    private async Task<string> DrawAsync(string? tenant, CancellationToken end)
    {
        using Views? views = await side.OpenViewsAsync(end).ConfigureAwait(false);
        if (views is null)
        {
            return ": the views are being built\n\n";
        }

        NowModel model = await NowReader
            .ReadAsync(views, side, tenant, side.Time.GetUtcNow(), end)
            .ConfigureAwait(false);
        Dictionary<string, object?> parameters = new() { ["Model"] = model };
        StringBuilder text = new();
        Part(text, await PageRenderer.RenderAsync<NowFigures>(parameters).ConfigureAwait(false));
        Part(text, await PageRenderer.RenderAsync<NowCalls>(parameters).ConfigureAwait(false));
        Part(text, await PageRenderer.RenderAsync<NowHealth>(parameters).ConfigureAwait(false));
        return text.ToString();
    }

    /// <summary>An event ends at an empty line, so each line of the HTML is a line of data.</summary>
    private static void Part(StringBuilder text, string html)
    {
        text.Append("event: part\n");
        foreach (ReadOnlySpan<char> line in html.AsSpan().EnumerateLines())
        {
            text.Append("data: ").Append(line).Append('\n');
        }

        text.Append('\n');
    }
}
