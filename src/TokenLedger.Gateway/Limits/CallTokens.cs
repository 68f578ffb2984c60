using TokenLedger.Gateway.Calls;

namespace TokenLedger.Gateway.Limits;

/// <summary>What a call used, when it has ended.</summary>
internal static class CallTokens
{
    /// <summary>What all its attempts have used, of all meters that count tokens; 0 when none was settled.</summary>
    public static long Used(InferenceCall call) =>
        call.Attempt.Number == 1
            ? SettledTokens.In(call.Settlement)
            : call.Attempts.Sum(attempt => SettledTokens.In(attempt.Settlement));

    /// <summary>Whether any attempt was on its way to an upstream.</summary>
    public static bool WasSent(InferenceCall call) =>
        call.Authorization is not null || call.Attempts.Any(attempt => attempt.Authorization is not null);
}
