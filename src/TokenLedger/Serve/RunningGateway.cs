using System.Net;
using TokenLedger.Gateway.Hosting;
using TokenLedger.Ledger.Embedded;
using TokenLedger.Reporting.Projections;

namespace TokenLedger.Serve;

/// <summary>A gateway that listens, with the ledger it books in and the follower that keeps the reports current.</summary>
public sealed class RunningGateway : IAsyncDisposable
{
    private readonly GatewayHost host;
    private readonly EmbeddedLedger ledger;
    private readonly CancellationTokenSource stopFollowing = new();
    private readonly Task following;

    internal RunningGateway(GatewayHost host, EmbeddedLedger ledger, ProjectionFollower follower)
    {
        this.host = host;
        this.ledger = ledger;
        following = follower.RunAsync(ledger, stopFollowing.Token);
    }

    /// <summary>What to tell whoever started it.</summary>
    public required Banner Banner { get; init; }

    /// <summary>Where it listens, the real port filled in.</summary>
    public IPEndPoint Address => Banner.Address;

    /// <summary>Completes with the reason when the ledger can write no more; then nothing is served any more.</summary>
    public Task<string> LedgerFailed => ledger.Failed;

    /// <summary>Stops listening, lets open calls finish within their time, and closes the ledger.</summary>
    public async ValueTask DisposeAsync()
    {
        await host.StopAsync(CancellationToken.None);
        await host.DisposeAsync();
        await stopFollowing.CancelAsync();
        await following;
        await ledger.DisposeAsync();
        stopFollowing.Dispose();
    }
}
