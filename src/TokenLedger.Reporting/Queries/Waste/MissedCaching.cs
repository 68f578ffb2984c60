using TokenLedger.Accounting.Money;

namespace TokenLedger.Reporting.Queries.Waste;

/// <summary>
/// Long prompts that were probably sent before and were not read from a cache. A call is one when it read nothing from a
/// cache and wrote nothing to one; when the call before it of the same tenant, key, session, agent, provider, API and
/// model began at most <see cref="Lifetime"/> earlier; and when both prompts have at least <see cref="LeastTokens"/> tokens
/// and the later one no fewer than the earlier. The earlier prompt's tokens are what could have been read from a cache at
/// most: prompts themselves are not kept, so nobody can say that they were the same.
/// </summary>
internal sealed class MissedCaching
{
    /// <summary>Shortest prompt that providers cache: 1,024 tokens.</summary>
    public const long LeastTokens = 1024;

    /// <summary>How long providers keep a cached prompt at least: 5 min.</summary>
    public static TimeSpan Lifetime { get; } = TimeSpan.FromMinutes(5);

    /// <summary>Conversations remembered; with more, all are forgotten and begin anew.</summary>
    private const int MostConversations = 1_000_000;

    private static readonly long s_lifetime = Lifetime.Ticks / TimeSpan.TicksPerMicrosecond;

    private readonly Dictionary<Conversation, Turn> _turns = [];
    private readonly Dictionary<Rate, long> _tokens = [];
    private readonly Dictionary<Rate, long> _calls = [];
    private readonly Dictionary<Rate, (Usd Saved, long Tokens)> _savings = [];

    /// <summary>Whether conversations were forgotten.</summary>
    public bool IsIncomplete { get; private set; }

    /// <summary>Takes a call that ended.</summary>
    /// <returns>The entry of the call whose prompt could have been in a cache; null when it missed nothing.</returns>
    public long? Take(in WasteRow call)
    {
        Rate rate = new(call.Provider, call.Model, call.Tier);
        NoteSaving(rate, call);
        if (call.Session == 0 || call.PromptTokens < LeastTokens)
        {
            return null;
        }

        Conversation conversation = new(call.Tenant, call.Key, call.Session, call.Agent, call.Api, rate);
        bool known = _turns.TryGetValue(conversation, out Turn before);
        if (known && call.At < before.At)
        {
            return null;
        }

        if (!known && _turns.Count >= MostConversations)
        {
            _turns.Clear();
            IsIncomplete = true;
        }

        _turns[conversation] = new(call.At, call.PromptTokens, call.Sequence);
        bool missed =
            known
            && call is { Cached: 0, Written: 0 }
            && call.At - before.At <= s_lifetime
            && call.PromptTokens >= before.PromptTokens;
        if (!missed)
        {
            return null;
        }

        _tokens[rate] = _tokens.GetValueOrDefault(rate) + before.PromptTokens;
        _calls[rate] = _calls.GetValueOrDefault(rate) + 1;
        return before.Sequence;
    }

    /// <summary>What could have been saved at most.</summary>
    public MissedSaving Saving()
    {
        Usd most = Usd.Zero;
        long told = 0;
        foreach ((Rate rate, long tokens) in _tokens)
        {
            if (_savings.TryGetValue(rate, out (Usd Saved, long Tokens) best))
            {
                // Rounded up: it is a bound.
                Int128 product = checked(best.Saved.Pico * tokens);
                most += new Usd((product + best.Tokens - 1) / best.Tokens);
                told += _calls[rate];
            }
        }

        return new(_tokens.Values.Sum(), most, told, _calls.Values.Sum() - told);
    }

    /// <summary>A call that read from a cache and wrote nothing tells what a cached token saves at its entry's own rates.</summary>
    private void NoteSaving(Rate rate, in WasteRow call)
    {
        if (call.Cached <= 0 || call.Written != 0 || call.Saved <= Usd.Zero)
        {
            return;
        }

        (Usd Saved, long Tokens) own = (call.Saved, call.Cached);
        if (
            !_savings.TryGetValue(rate, out (Usd Saved, long Tokens) best)
            || own.Saved.Pico * best.Tokens > best.Saved.Pico * own.Tokens
        )
        {
            _savings[rate] = own;
        }
    }

    private readonly record struct Rate(long Provider, long Model, long Tier);

    private readonly record struct Conversation(long Tenant, long Key, long Session, long Agent, long Api, Rate Rate);

    private readonly record struct Turn(long At, long PromptTokens, long Sequence);
}
