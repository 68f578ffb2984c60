using System.Numerics;
using TokenLedger.Accounting.Metering;
using TokenLedger.Accounting.Money;
using TokenLedger.Accounting.Rates;
using TokenLedger.Ledger.Entries;

namespace TokenLedger.Reporting.Tests.Support;

/// <summary>Which calls missed a cache, and what that cost at most, found by hand as docs/sessions.md says.</summary>
public sealed class PlainCaching
{
    private const decimal LeastTokens = 1024;
    private static readonly string[] s_ofCache =
    [
        Meters.CacheRead,
        Meters.CacheWrite,
        Meters.CacheWrite5m,
        Meters.CacheWrite1h,
    ];

    private readonly Dictionary<object, decimal> _tokensAt = [];
    private readonly Dictionary<object, (BigInteger Saved, BigInteger Tokens)> _savings = [];

    public PlainCaching(IEnumerable<PlainCall> calls)
    {
        Dictionary<object, PlainCall> newest = [];
        Dictionary<object, int> missed = [];
        foreach (PlainCall call in calls.Where(one => one.HasEnded).OrderBy(one => one.EndedBy))
        {
            if (call.Last!.Kind == EntryKind.Void)
            {
                continue;
            }

            (object rate, decimal prompt) = ((call.Provider, call.Model, call.Last.ServiceTier), Prompt(call));
            NoteSaving(rate, call);
            object talk = (call.Who.Tenant, call.Who.Key, call.Who.Session, call.Who.Agent, call.First.Api, rate);
            PlainCall? before = newest.GetValueOrDefault(talk);
            if (call.Who.Session is null || prompt < LeastTokens || call.First.OccurredAt < before?.First.OccurredAt)
            {
                continue;
            }

            newest[talk] = call;
            if (before is not null && IsMissed(before, call))
            {
                Missed.Add(call);
                missed[rate] = missed.GetValueOrDefault(rate) + 1;
                _tokensAt[rate] = _tokensAt.GetValueOrDefault(rate) + Prompt(before);
            }
        }

        Tokens = (long)_tokensAt.Values.Sum();
        Unknown = missed.Where(one => !_savings.ContainsKey(one.Key)).Sum(one => one.Value);
    }

    public List<PlainCall> Missed { get; } = [];

    /// <summary>Tokens of the prompts before them.</summary>
    public long Tokens { get; }

    /// <summary>Those of which no call tells what a cached token saves.</summary>
    public int Unknown { get; }

    /// <summary>What would have been saved at most, of the others.</summary>
    public Usd Most =>
        _savings
            .Where(saving => _tokensAt.ContainsKey(saving.Key))
            .Aggregate(
                Usd.Zero,
                (sum, saving) => sum + Bound(saving.Value.Saved * (long)_tokensAt[saving.Key], saving.Value.Tokens)
            );

    private static bool IsMissed(PlainCall before, PlainCall call) =>
        Cached(call) == 0
        && TokensOf(call, Meters.CacheWrite) == 0
        && call.First.OccurredAt - before.First.OccurredAt <= TimeSpan.FromMinutes(5)
        && Prompt(call) >= Prompt(before);

    private void NoteSaving(object rate, PlainCall call)
    {
        LineItem? fresh = call.Last!.Lines.FirstOrDefault(line =>
            line.Meter == Meters.Input && line.Quantity > 0 && line.Amount is not null
        );
        if (fresh is null || Cached(call) == 0 || TokensOf(call, Meters.CacheWrite) > 0)
        {
            return;
        }

        decimal each = (decimal)fresh.Amount!.Value.Pico / fresh.Quantity;
        BigInteger saved = call
            .Last.Lines.Where(line => s_ofCache.Contains(line.Meter) && line.Amount is not null)
            .Aggregate(
                BigInteger.Zero,
                (sum, line) =>
                    sum + (BigInteger)decimal.Round(each * line.Quantity) - (BigInteger)line.Amount!.Value.Pico
            );
        (BigInteger best, BigInteger of) = _savings.GetValueOrDefault(rate, (0, 1));
        BigInteger tokens = (BigInteger)Cached(call);
        if (saved * of > best * tokens)
        {
            _savings[rate] = (saved, tokens);
        }
    }

    private static Usd Bound(BigInteger product, BigInteger tokens) => new((Int128)((product + tokens - 1) / tokens));

    private static decimal Cached(PlainCall call) => TokensOf(call, Meters.CacheRead);

    private static decimal Prompt(PlainCall call) =>
        TokensOf(call, Meters.Input) + Cached(call) + TokensOf(call, Meters.CacheWrite);

    private static decimal TokensOf(PlainCall call, string meter) =>
        call.Last!.Lines.Where(line => line.Meter.StartsWith(meter, StringComparison.Ordinal))
            .Sum(line => line.Quantity);
}
