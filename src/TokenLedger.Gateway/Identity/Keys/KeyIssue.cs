using System.Text.Json;
using TokenLedger.Gateway.Hosting;
using TokenLedger.Ledger.Control;

namespace TokenLedger.Gateway.Identity.Keys;

/// <summary>A key that was issued or changed.</summary>
/// <param name="Result">What became of the change.</param>
/// <param name="Id">The key's id.</param>
/// <param name="Whole">The key itself, when a new secret was made; nowhere else is it kept.</param>
internal sealed record IssueResult(ControlResult Result, string Id, string? Whole);

/// <summary>Issues keys and changes them. Every change is an entry of the ledger; no secret is in it.</summary>
internal sealed class KeyIssue(ControlBook book, VirtualKeys keys, TimeProvider time)
{
    /// <summary>Issues a key.</summary>
    /// <param name="request">Its terms, checked.</param>
    /// <param name="by">Who wants it.</param>
    /// <param name="idempotencyKey">A repetition with the same key issues nothing; null for none.</param>
    /// <param name="cancellation">Gives up before anything is written.</param>
    public async ValueTask<IssueResult> IssueAsync(
        KeyRequest request,
        Principal by,
        string? idempotencyKey,
        CancellationToken cancellation
    )
    {
        string id = idempotencyKey is null ? KeyText.IdPrefix + KeyText.NewName() : keys.IdFor(by.Name, idempotencyKey);
        string secret = KeyText.NewSecret();
        KeyDocument document = Apply(
            new KeyDocument
            {
                CreatedAt = time.GetUtcNow(),
                CreatedBy = by.Name,
                Secrets = [new(keys.HashOf(id, secret))],
            },
            request
        );
        ControlResult result = await WriteAsync(id, document, by, -1, cancellation).ConfigureAwait(false);
        return new(result, id, result.Status == ControlStatus.Done ? KeyText.Whole(id, secret) : null);
    }

    /// <summary>Sets other terms; secrets, and a revocation, stay.</summary>
    public ValueTask<ControlResult> ChangeAsync(
        string id,
        KeyDocument before,
        KeyRequest request,
        Principal by,
        long expected,
        CancellationToken cancellation
    ) => WriteAsync(id, Apply(before, request), by, expected, cancellation);

    /// <summary>Makes a new secret. The one before stays valid for the overlap, any older one does not.</summary>
    public async ValueTask<IssueResult> RotateAsync(
        string id,
        KeyDocument before,
        TimeSpan overlap,
        Principal by,
        long expected,
        CancellationToken cancellation
    )
    {
        string secret = KeyText.NewSecret();
        KeySecret[] old =
            overlap == TimeSpan.Zero ? [] : [before.Secrets[0] with { Until = time.GetUtcNow() + overlap }];
        KeyDocument document = before with { Secrets = [new(keys.HashOf(id, secret)), .. old] };
        ControlResult result = await WriteAsync(id, document, by, expected, cancellation).ConfigureAwait(false);
        return new(result, id, result.Status == ControlStatus.Done ? KeyText.Whole(id, secret) : null);
    }

    /// <summary>Takes a key back, at once and for good; its calls under way are ended.</summary>
    public ValueTask<ControlResult> RevokeAsync(
        string id,
        KeyDocument before,
        Principal by,
        long expected,
        CancellationToken cancellation
    ) => WriteAsync(id, before with { RevokedAt = before.RevokedAt ?? time.GetUtcNow() }, by, expected, cancellation);

    private ValueTask<ControlResult> WriteAsync(
        string id,
        KeyDocument document,
        Principal by,
        long expected,
        CancellationToken cancellation
    )
    {
        string json = JsonSerializer.Serialize(document, IdentityJson.Default.KeyDocument);
        return book.ChangeAsync(new(ControlKinds.Key, id, json, by.Name) { Expected = expected }, cancellation);
    }

    private static KeyDocument Apply(KeyDocument document, KeyRequest request) =>
        document with
        {
            Name = request.Name,
            Tenant = request.Tenant,
            Owner = request.Owner,
            Models = request.Models ?? [],
            Providers = request.Providers ?? [],
            Routes = request.Routes ?? [],
            Defaults = request.Defaults,
            Fixed = request.Fixed,
            ExpiresAt = request.ExpiresAt?.ToUniversalTime(),
        };
}
