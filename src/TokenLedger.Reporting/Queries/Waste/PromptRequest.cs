namespace TokenLedger.Reporting.Queries.Waste;

/// <summary>What makes requests equal: one tenant and key, one body, one API and model asked for.</summary>
internal readonly record struct PromptRequest(long Tenant, long Key, long Prompt, long Api, long Model)
{
    /// <summary>The request of a call.</summary>
    public static PromptRequest Of(in WasteRow call) =>
        new(call.Tenant, call.Key, call.Prompt, call.Api, call.ModelRequested);
}
