using TokenLedger.Gateway.Calls;

namespace TokenLedger.Gateway.Limits;

/// <summary>A call's size in tokens: before it is sent, and when it has ended.</summary>
internal static class CallTokens
{
    /// <summary>Output tokens a call is expected to have at most. Agents allow far more than they use.</summary>
    public const int ExpectedOutput = 1024;

    /// <summary>Bytes of JSON that make a token, on the whole.</summary>
    private const int BytesPerToken = 4;

    /// <summary>What it counts until its end; 0 for calls that run no model.</summary>
    public static long Reserve(InferenceCall call, TokenReserve reserve, int defaultOutput)
    {
        if (call.Route.Kind != Dialects.RouteKind.Inference)
        {
            return 0;
        }

        long bytes = call.MeantBytes.Length;
        long output = call.Reading.MaxOutputTokens ?? defaultOutput;
        return reserve == TokenReserve.Bound
            ? bytes + (output * call.Reading.Choices)
            : ((bytes + BytesPerToken - 1) / BytesPerToken) + (Math.Min(output, ExpectedOutput) * call.Reading.Choices);
    }

    /// <summary>What all its attempts have used, of all meters that count tokens; 0 when none was settled.</summary>
    public static long Used(InferenceCall call) => call.Attempts.Sum(attempt => SettledTokens.In(attempt.Settlement));

    /// <summary>Whether any attempt was on its way to an upstream.</summary>
    public static bool WasSent(InferenceCall call) => call.Attempts.Any(attempt => attempt.Authorization is not null);
}
