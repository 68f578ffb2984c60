using TokenLedger.Accounting.Money;
using TokenLedger.Reporting.Columns;

namespace TokenLedger.Reporting.Queries.Waste;

/// <summary>
/// Long prompts that were probably sent before and were not read from a cache. A call is one when it read nothing from a
/// cache and wrote nothing to one; when the call before it of the same tenant, key, session, agent, provider, API and
/// model began at most <see cref="Lifetime"/> earlier; and when both prompts have at least <see cref="LeastTokens"/> tokens
/// and the later one no fewer than the earlier. The earlier prompt's tokens are what could have been read from a cache at
/// most: prompts themselves are not kept, so nobody can say that they were the same.
/// </summary>
/// <remarks>
/// What began more than the lifetime before any call of a span says nothing about them, so each span is looked at by
/// itself, after the calls before it that began late enough. One for each thread.
/// </remarks>
internal sealed class MissedCaching(ColumnView view, ScanQuery question, ScanKey[] columns)
{
    /// <summary>Shortest prompt that providers cache: 1,024 tokens.</summary>
    public const long LeastTokens = 1024;

    /// <summary>How long providers keep a cached prompt at least: 5 min.</summary>
    public static TimeSpan Lifetime { get; } = TimeSpan.FromMinutes(5);

    private static readonly long s_lifetime = Lifetime.Ticks / TimeSpan.TicksPerMicrosecond;
    private static readonly ScanFilter s_inSession = new(
        ScanKey.OfDimension(Projections.Dimensions.Session),
        [0],
        Excludes: true
    );

    private readonly Dictionary<Conversation, Turn> _turns = [];

    /// <summary>Looks at every span.</summary>
    public static CachingOfSpan[] Find(ColumnView view, ScanQuery question, ScanKey[] columns) =>
        [
            .. SpanAnswers
                .Of(
                    view,
                    question,
                    $"{question.Shape()} {ScanQuery.Shape(columns[^1])} caching",
                    () => new MissedCaching(view, question, columns),
                    (reader, span) => reader.Read(span),
                    span => Lasts(view, question, span)
                )
                .Select(one => one.Answer),
        ];

    /// <summary>What could have been saved at most.</summary>
    public static MissedSaving Saving(IReadOnlyList<CachingOfSpan> spans)
    {
        Dictionary<CachingRate, CachedSaving> savings = [];
        foreach ((CachingRate rate, CachedSaving saving) in spans.SelectMany(span => span.Savings))
        {
            savings[rate] = CachedSaving.Greater(savings.GetValueOrDefault(rate), saving);
        }

        Dictionary<CachingRate, MissedTokens> tokens = [];
        foreach ((CachingRate rate, MissedTokens missed) in spans.SelectMany(span => span.Missed))
        {
            tokens[rate] = tokens.GetValueOrDefault(rate) + missed;
        }

        Usd most = Usd.Zero;
        MissedTokens told = default;
        MissedTokens all = default;
        foreach ((CachingRate rate, MissedTokens missed) in tokens)
        {
            all += missed;
            if (savings.TryGetValue(rate, out CachedSaving best))
            {
                // Rounded up: it is a bound.
                Int128 product = checked(best.Saved.Pico * missed.Tokens);
                most += new Usd((product + best.Tokens - 1) / best.Tokens);
                told += missed;
            }
        }

        return new(all.Tokens, most, told.Calls, all.Calls - told.Calls);
    }

    /// <summary>Whether all calls that matter to those of a span are within the window.</summary>
    private static bool Lasts(ColumnView view, ScanQuery question, ChunkSpan span)
    {
        long since = Since(view, span);
        return Before(view, span).All(chunk => SpanPlan.IsWhole(chunk, question, since, long.MaxValue));
    }

    /// <summary>The chunks before a span with calls that began late enough to matter to it.</summary>
    private static IEnumerable<Chunk> Before(ColumnView view, ChunkSpan span)
    {
        long since = Since(view, span);
        return Enumerable
            .Range(0, span.First)
            .Select(number => view.Chunks[number])
            .Where(chunk => chunk.Bounds((int)Field.OccurredAt).Most >= since);
    }

    private static long Since(ColumnView view, ChunkSpan span)
    {
        long least = view.ChunksOf(span).Min(chunk => chunk.Bounds((int)Field.OccurredAt).Least);
        return least == long.MaxValue ? least : least - s_lifetime;
    }

    private CachingOfSpan Read(ChunkSpan span)
    {
        _turns.Clear();
        long since = Since(view, span);
        ScanQuery inSession = question with { Where = [s_inSession, .. question.Where] };
        RowReader.Read(
            Before(view, span),
            inSession with
            {
                Where = [new(ScanKey.OfBands(Field.OccurredAt, [since]), 0), .. inSession.Where],
            },
            columns,
            row => Turned(new WasteRow(row), out _)
        );

        List<WasteHit> hits = [];
        Dictionary<CachingRate, MissedTokens> missed = [];
        Dictionary<CachingRate, CachedSaving> savings = [];
        for (int number = span.First; number < span.First + span.Count; number++)
        {
            Forget(Since(view, span with { First = number, Count = span.First + span.Count - number }));
            RowReader.Read(
                [view.Chunks[number]],
                question,
                columns,
                row =>
                {
                    WasteRow call = new(row);
                    NoteSaving(call, savings);
                    if (call.Session != 0 && Turned(call, out CachingRate rate) is { } before)
                    {
                        hits.Add(WasteHit.Of(call, before.Sequence));
                        missed[rate] = missed.GetValueOrDefault(rate) + new MissedTokens(1, before.PromptTokens);
                    }
                }
            );
        }

        return new(hits, missed, savings);
    }

    /// <summary>Forgets turns that say nothing about the calls to come, so that the rest stays within the cache.</summary>
    private void Forget(long since)
    {
        foreach ((Conversation conversation, Turn turn) in _turns)
        {
            if (turn.At < since)
            {
                _turns.Remove(conversation);
            }
        }
    }

    /// <summary>Takes the next turn of a conversation.</summary>
    /// <returns>The turn before it, whose prompt could have been in a cache; null when nothing was missed.</returns>
    private Turn? Turned(in WasteRow call, out CachingRate rate)
    {
        rate = new(call.Provider, call.Model, call.Tier);
        if (call.PromptTokens < LeastTokens)
        {
            return null;
        }

        Conversation conversation = new(call.Tenant, call.Key, call.Session, call.Agent, call.Api, rate);
        bool known = _turns.TryGetValue(conversation, out Turn before);
        if (known && call.At < before.At)
        {
            return null;
        }

        _turns[conversation] = new(call.At, call.PromptTokens, call.Sequence);
        bool missed =
            known
            && call is { Cached: 0, Written: 0 }
            && call.At - before.At <= s_lifetime
            && call.PromptTokens >= before.PromptTokens;
        return missed ? before : null;
    }

    /// <summary>A call that read from a cache and wrote nothing tells what a cached token saves at its entry's own rates.</summary>
    private static void NoteSaving(in WasteRow call, Dictionary<CachingRate, CachedSaving> savings)
    {
        if (call.Cached > 0 && call.Written == 0 && call.Saved > Usd.Zero)
        {
            CachingRate rate = new(call.Provider, call.Model, call.Tier);
            savings[rate] = CachedSaving.Greater(savings.GetValueOrDefault(rate), new(call.Saved, call.Cached));
        }
    }

    private readonly record struct Conversation(
        long Tenant,
        long Key,
        long Session,
        long Agent,
        long Api,
        CachingRate Rate
    );

    private readonly record struct Turn(long At, long PromptTokens, long Sequence);
}
