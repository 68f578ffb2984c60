using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using TokenLedger.Ledger;
using TokenLedger.Ledger.Control;
using TokenLedger.Ledger.Entries;

namespace TokenLedger.Dashboard.ReadApi;

/// <summary>A part of the ledger.</summary>
public sealed record EntriesPage
{
    /// <summary>The entries, in order.</summary>
    public required IReadOnlyList<EntryDocument> Entries { get; init; }

    /// <summary>The last sequence of this page (or the one asked for when it is empty): give it as "after" to go on.</summary>
    public required long After { get; init; }

    /// <summary>Address of the next page; absent when the ledger has no more entries now.</summary>
    public string? Next { get; init; }

    /// <summary>Entries in the ledger.</summary>
    public required long LedgerSize { get; init; }
}

/// <summary>Entries: the whole ledger, page by page.</summary>
internal static class EntriesApi
{
    public const int DefaultLimit = 100;
    public const int MostLimit = 1000;

    public static void Map(RouteGroupBuilder api, ReadSide side) =>
        api.MapGet(
                "/entries",
                (string? after, string? limit, HttpContext http, CancellationToken cancellation) =>
                    GetAsync(after, limit, side, http.Scope(), cancellation)
            )
            .WithName("ListEntries")
            .WithSummary("The ledger, page by page")
            .WithDescription(
                "Entries after the sequence 'after' (default: from the first), at most 'limit' (1 to 1000, default 100). What "
                    + "the reader may not see is left out, so that a page may hold fewer."
            )
            .WithTags("entries");

    private static async Task<Results<Ok<EntriesPage>, BadRequest<ApiError>>> GetAsync(
        string? after,
        string? limit,
        ReadSide side,
        ReadScope scope,
        CancellationToken cancellation
    )
    {
        if (Number(after, -1) is not ({ } last and >= -1 and < long.MaxValue))
        {
            return ApiError.Invalid($"'after' must be a sequence, 0 or more; it is '{after}'.");
        }

        if (Number(limit, DefaultLimit) is not ({ } most and >= 1 and <= MostLimit))
        {
            return ApiError.Invalid($"'limit' must be 1 to {MostLimit}; it is '{limit}'.");
        }

        IReadOnlyList<StoredEntry> entries = await side
            .Ledger.ReadAsync(last + 1, (int)most, cancellation)
            .ConfigureAwait(false);
        long reached = entries.Count == 0 ? last : entries[^1].Sequence;
        long size = side.Ledger.Head.Size;
        return TypedResults.Ok(
            new EntriesPage
            {
                Entries = [.. entries.Where(entry => Sees(scope, entry)).Select(EntryDocument.Of)],
                After = reached,
                Next = reached + 1 < size && entries.Count > 0 ? $"/api/v1/entries?after={reached}&limit={most}" : null,
                LedgerSize = size,
            }
        );
    }

    private static bool Sees(ReadScope scope, StoredEntry entry) =>
        scope.IsEverything || scope.Sees(EntryReader.Parse(entry.Bytes.Span));

    /// <summary>The number, the default for nothing, null for anything else.</summary>
    private static long? Number(string? text, long otherwise) =>
        text is null ? otherwise
        : long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) ? number
        : null;
}
