using System.Text.Json;
using System.Text.Json.Serialization;
using TokenLedger.Ledger.Adjusting;
using TokenLedger.Reporting.Queries;

namespace TokenLedger.Commands.Rerating;

/// <summary>What a run came to, in JSON. Amounts are exact decimal strings.</summary>
internal sealed record RerateDocument
{
    public DateTimeOffset? From { get; init; }
    public DateTimeOffset? To { get; init; }
    public required string Rates { get; init; }
    public required bool Applied { get; init; }
    public required long Booked { get; init; }
    public required long AlreadyBooked { get; init; }
    public required long NotBooked { get; init; }
    public required RerateFigures Total { get; init; }
    public required IReadOnlyList<RerateModel> Models { get; init; }
    public required IReadOnlyList<RerateEntry> Entries { get; init; }

    public static RerateDocument Of(
        RerateRun run,
        IReadOnlyList<RerateEntry> entries,
        Window window,
        string rates,
        bool applied
    ) =>
        new()
        {
            From = window.From,
            To = window.To,
            Rates = rates,
            Applied = applied,
            Booked = run.Booked,
            AlreadyBooked = run.AlreadyBooked,
            NotBooked = run.Refused,
            Total = RerateFigures.Of(run.Total),
            Models =
            [
                .. run
                    .Models.OrderBy(pair => pair.Key)
                    .Select(pair => new RerateModel
                    {
                        Provider = pair.Key.Provider,
                        Model = pair.Key.Model,
                        Figures = RerateFigures.Of(pair.Value),
                    }),
            ],
            Entries = entries,
        };
}

/// <summary>One model of one provider.</summary>
internal sealed record RerateModel
{
    public required string Provider { get; init; }
    public required string Model { get; init; }
    public required RerateFigures Figures { get; init; }
}

/// <summary>Counts and amounts; see <see cref="RerateSummary"/>.</summary>
internal sealed record RerateFigures
{
    public required long Calls { get; init; }
    public required long Changed { get; init; }
    public required long NewlyPriced { get; init; }
    public required long Unpriced { get; init; }
    public required long NotRerated { get; init; }
    public required string BeforeUsd { get; init; }
    public required string AfterUsd { get; init; }
    public required string DifferenceUsd { get; init; }

    public static RerateFigures Of(RerateSummary sum) =>
        new()
        {
            Calls = sum.Calls,
            Changed = sum.Changed,
            NewlyPriced = sum.Priced,
            Unpriced = sum.Unpriced,
            NotRerated = sum.NotRerated,
            BeforeUsd = sum.Before.ToString(),
            AfterUsd = sum.After.ToString(),
            DifferenceUsd = sum.Difference.ToString(),
        };
}

/// <summary>One call whose bill changes, that has no price, or that is left alone.</summary>
internal sealed record RerateEntry
{
    public required Guid Entry { get; init; }
    public required long Sequence { get; init; }
    public Guid? Call { get; init; }
    public required DateTimeOffset OccurredAt { get; init; }
    public required string Provider { get; init; }
    public required string Model { get; init; }

    /// <summary>repriced, priced (it was unpriced), still_unpriced or not_rerated.</summary>
    public required string State { get; init; }
    public required string BeforeUsd { get; init; }
    public required string AfterUsd { get; init; }
    public required string DifferenceUsd { get; init; }

    /// <summary>The rates of the new lines.</summary>
    public IReadOnlyList<string>? RateIds { get; init; }
    public string? Why { get; init; }

    /// <summary>The document of a call; null for one about which there is nothing to say.</summary>
    public static RerateEntry? Of(ReratedCall call)
    {
        Ledger.Adjusting.Rerating rerating = call.Rerating;
        if (rerating.State is ReratingState.Unchanged or ReratingState.NothingToPrice)
        {
            return null;
        }

        return new()
        {
            Entry = call.Entry.Id,
            Sequence = call.Sequence,
            Call = call.Entry.Call,
            OccurredAt = call.Entry.OccurredAt,
            Provider = call.Provider,
            Model = call.Model,
            State = JsonNamingPolicy.SnakeCaseLower.ConvertName(rerating.State.ToString()),
            BeforeUsd = rerating.Before.ToString(),
            AfterUsd = (rerating.Before + rerating.Difference).ToString(),
            DifferenceUsd = rerating.Difference.ToString(),
            RateIds = call.IsDifferent
                ?
                [
                    .. rerating
                        .Lines.Where(line => line.Quantity > 0 && line.RateId is not null)
                        .Select(line => line.RateId!)
                        .Distinct(),
                ]
                : null,
            Why = rerating.Why,
        };
    }
}

/// <summary>How it is written.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(RerateDocument))]
internal sealed partial class RerateJson : JsonSerializerContext;
