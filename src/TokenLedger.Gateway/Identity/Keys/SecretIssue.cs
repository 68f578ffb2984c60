using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using TokenLedger.Gateway.Hosting;
using TokenLedger.Ledger.Control;

namespace TokenLedger.Gateway.Identity.Keys;

/// <summary>A key or token that was issued or changed.</summary>
/// <param name="Result">What became of the change.</param>
/// <param name="Id">Its id.</param>
/// <param name="Whole">The key or token itself, when a new secret was made; nowhere else is it kept.</param>
internal sealed record IssueResult(ControlResult Result, string Id, string? Whole);

/// <summary>Issues keys or tokens and changes them. Every change is an entry of the ledger; no secret is in it.</summary>
/// <param name="book">Where they are kept.</param>
/// <param name="kind">What they are there, one of <see cref="ControlKinds"/>.</param>
/// <param name="hashes">How their secrets are recognised.</param>
/// <param name="type">How they are written.</param>
/// <param name="time">The clock.</param>
internal sealed class SecretIssue<T>(
    ControlBook book,
    string kind,
    SecretHashes hashes,
    JsonTypeInfo<T> type,
    TimeProvider time
)
    where T : IssuedDocument
{
    /// <summary>Issues one.</summary>
    /// <param name="terms">Its terms, checked.</param>
    /// <param name="by">Who wants it.</param>
    /// <param name="idempotencyKey">A repetition with the same key issues nothing; null for none.</param>
    /// <param name="cancellation">Gives up before anything is written.</param>
    public ValueTask<IssueResult> IssueAsync(
        T terms,
        Principal by,
        string? idempotencyKey,
        CancellationToken cancellation
    )
    {
        string id = idempotencyKey is null ? hashes.Text.NewId() : hashes.IdFor(by.Name, idempotencyKey);
        T document = (T)(terms with { CreatedAt = time.GetUtcNow(), CreatedBy = by.Name });
        return WithNewSecretAsync(id, document, [], by, -1, cancellation);
    }

    /// <summary>Sets other terms; secrets, and a revocation, are to stay.</summary>
    public ValueTask<ControlResult> ChangeAsync(
        string id,
        T document,
        Principal by,
        long expected,
        CancellationToken cancellation
    ) =>
        book.ChangeAsync(
            new(kind, id, JsonSerializer.Serialize(document, type), by.Name) { Expected = expected },
            cancellation
        );

    /// <summary>Makes a new secret. The one before stays valid for the overlap, any older one does not.</summary>
    public ValueTask<IssueResult> RotateAsync(
        string id,
        T before,
        TimeSpan overlap,
        Principal by,
        long expected,
        CancellationToken cancellation
    )
    {
        KeySecret[] old =
            overlap == TimeSpan.Zero ? [] : [before.Secrets[0] with { Until = time.GetUtcNow() + overlap }];
        return WithNewSecretAsync(id, before, old, by, expected, cancellation);
    }

    /// <summary>Takes it back, at once and for good.</summary>
    public ValueTask<ControlResult> RevokeAsync(
        string id,
        T before,
        Principal by,
        long expected,
        CancellationToken cancellation
    )
    {
        T revoked = (T)(before with { RevokedAt = before.RevokedAt ?? time.GetUtcNow() });
        return ChangeAsync(id, revoked, by, expected, cancellation);
    }

    private async ValueTask<IssueResult> WithNewSecretAsync(
        string id,
        T document,
        KeySecret[] old,
        Principal by,
        long expected,
        CancellationToken cancellation
    )
    {
        string secret = KeyText.NewSecret();
        T renewed = (T)(document with { Secrets = [new(hashes.Of(id, secret)), .. old] });
        ControlResult result = await ChangeAsync(id, renewed, by, expected, cancellation).ConfigureAwait(false);
        return new(result, id, result.Status == ControlStatus.Done ? hashes.Text.Whole(id, secret) : null);
    }
}
