using TokenLedger.Accounting.Metering;
using TokenLedger.Accounting.Tokens;

namespace TokenLedger.Gateway.Calls;

/// <summary>
/// Fills in what the provider did not report, counted from the bytes that passed and marked as estimated. Only calls
/// that broke off come here, so its cost is no part of a normal call.
/// </summary>
internal static class Estimate
{
    /// <summary>The usage with estimated input (when nothing was reported) and output added.</summary>
    public static UsageReport Complete(UsageReport usage, InferenceCall call)
    {
        List<Quantity> quantities = [.. usage.Quantities];
        string provider = call.Upstream.Options.Provider;
        string model = usage.ServedModel ?? call.Reading.Model ?? "";
        if (usage.Source == UsageSource.Estimated)
        {
            Add(quantities, Meters.Input, PromptEstimate.Count(provider, model, call.BodyBytes));
        }

        string output = call.Usage?.UnreportedOutput ?? "";
        if (output.Length > 0)
        {
            Add(quantities, Meters.Output, TokenCounter.ForModel(provider, model).Count(output));
        }

        return usage with
        {
            Quantities = quantities,
        };
    }

    private static void Add(List<Quantity> quantities, string meter, long tokens)
    {
        if (tokens > 0)
        {
            quantities.Add(new Quantity(meter, tokens, Provenance.Estimated));
        }
    }
}
