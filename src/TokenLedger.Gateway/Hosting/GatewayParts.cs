using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using TokenLedger.Gateway.Administration.Budgets;
using TokenLedger.Gateway.Alerts;
using TokenLedger.Gateway.Attribution;
using TokenLedger.Gateway.Booking;
using TokenLedger.Gateway.Calls;
using TokenLedger.Gateway.Identity.SignIn;
using TokenLedger.Gateway.Metrics;
using TokenLedger.Gateway.Otlp.Sending;
using TokenLedger.Ledger;
using TokenLedger.Ledger.Control;

namespace TokenLedger.Gateway.Hosting;

/// <summary>What a gateway is built from.</summary>
/// <param name="Options">Its settings.</param>
/// <param name="Ledger">Where it books; owned by the caller and closed after the gateway has stopped.</param>
/// <param name="Rates">What it prices with.</param>
/// <param name="Key">What fingerprints are made with.</param>
/// <param name="Time">Its clock.</param>
public sealed record GatewayParts(
    GatewayOptions Options,
    ILedger Ledger,
    RatesInForce Rates,
    FingerprintKey Key,
    TimeProvider Time
)
{
    /// <summary>Adds services that management routes need.</summary>
    public Action<IServiceCollection>? AddServices { get; init; }

    /// <summary>Maps management routes (the read API, pages); each is guarded.</summary>
    public Action<IEndpointRouteBuilder>? MapManagement { get; init; }

    /// <summary>Draws pages for browsers; null when there are none (in tests), and nobody signs in then.</summary>
    public BrowserPages? Pages { get; init; }

    /// <summary>Maps routes that anyone may use who reaches the port: what pages are made of.</summary>
    public Action<IEndpointRouteBuilder>? MapPublic { get; init; }

    /// <summary>
    /// The file that remembers what has been booked, so that nothing is booked twice after a restart; it is made anew from
    /// the ledger when it is missing. Null keeps none.
    /// </summary>
    public string? BookedFile { get; init; }

    /// <summary>What people have decided at run time; null when nothing can be decided (in tests).</summary>
    public ControlBook? Control { get; init; }

    /// <summary>The budgets of it that were read already.</summary>
    public BudgetDocuments Budgets { get; init; } = new();

    /// <summary>The alerts that run beside it; null in tests without any. Owned by the caller.</summary>
    public AlertRun? Alerts { get; init; }

    /// <summary>Who else follows the ledger, for the metrics.</summary>
    public IReadOnlyList<FollowerPosition> Followers { get; init; } = [];

    /// <summary>What became of what was sent by OTLP, for the metrics; null when nothing is sent.</summary>
    public OtlpDelivery? Otlp { get; init; }

    /// <summary>Is told of calls that end with a failed attempt; null when nobody asks.</summary>
    public FailedCalls? Failed { get; init; }

    /// <summary>Where it logs; by default nowhere. Owned by the caller.</summary>
    public ILoggerFactory Loggers { get; init; } = NullLoggerFactory.Instance;
}
