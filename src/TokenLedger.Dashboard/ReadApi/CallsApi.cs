using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using TokenLedger.Ledger;
using TokenLedger.Ledger.Control;
using TokenLedger.Ledger.Entries;

namespace TokenLedger.Dashboard.ReadApi;

/// <summary>Calls: what one request of an agent is in the ledger, with its bill and its proofs.</summary>
internal static class CallsApi
{
    public static void Map(RouteGroupBuilder api, ReadSide side) =>
        api.MapGet(
                "/calls/{call}",
                (string call, HttpContext http, CancellationToken cancellation) =>
                    GetAsync(call, side, http.Scope(), cancellation)
            )
            .WithName("GetCall")
            .WithSummary("A call's entries with line items, cost and inclusion proofs")
            .WithDescription(
                "Answers as soon as the call's response has been served. Amounts are exact decimals of USD."
            )
            .WithTags("calls");

    private static async Task<Results<Ok<CallDocument>, BadRequest<ApiError>, NotFound<ApiError>>> GetAsync(
        string call,
        ReadSide side,
        ReadScope scope,
        CancellationToken cancellation
    )
    {
        if (!Guid.TryParse(call, out Guid id))
        {
            return ApiError.Invalid(
                $"'{call}' is not a call id. Take it from the X-TokenLedger-Call header of an answer."
            );
        }

        IReadOnlyList<StoredEntry> found = await side.Calls.FindAsync(id, cancellation).ConfigureAwait(false);
        List<(long Sequence, Entry Entry)> read =
        [
            .. found.Select(static entry => (entry.Sequence, EntryReader.Parse(entry.Bytes.Span))),
        ];
        // A call is one tenant's: its first entry says whose. Another's call is not there, as far as the reader can tell.
        if (read.Count == 0 || !scope.Sees(read[0].Entry))
        {
            return ApiError.Missing($"The ledger has no entries of the call {id}.");
        }

        SignedCheckpoint checkpoint = side.Ledger.Checkpoint;
        List<EntryDocument> documents = [];
        foreach (StoredEntry entry in found)
        {
            documents.Add(await ProveAsync(entry, side.Ledger, checkpoint, cancellation).ConfigureAwait(false));
        }

        return TypedResults.Ok(CallDocument.Of(id, read, documents, checkpoint));
    }

    /// <summary>Proves against the signed checkpoint where it covers the entry, otherwise against the head.</summary>
    private static async ValueTask<EntryDocument> ProveAsync(
        StoredEntry entry,
        ILedger ledger,
        SignedCheckpoint checkpoint,
        CancellationToken cancellation
    )
    {
        long size = entry.Sequence < checkpoint.Size ? checkpoint.Size : ledger.Head.Size;
        InclusionProof proof = await ledger
            .ProveInclusionAsync(entry.Sequence, size, cancellation)
            .ConfigureAwait(false);
        return EntryDocument.Of(entry) with { Proof = ProofDocument.Of(proof, checkpoint) };
    }
}
