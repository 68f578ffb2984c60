using System.Collections.Concurrent;
using TokenLedger.Reporting.Columns;
using TokenLedger.Reporting.Projections;

namespace TokenLedger.Reporting.Queries.Sessions;

/// <summary>In which sessions agents called within a span. Immutable but for what it remembers.</summary>
/// <param name="Keys">Whose calls: the agents, each with what its calls say of it.</param>
/// <param name="Starts">Where the sessions of each begin, and at the end where the last ends.</param>
/// <param name="Sessions">
/// The numbers of the sessions, each once for an agent; 0 for calls of none. Ascending where spans were joined.
/// </param>
internal sealed record AgentSessions(AgentOfTenant[] Keys, int[] Starts, PackedValues Sessions) : IRemembered
{
    /// <summary>Most counts remembered: a place in a tree of agents has one.</summary>
    public const int MostCounted = 10_000;

    private const int BytesOfKey = 40;

    private static readonly ScanKey[] s_keys =
    [
        ScanKey.OfDimension(Dimensions.Tenant),
        .. AgentKey.Columns,
        ScanKey.OfDimension(Dimensions.Session),
    ];

    /// <inheritdoc/>
    public long Bytes { get; } = (BytesOfKey * (Keys.Length + 1)) + (sizeof(int) * Starts.Length) + Sessions.Bytes;

    /// <summary>How many sessions agents have together that were counted, by the agents; of joined spans only.</summary>
    public ConcurrentDictionary<string, long> Counted { get; } = [];

    /// <summary>Finds them span by span: what sealed ones say is remembered, and joined.</summary>
    /// <param name="view">The columns.</param>
    /// <param name="question">Which calls.</param>
    /// <param name="asBooked">Whether amounts that belong to no call are left out, as in all figures as booked.</param>
    public static StandingAnswer<AgentSessions> Find(ColumnView view, ScanQuery question, bool asBooked)
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
        return StandingAnswers.Of(
            view,
            question,
            $"{calls.Shape()} sessions of agents",
            span => Read(view.ChunksOf(span), new(calls), new(others)),
            Joined
        );
    }

    /// <summary>How many sessions an agent has, without 0.</summary>
    /// <param name="number">Which agent of joined spans.</param>
    public long CountOf(int number)
    {
        int length = Starts[number + 1] - Starts[number];
        return length > 0 && Sessions.At(Starts[number]) == 0 ? length - 1 : length;
    }

    /// <summary>Whether an agent called in a session.</summary>
    /// <param name="number">Which agent of joined spans.</param>
    /// <param name="session">The session.</param>
    public bool Has(int number, long session)
    {
        (int low, int high) = (Starts[number], Starts[number + 1] - 1);
        while (low <= high)
        {
            int middle = (low + high) >> 1;
            long found = Sessions.At(middle);
            if (found == session)
            {
                return true;
            }

            (low, high) = found < session ? (middle + 1, high) : (low, middle - 1);
        }

        return false;
    }

    private static AgentSessions Joined(IReadOnlyList<AgentSessions> spans)
    {
        AgentSessionsWriter writer = new();
        foreach (AgentSessions span in spans)
        {
            writer.Add(span);
        }

        return writer.Written(inOrder: true);
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
