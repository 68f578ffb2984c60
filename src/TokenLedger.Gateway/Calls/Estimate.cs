using TokenLedger.Accounting.Metering;
using TokenLedger.Accounting.Tokens;
using TokenLedger.Gateway.Relay.Endings;

namespace TokenLedger.Gateway.Calls;

/// <summary>
/// Fills in what the provider did not report, counted from the bytes that passed and marked as estimated. Only calls
/// that broke off come here, so its cost is no part of a normal call.
/// </summary>
internal static class Estimate
{
    /// <summary>What the end of an answer that is cut tells its caller.</summary>
    public static EndingFacts SoFar(InferenceCall call, DateTimeOffset now)
    {
        UsageReport? usage = call.Usage?.Report(ended: false);
        string text = call.Usage?.UnreportedOutput ?? "";
        if (usage is { Source: UsageSource.Estimated or UsageSource.ProviderPartial })
        {
            usage = Complete(usage, call);
        }

        return new EndingFacts(
            call.Id,
            usage?.ServedModel ?? call.ModelAsked ?? "",
            now,
            Sum(usage, static meter => !meter.StartsWith(Meters.Output, StringComparison.Ordinal)),
            Sum(usage, static meter => meter.StartsWith(Meters.Output, StringComparison.Ordinal)),
            text
        );
    }

    private static long Sum(UsageReport? usage, Func<string, bool> wanted) =>
        (long)(
            usage
                ?.Quantities.Where(quantity => quantity.Meter.StartsWith("tokens.", StringComparison.Ordinal))
                .Where(quantity => wanted(quantity.Meter))
                .Sum(quantity => quantity.Count)
            ?? 0
        );

    /// <summary>
    /// The usage with the output estimated, and the input too when nothing was reported. An estimate of nothing stands
    /// as such: it says that nothing was seen to pass, and makes the total known.
    /// </summary>
    public static UsageReport Complete(UsageReport usage, InferenceCall call)
    {
        List<Quantity> quantities = [.. usage.Quantities];
        long? context = usage.ContextTokens;
        string provider = call.Upstream.Options.Provider;
        string model = usage.ServedModel ?? call.ModelMeant ?? "";
        if (usage.Source == UsageSource.Estimated)
        {
            TokenEstimate input = PromptEstimate.Of(provider, model, call.MeantBytes);
            quantities.Add(new Quantity(Meters.Input, input.Tokens, Provenance.Estimated, input.ErrorPercent));
            context = input.Tokens;
        }

        string output = call.Usage?.UnreportedOutput ?? "";
        TokenEstimate answer = AnswerEstimate.Of(provider, model, output);
        quantities.Add(new Quantity(Meters.Output, answer.Tokens, Provenance.Estimated, answer.ErrorPercent));
        return usage with { Quantities = quantities, ContextTokens = context };
    }
}
