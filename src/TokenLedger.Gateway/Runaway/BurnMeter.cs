using TokenLedger.Accounting.Money;
using TokenLedger.Gateway.Limits;

namespace TokenLedger.Gateway.Runaway;

/// <summary>How fast one member of a burn rule spends. Amounts of money are micro-dollars, rounded up.</summary>
/// <remarks>At most 5 KiB. Not safe for several threads; guarded by whoever holds it.</remarks>
internal sealed class BurnMeter(BurnRule rule)
{
    /// <summary>Past minutes from which the usual one is known.</summary>
    private const int FewestMinutes = 10;

    private const int MostMinutes = 60;

    /// <summary>The past minutes that tell the usual one.</summary>
    public static readonly TimeSpan LongestMemory = TimeSpan.FromMinutes(MostMinutes + 1);

    private const long PicoPerMicro = Usd.PicoPerDollar / 1_000_000;

    private readonly SlidingWindow _cost = new(TimeSpan.TicksPerMinute);
    private readonly SlidingWindow _tokens = new(TimeSpan.TicksPerMinute);
    private readonly Queue<long> _minutes = [];
    private long _minute;
    private long _minuteCost;
    private long _coolUntil;

    /// <summary>When it was last used, in ticks.</summary>
    public long LastAt { get; private set; }

    /// <summary>Counts what a call used.</summary>
    public void Add(long now, Usd cost, long tokens)
    {
        LastAt = now;
        long micros = MicrosOf(cost);
        _cost.Add(now, micros);
        _tokens.Add(now, tokens);
        if (now / TimeSpan.TicksPerMinute != _minute)
        {
            EndMinute();
            _minute = now / TimeSpan.TicksPerMinute;
        }

        _minuteCost += micros;
    }

    /// <summary>Whether a call would go on burning too fast.</summary>
    /// <returns>What is wrong and for how many ticks; null when nothing is.</returns>
    public (string Words, long Wait)? Judge(long now)
    {
        LastAt = now;
        if (_coolUntil > now)
        {
            return ("is cooling down after spending too fast", _coolUntil - now);
        }

        if (Over(now) is not { } over)
        {
            return null;
        }

        if (rule.Action == AgentAction.CoolDown)
        {
            _coolUntil = now + rule.CoolDown.Ticks;
            return (over.Words, rule.CoolDown.Ticks);
        }

        return over;
    }

    private (string Words, long Wait)? Over(long now)
    {
        if (rule.UsdPerMinute is { } dollars && _cost.WaitFor(now, 1, MicrosOf(dollars)) is > 0 and var costly)
        {
            return ($"has spent {dollars} USD or more within a minute", costly);
        }

        if (rule.TokensPerMinute is { } tokens && _tokens.WaitFor(now, 1, tokens) is > 0 and var wordy)
        {
            return ($"has used {tokens} tokens or more within a minute", wordy);
        }

        if (rule.TimesUsual is not { } times || UsualMinute() is not { } usual)
        {
            return null;
        }

        long most = (long)Math.Min(usual * times, long.MaxValue / 2);
        return _cost.WaitFor(now, 1, Math.Max(1, most)) is > 0 and var unusual
            ? ($"has spent {times} times its usual minute", unusual)
            : null;
    }

    /// <summary>The median of the past minutes with spending.</summary>
    private long? UsualMinute()
    {
        if (_minutes.Count < FewestMinutes)
        {
            return null;
        }

        long[] sorted = [.. _minutes.Order()];
        return sorted[sorted.Length / 2];
    }

    private void EndMinute()
    {
        if (_minuteCost == 0)
        {
            return;
        }

        if (_minutes.Count == MostMinutes)
        {
            _minutes.Dequeue();
        }

        _minutes.Enqueue(_minuteCost);
        _minuteCost = 0;
    }

    private static long MicrosOf(Usd cost)
    {
        Int128 pico = Int128.Clamp(cost.Pico, 0, (Int128)(long.MaxValue / 4) * PicoPerMicro);
        return (long)((pico + PicoPerMicro - 1) / PicoPerMicro);
    }
}
