using Microsoft.AspNetCore.Http;
using TokenLedger.Ledger.Control;

namespace TokenLedger.Dashboard.ReadApi;

/// <summary>What the reader of a request may see.</summary>
internal static class ScopeOfRequest
{
    /// <summary>The scope that the host has set.</summary>
    /// <exception cref="InvalidOperationException">The host has set none: nothing is shown rather than too much.</exception>
    public static ReadScope Scope(this HttpContext http) =>
        http.Features.Get<ReadScope>()
        ?? throw new InvalidOperationException("The host has not said what the reader of this request may see.");
}
