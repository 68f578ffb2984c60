using Microsoft.AspNetCore.Http;
using TokenLedger.Dashboard.Held;
using TokenLedger.Dashboard.ReadApi;

namespace TokenLedger.Dashboard.Pages.Shell;

/// <summary>What the dashboard is made of, besides its pages.</summary>
/// <param name="Side">What can be read.</param>
public sealed record DashboardParts(ReadSide Side)
{
    /// <summary>Says who reads. By default one who changes nothing, within what the host has said he may see.</summary>
    public Func<HttpContext, PageReader> ReaderOf { get; init; } = static http => PageReader.Of(http.Scope());

    /// <summary>What only the gateway knows; nothing by default.</summary>
    public GatewayFacts Gateway { get; init; } = GatewayFacts.None;
}
