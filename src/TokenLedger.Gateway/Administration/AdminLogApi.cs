using System.Globalization;
using Microsoft.AspNetCore.Routing;
using TokenLedger.Gateway.Hosting;
using TokenLedger.Ledger;
using TokenLedger.Ledger.Entries;

namespace TokenLedger.Gateway.Administration;

/// <summary>/api/v1/admin-log: who changed what, when, from what to what; the newest first, read from the ledger itself.</summary>
internal sealed class AdminLogApi(ILedger ledger)
{
    private const int DefaultLimit = 100;
    private const int MostLimit = 1_000;
    private const int AtOnce = 4_096;

    /// <summary>Most entries looked at for one page; a page that ends early says where to go on.</summary>
    private const long MostLookedAt = 262_144;

    /// <summary>Maps the route.</summary>
    public void Map(RouteGroupBuilder api) =>
        api.MapGet("/admin-log", (HttpContext http, string? before, string? limit) => GetAsync(http, before, limit))
            .WithTags("admin-log")
            .WithName("ListAdminLog")
            .WithSummary("The record of changes, the newest first")
            .WithDescription(
                "Entries before the sequence 'before' (default: the newest), at most 'limit' (1 to 1000, default 100). "
                    + "'next' is the 'before' of the next page."
            )
            .Produces<AdminLogPage>()
            .Produces<AdminError>(400)
            .Requires(RouteAccess.Auditor);

    private async Task GetAsync(HttpContext http, string? before, string? limit)
    {
        long? end = Number(before, ledger.Head.Size);
        long? most = Number(limit, DefaultLimit);
        if (end is null || most is null or < 1 or > MostLimit)
        {
            string message = $"'before' must be a sequence and 'limit' 1 to {MostLimit}.";
            await AdminAnswer.RefuseAsync(http, 400, "invalid_request", message).ConfigureAwait(false);
            return;
        }

        AdminLogPage page = await ReadAsync(Math.Min(end.Value, ledger.Head.Size), (int)most, http.RequestAborted)
            .ConfigureAwait(false);
        await AdminAnswer.WriteAsync(http, 200, page, AdminJson.Default.AdminLogPage).ConfigureAwait(false);
    }

    private async Task<AdminLogPage> ReadAsync(long end, int most, CancellationToken cancellation)
    {
        List<AdminLogEntry> found = [];
        long stop = Math.Max(0, end - MostLookedAt);
        while (end > stop && found.Count < most)
        {
            long from = Math.Max(stop, end - AtOnce);
            IReadOnlyList<StoredEntry> some = await ledger
                .ReadAsync(from, (int)(end - from), cancellation)
                .ConfigureAwait(false);
            end = from;
            for (int i = some.Count - 1; i >= 0 && found.Count < most; i--)
            {
                // A look at the bytes tells changes from calls, without parsing.
                if (some[i].MayBe(EntryKind.Admin))
                {
                    Take(some[i], found);
                }

                end = some[i].Sequence;
            }
        }

        return new(found, end > 0 ? end : null);
    }

    private static void Take(StoredEntry stored, List<AdminLogEntry> found)
    {
        Entry entry = stored.Parse();
        if (entry.Kind == EntryKind.Admin)
        {
            found.Add(
                new(
                    stored.Sequence,
                    entry.Id,
                    entry.RecordedAt,
                    entry.Actor,
                    entry.Reason ?? "",
                    entry.Subject,
                    entry.Outcome,
                    entry.Before,
                    entry.After
                )
            );
        }
    }

    private static long? Number(string? text, long unset) =>
        text is null ? unset
        : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number
        : null;
}

/// <summary>A page of the record of changes.</summary>
/// <param name="Changes">The newest first.</param>
/// <param name="Next">The "before" of the next page; absent at the ledger's beginning.</param>
public sealed record AdminLogPage(IReadOnlyList<AdminLogEntry> Changes, long? Next);

/// <summary>A change.</summary>
/// <param name="Sequence">Its position in the ledger.</param>
/// <param name="Entry">The entry's id, for its proof.</param>
/// <param name="At">When.</param>
/// <param name="Who">Who; absent for the gateway itself.</param>
/// <param name="What">What kind of thing and what was done to it: "budget.changed".</param>
/// <param name="Subject">Which one.</param>
/// <param name="Note">Why, where it was said.</param>
/// <param name="Before">What it said before, as JSON text.</param>
/// <param name="After">What it says now, as JSON text.</param>
public sealed record AdminLogEntry(
    long Sequence,
    Guid Entry,
    DateTimeOffset At,
    string? Who,
    string What,
    string? Subject,
    string? Note,
    string? Before,
    string? After
);
