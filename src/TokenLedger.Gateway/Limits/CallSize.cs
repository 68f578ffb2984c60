using TokenLedger.Gateway.Calls;
using TokenLedger.Ledger.Entries;

namespace TokenLedger.Gateway.Limits;

/// <summary>How large a call may get, as far as it is known before it ran.</summary>
/// <param name="Bytes">Bytes of the request.</param>
/// <param name="Output">Most output tokens of one answer.</param>
/// <param name="Answers">Answers asked for.</param>
internal readonly record struct CallSize(long Bytes, long Output, long Answers)
{
    /// <summary>Output tokens a call is expected to have at most. Agents allow far more than they use.</summary>
    public const int ExpectedOutput = 1024;

    /// <summary>Bytes of JSON that make a token, on the whole.</summary>
    private const int BytesPerToken = 4;

    /// <summary>Of a call under way; nothing for calls that run no model.</summary>
    public static CallSize Of(InferenceCall call, int defaultOutput) =>
        call.Route.Kind == Dialects.RouteKind.Inference
            ? new(call.MeantBytes.Length, call.Reading.MaxOutputTokens ?? defaultOutput, call.Reading.Choices)
            : default;

    /// <summary>Of a call that the ledger holds: a hold counts a token for each byte.</summary>
    public static CallSize Of(Hold? hold) => hold is null ? default : new(hold.InputTokens, hold.OutputTokens, 1);

    /// <summary>What it counts in tokens until its end.</summary>
    public long Reserve(TokenReserve reserve) =>
        reserve == TokenReserve.Bound
            ? Bytes + (Output * Answers)
            : ((Bytes + BytesPerToken - 1) / BytesPerToken) + (Math.Min(Output, ExpectedOutput) * Answers);
}
