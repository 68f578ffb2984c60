using TokenLedger.Reporting.Columns;
using TokenLedger.Reporting.Projections;

namespace TokenLedger.Reporting.Queries.Sessions;

/// <summary>In which sessions agents called within a span. Immutable.</summary>
/// <param name="Keys">Whose calls: the agents, each with what its calls say of it.</param>
/// <param name="Starts">Where the sessions of each begin, and at the end where the last ends.</param>
/// <param name="Sessions">The numbers of the sessions, each once for an agent, in no order; 0 for calls of none.</param>
internal sealed record AgentSessions(AgentOfTenant[] Keys, int[] Starts, PackedValues Sessions) : IRemembered
{
    private const int BytesOfKey = 40;

    private static readonly ScanKey[] s_keys =
    [
        ScanKey.OfDimension(Dimensions.Tenant),
        ScanKey.OfDimension(Dimensions.Agent),
        ScanKey.OfDimension(Dimensions.ParentAgent),
        ScanKey.OfDimension(Dimensions.RootAgent),
        ScanKey.OfDimension(Dimensions.Session),
    ];

    /// <inheritdoc/>
    public long Bytes { get; } = (BytesOfKey * (Keys.Length + 1)) + (sizeof(int) * Starts.Length) + Sessions.Bytes;

    /// <summary>Finds them span by span: what sealed ones say is remembered.</summary>
    /// <param name="view">The columns.</param>
    /// <param name="question">Which calls.</param>
    /// <param name="asBooked">Whether amounts that belong to no call are left out, as in all figures as booked.</param>
    public static IEnumerable<AgentSessions> Find(ColumnView view, ScanQuery question, bool asBooked)
    {
        ScanKey status = ScanKey.OfField(Field.Status);
        long[] notCounted = asBooked ? [(long)CallStatus.Other, (long)CallStatus.Adjustment] : [(long)CallStatus.Other];
        ScanQuery calls = question with
        {
            Keys = s_keys,
            Measures = [],
            Where = [new(status, notCounted, Excludes: true), .. question.Where],
        };
        // Amounts that belong to no call count where they are not nothing.
        ScanQuery others = question with
        {
            Keys = s_keys,
            Measures = SessionMeasures.Of(asBooked),
            Where = [new(status, (long)CallStatus.Other), .. question.Where],
        };
        return SpanAnswers
            .Of(
                view,
                question,
                $"{calls.Shape()} sessions of agents",
                () => (Calls: new ScanWorker(calls), Others: new ScanWorker(others)),
                (workers, span) => Read(view.ChunksOf(span), workers.Calls, workers.Others)
            )
            .Select(one => one.Answer);
    }

    private static AgentSessions Read(IEnumerable<Chunk> chunks, ScanWorker calls, ScanWorker others)
    {
        calls.Reset();
        others.Reset();
        foreach (Chunk chunk in chunks)
        {
            calls.Read(chunk);
            others.Read(chunk);
        }

        AgentSessionsWriter writer = new();
        writer.Add(calls.Result(), _ => true);
        writer.Add(others.Result(), sums => !SessionMeasures.AreNone(sums));
        return writer.Written();
    }
}

/// <summary>An agent of a tenant, with what its calls say of it.</summary>
internal readonly record struct AgentOfTenant(long Tenant, AgentKey Key);
