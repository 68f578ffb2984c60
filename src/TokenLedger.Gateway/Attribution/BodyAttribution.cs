using TokenLedger.Gateway.Dialects;
using LedgerAttribution = TokenLedger.Ledger.Entries.Attribution;

namespace TokenLedger.Gateway.Attribution;

/// <summary>Adds what the body says of user and session, where no header said it: the weakest of all claims.</summary>
internal static class BodyAttribution
{
    /// <summary>The attribution with the body's claims added.</summary>
    public static LedgerAttribution Complete(LedgerAttribution attribution, RequestReading reading)
    {
        string? user = attribution.User is null ? AgentHeaders.Usable(reading.User) : null;
        string? session = attribution.Session is null ? AgentHeaders.Usable(reading.Session) : null;
        if (user is null && session is null)
        {
            return attribution;
        }

        List<string> claimed = [.. attribution.Claimed];
        if (user is not null)
        {
            claimed.Add("user");
        }

        if (session is not null)
        {
            claimed.Add("session");
        }

        claimed.Sort(StringComparer.Ordinal);
        return attribution with
        {
            User = user ?? attribution.User,
            Session = session ?? attribution.Session,
            Claimed = claimed,
        };
    }
}
