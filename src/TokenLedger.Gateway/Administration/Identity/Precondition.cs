using System.Globalization;
using TokenLedger.Ledger.Control;

namespace TokenLedger.Gateway.Administration.Identity;

/// <summary>If-Match and ETag: the revision of a document, so that two people do not undo each other's changes.</summary>
internal static class Precondition
{
    /// <summary>The ETag of a document.</summary>
    public static string TagOf(ControlDocument stored) =>
        string.Create(CultureInfo.InvariantCulture, $"\"{stored.Revision}\"");

    /// <summary>Whether a request's If-Match, when it has one, names the document as it is. If not, that is answered.</summary>
    public static async Task<bool> HoldsAsync(HttpContext http, ControlDocument? stored)
    {
        string match = http.Request.Headers.IfMatch.ToString();
        if (match.Length == 0 || (match == "*" ? stored is not null : stored is not null && match == TagOf(stored)))
        {
            return true;
        }

        string now = stored is null ? "there is none" : $"its ETag is {TagOf(stored)}";
        await AdminAnswer
            .RefuseAsync(
                http,
                412,
                "conflict",
                $"It was changed meanwhile: {now}. Read it again and repeat the change."
            )
            .ConfigureAwait(false);
        return false;
    }
}
