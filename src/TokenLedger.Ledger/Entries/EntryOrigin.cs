namespace TokenLedger.Ledger.Entries;

/// <summary>
/// What all entries of one attempt say alike, and how the attempt ended where it did. Entries are made from it at once,
/// instead of as copies of each other: an entry has some sixty members, and every copy would be as large.
/// </summary>
public readonly record struct EntryOrigin
{
    /// <inheritdoc cref="Entry.Kind"/>
    public required EntryKind Kind { get; init; }

    /// <inheritdoc cref="Entry.Id"/>
    public required Guid Id { get; init; }

    /// <inheritdoc cref="Entry.OccurredAt"/>
    public required DateTimeOffset OccurredAt { get; init; }

    /// <inheritdoc cref="Entry.Call"/>
    public Guid? Call { get; init; }

    /// <inheritdoc cref="Entry.Attempt"/>
    public int? Attempt { get; init; }

    /// <inheritdoc cref="Entry.Settles"/>
    public Guid? Settles { get; init; }

    /// <inheritdoc cref="Entry.Attribution"/>
    public required Attribution Attribution { get; init; }

    /// <inheritdoc cref="Entry.Provider"/>
    public string? Provider { get; init; }

    /// <inheritdoc cref="Entry.Upstream"/>
    public string? Upstream { get; init; }

    /// <inheritdoc cref="Entry.Api"/>
    public string? Api { get; init; }

    /// <inheritdoc cref="Entry.ModelRequested"/>
    public string? ModelRequested { get; init; }

    /// <inheritdoc cref="Entry.TraceId"/>
    public string? TraceId { get; init; }

    /// <inheritdoc cref="Entry.ParentSpanId"/>
    public string? ParentSpanId { get; init; }

    /// <inheritdoc cref="Entry.PolicyDecision"/>
    public string? PolicyDecision { get; init; }

    /// <inheritdoc cref="Entry.PolicyRevision"/>
    public string? PolicyRevision { get; init; }

    /// <inheritdoc cref="Entry.Warnings"/>
    public required IReadOnlyList<string> Warnings { get; init; }

    /// <inheritdoc cref="Entry.Outcome"/>
    public string? Outcome { get; init; }

    /// <inheritdoc cref="Entry.HttpStatus"/>
    public int? HttpStatus { get; init; }

    /// <inheritdoc cref="Entry.LatencyMs"/>
    public long? LatencyMs { get; init; }

    /// <inheritdoc cref="Entry.FirstByteMs"/>
    public long? FirstByteMs { get; init; }

    /// <inheritdoc cref="Entry.ResponseDigest"/>
    public string? ResponseDigest { get; init; }

    /// <inheritdoc cref="Entry.ProviderRequestId"/>
    public string? ProviderRequestId { get; init; }
}
