using Microsoft.Extensions.Logging;
using TokenLedger.Commands;
using TokenLedger.Dashboard;
using TokenLedger.Dashboard.Held;
using TokenLedger.Reporting.Queries;

namespace TokenLedger.Demo;

/// <summary>
/// The demonstration that the first page's button starts. It is another gateway in this process, over a ledger of its own
/// in a temporary folder, with a simulated provider: nothing of it comes into this gateway's ledger, where it could never be
/// taken out again, and no provider is called. There is at most one; it ends by itself, or with this gateway.
/// </summary>
/// <param name="side">What tells whether this gateway's ledger has calls already.</param>
/// <param name="time">The clock.</param>
/// <param name="log">Where an end before its time is noted.</param>
internal sealed class DemoStage(ReadSide side, TimeProvider time, ILogger log) : IAsyncDisposable
{
    private readonly SemaphoreSlim _starting = new(1);
    private readonly CancellationTokenSource _closing = new();
    private volatile RunningDemo? _running;
    private Task _life = Task.CompletedTask;

    /// <summary>How long the agents work: 3 minutes.</summary>
    public static TimeSpan Work { get; } = TimeSpan.FromMinutes(3);

    /// <summary>How long it can be looked at: 30 minutes from its start.</summary>
    public static TimeSpan Stay { get; } = TimeSpan.FromMinutes(30);

    /// <summary>What the pages tell of it.</summary>
    public HeldDemo Held => new() { IsOffered = true, Address = _running?.Address };

    /// <summary>Starts it, unless it runs.</summary>
    /// <param name="home">The dashboard that it leads back to.</param>
    /// <param name="cancellation">Gives up the start.</param>
    /// <returns>The one that runs; null when this ledger has calls, or cannot be read now, and so needs no demonstration.</returns>
    /// <exception cref="CommandFailedException">Something is in the way; the message says what.</exception>
    public async Task<RunningDemo?> StartAsync(Uri home, CancellationToken cancellation)
    {
        await _starting.WaitAsync(cancellation);
        try
        {
            if (_running is { } one)
            {
                return one;
            }

            using Views? views = await side.OpenViewsAsync(cancellation);
            return views is null || views.Costs(new CostQuery { Limit = 1 }).AnyCalls
                ? null
                : await OpenAsync(home, cancellation);
        }
        finally
        {
            _starting.Release();
        }
    }

    /// <summary>Ends it, if it runs.</summary>
    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        await _starting.WaitAsync();
        await _life.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _closing.Dispose();
        _starting.Dispose();
    }

    private async Task<RunningDemo> OpenAsync(Uri home, CancellationToken cancellation)
    {
        string folder = Directory.CreateTempSubdirectory("tokenledger-demo-").FullName;
        DemoGateway gateway;
        try
        {
            gateway = await DemoGateway.StartAsync(new DataFolder(folder), home, time, cancellation);
        }
        catch
        {
            Directory.Delete(folder, recursive: true);
            throw;
        }

        DateTimeOffset now = time.GetUtcNow();
        _running = new(gateway.Address, now + Work, now + Stay);
        _life = Task.Run(() => LiveAsync(gateway, folder), CancellationToken.None);
        return _running;
    }

    private async Task LiveAsync(DemoGateway gateway, string folder)
    {
        try
        {
            using CancellationTokenSource stay = new(Stay, time);
            using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(
                stay.Token,
                _closing.Token
            );
            await WorkAsync(gateway, end.Token);
            await Task.Delay(Timeout.InfiniteTimeSpan, time, end.Token)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        finally
        {
            _running = null;
            await gateway.DisposeAsync();
            Directory.Delete(folder, recursive: true);
        }
    }

    private async Task WorkAsync(DemoGateway gateway, CancellationToken end)
    {
        using CancellationTokenSource work = CancellationTokenSource.CreateLinkedTokenSource(end);
        using CancellationTokenSource worked = new(Work, time);
        await using CancellationTokenRegistration told = worked.Token.Register(work.Cancel);
        try
        {
            await gateway.WorkAsync(withAgents: true, work.Token);
        }
        catch (HttpRequestException failure)
        {
            // What was recorded until then can still be looked at.
            log.LogWarning(failure, "The demonstration's agents ended before their time");
        }
    }
}

/// <summary>A demonstration that runs.</summary>
/// <param name="Address">Its dashboard.</param>
/// <param name="WorksUntil">Until when its agents work.</param>
/// <param name="EndsAt">When it is gone.</param>
internal sealed record RunningDemo(Uri Address, DateTimeOffset WorksUntil, DateTimeOffset EndsAt);
