namespace TokenLedger.Gateway.Dialects;

/// <summary>Clients that do not heed what HTTP and <c>x-should-retry</c> say, and what they do heed.</summary>
internal static class ClientHabits
{
    /// <summary>
    /// The refusal as a caller's client takes it. Codex asks again after every status it does not expect, up to five times;
    /// 400 is the one after which it stops and shows the message.
    /// </summary>
    public static Refusal Suit(Refusal refusal, IHeaderDictionary headers) =>
        refusal is { ShouldRetry: false, Body: null } && IsCodex(headers)
            ? refusal with
            {
                Status = StatusCodes.Status400BadRequest,
            }
            : refusal;

    private static bool IsCodex(IHeaderDictionary headers) =>
        headers["originator"].ToString().StartsWith("codex", StringComparison.OrdinalIgnoreCase)
        || headers.UserAgent.ToString().StartsWith("codex", StringComparison.OrdinalIgnoreCase);
}
