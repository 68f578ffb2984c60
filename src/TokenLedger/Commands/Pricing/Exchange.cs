using TokenLedger.Accounting.Rates;

namespace TokenLedger.Commands.Pricing;

/// <summary>One recorded request and response, ready to be priced.</summary>
public sealed record Exchange
{
    /// <summary>The id the file states, else the file's name.</summary>
    public required string Id { get; init; }

    /// <summary>The provider's short name.</summary>
    public required string Provider { get; init; }

    /// <summary>The dialect of the response.</summary>
    public required string Api { get; init; }

    /// <summary>When the request started, UTC.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>When the answer was complete; null when not known.</summary>
    public DateTimeOffset? CompletedAt { get; init; }

    /// <summary>The model asked for; null when the request names none.</summary>
    public string? Model { get; init; }

    /// <summary>Facts of the request that select a price (the tier asked for …).</summary>
    public required IReadOnlyList<KeyValuePair<string, string>> Attributes { get; init; }

    /// <summary>The request's body as JSON; empty when it was not kept.</summary>
    public ReadOnlyMemory<byte> RequestBody { get; init; }

    /// <summary>HTTP status of the response.</summary>
    public int Status { get; init; } = 200;

    /// <summary>Headers of the response by name, in any case; empty when they were not kept.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>What was received.</summary>
    public required ResponseContent Response { get; init; }

    /// <summary>True when the exchange brings its own row, or states that there is none.</summary>
    public bool HasOwnRate { get; init; }

    /// <summary>The row it brings; null when it has none.</summary>
    public RateRow? OwnRate { get; init; }

    /// <summary>The same exchange with facts the caller gives; they go before those on file.</summary>
    public Exchange With(IReadOnlyList<KeyValuePair<string, string>> attributes) =>
        attributes.Count == 0
            ? this
            : this with
            {
                Attributes =
                [
                    .. Attributes.Where(known => !attributes.Any(given => given.Key == known.Key)),
                    .. attributes,
                ],
            };
}
