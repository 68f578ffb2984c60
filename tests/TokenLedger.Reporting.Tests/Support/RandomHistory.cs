using TokenLedger.Accounting.Metering;
using TokenLedger.Accounting.Rates;
using TokenLedger.Ledger.Entries;

namespace TokenLedger.Reporting.Tests.Support;

/// <summary>
/// A ledger of calls of every kind, made from numbers, the same for the same numbers: late, adjusted more than once,
/// estimated, counted, unpriced, cached, topped up, going on with a conversation, refused, failed, voided and still open.
/// </summary>
public static class RandomHistory
{
    /// <summary>Histories happen within so many hours of <see cref="Samples.Began"/>.</summary>
    public const int Hours = 72;

    private static readonly string[] _models = ["large", "small", "tiny"];
    private static readonly string?[] _features = ["search", "chat", null];
    private static readonly string[] _failures = ["upstream_refused", "stream_cut", "crash", "killed"];

    public static MemoryLedger From(int[] script)
    {
        MemoryLedger ledger = new();
        List<Entry> ended = [];
        foreach (int number in script)
        {
            Step(ledger, ended, new Random(number));
        }

        return ledger;
    }

    private static void Step(MemoryLedger ledger, List<Entry> ended, Random random)
    {
        Entry authorization = Begin(random);
        switch (random.Next(12))
        {
            case 0:
                ledger.Append(authorization); // stays open
                TopUp(ledger, authorization, random);
                break;
            case 1:
                ledger.Append(Rejection(authorization, random));
                break;
            case 2:
                ledger.Append(authorization);
                ledger.Append(Void(authorization, random));
                break;
            case 3 or 4 when ended.Count > 0:
                ledger.Append(Correction(ended[random.Next(ended.Count)], random));
                break;
            case 5:
                ledger.Append(Credit(authorization, random));
                break;
            case 6 when ended.Count > 0:
                GoOn(ledger, ended, random);
                break;
            default:
                Entry settlement = Settle(authorization, random);
                ledger.Append(authorization);
                TopUp(ledger, authorization, random);
                ledger.Append(settlement);
                ended.Add(settlement);
                break;
        }
    }

    /// <summary>A long stream reserves more now and then, under a budget that holds what is expected.</summary>
    private static void TopUp(MemoryLedger ledger, Entry authorization, Random random)
    {
        for (int left = random.Next(5) - 2; left > 0; left--)
        {
            ledger.Append(Samples.TopUp(authorization));
        }
    }

    /// <summary>A conversation goes on with a longer prompt, mostly before a cache forgets it.</summary>
    private static void GoOn(MemoryLedger ledger, List<Entry> ended, Random random)
    {
        Entry before = ended[random.Next(ended.Count)];
        Entry authorization = Samples.Authorization(
            before.Provider!,
            before.ModelServed ?? before.ModelRequested!,
            before.Attribution,
            at: before.OccurredAt.AddSeconds(random.Next(1, 400))
        );
        LineItem prompt = Line(Meters.Input, random.Next(2000, 12_000), random);
        string? cost = prompt.Amount?.ToString();
        Entry settlement = Samples.Settlement(authorization, cost, cost ?? "0") with
        {
            Lines = [prompt],
            EstimatedCost = prompt.Provenance == Provenance.Estimated ? prompt.Amount : null,
        };
        ledger.Append(authorization);
        ledger.Append(settlement);
        ended.Add(settlement);
    }

    private static Entry Begin(Random random)
    {
        string provider = random.Next(2) == 0 ? "openai" : "groq";
        int agent = random.Next(4);
        Attribution who = new()
        {
            Tenant = random.Next(3) == 0 ? null : "tenant-" + random.Next(2),
            Key = "key-" + random.Next(2),
            Agent = "agent-" + agent,
            // Who started it: one before it, so that nobody started himself.
            ParentAgent = agent == 0 || random.Next(3) == 0 ? null : "agent-" + random.Next(agent),
            Session = random.Next(4) == 0 ? null : "session-" + random.Next(9),
            Feature = _features[random.Next(3)],
            Tags = random.Next(3) == 0 ? [new("team", "t" + random.Next(2))] : [],
        };
        DateTimeOffset at = Samples.Began.AddSeconds(random.Next(Hours * 3600));
        return Samples.Authorization(provider, _models[random.Next(3)], who, at: at) with
        {
            ContextWindow = random.Next(4) == 0 ? null : 1000 * random.Next(1, 4),
        };
    }

    private static Entry Settle(Entry authorization, Random random)
    {
        LineItem[] lines = [.. Lines(random)];
        bool priced = lines.All(line => line.Amount is not null);
        string known = Sum(lines, _ => true);
        string estimated = Sum(lines, line => line.Provenance == Provenance.Estimated);
        bool failed = random.Next(5) == 0;
        return Samples.Settlement(authorization, priced ? known : null, known, estimated == "0" ? null : estimated) with
        {
            Lines = lines,
            ModelServed = random.Next(4) == 0 ? authorization.ModelRequested + "-served" : null,
            Outcome =
                failed ? _failures[random.Next(4)]
                : random.Next(6) == 0 ? "client_gone"
                : "served",
            HttpStatus = failed && random.Next(2) == 0 ? 529 : 200,
            LatencyMs = random.Next(6) == 0 ? null : random.Next(0, 40) * random.Next(1, 900),
            FirstByteMs = random.Next(3) == 0 ? null : random.Next(0, 500),
            ContextTokens = random.Next(5) == 0 ? null : random.Next(1, 3500),
            ContextWindow = authorization.ContextWindow,
            PromptParts = Parts(random),
            ToolsOffered = random.Next(2) == 0 ? null : random.Next(5),
            ToolsCalled = [.. Enumerable.Repeat("search", random.Next(3))],
        };
    }

    /// <summary>Not known, without a byte, or of parts that are often empty.</summary>
    private static PromptParts? Parts(Random random) =>
        random.Next(6) switch
        {
            0 => null,
            1 => new(0, 0, 0, 0),
            _ => new(Bytes(random), Bytes(random), Bytes(random), Bytes(random)),
        };

    private static long Bytes(Random random) => random.Next(3) == 0 ? 0 : random.Next(20_000);

    private static IEnumerable<LineItem> Lines(Random random)
    {
        string[] meters =
        [
            Meters.Input,
            Meters.CacheRead,
            Meters.CacheWrite,
            Meters.Output,
            Meters.OutputReasoning,
            "searches.web",
        ];
        foreach (string meter in meters)
        {
            if (random.Next(4) > 0)
            {
                yield return Line(meter, random.Next(1, 4000), random);
            }
        }
    }

    private static LineItem Line(string meter, int quantity, Random random)
    {
        string? amount = random.Next(12) == 0 ? null : "0." + random.Next(1, 999_999).ToString("D9");
        return Samples.Line(meter, quantity, amount) with
        {
            Provenance = random.Next(4) switch
            {
                0 => Provenance.Counted,
                1 => Provenance.Estimated,
                _ => Provenance.Reported,
            },
        };
    }

    private static Entry Void(Entry authorization, Random random) =>
        Samples.Void(authorization) with
        {
            Outcome = random.Next(3) == 0 ? "metadata" : "upstream_unreachable",
            HttpStatus = random.Next(2) == 0 ? null : 503,
            LatencyMs = random.Next(2) == 0 ? null : random.Next(3000),
        };

    private static Entry Rejection(Entry asked, Random random) =>
        new()
        {
            Kind = EntryKind.Rejection,
            Id = Guid.CreateVersion7(),
            OccurredAt = asked.OccurredAt,
            Call = asked.Call,
            Attribution = asked.Attribution,
            Provider = asked.Provider,
            ModelRequested = asked.ModelRequested,
            Outcome = "budget_exceeded",
            Subject = random.Next(3) == 0 ? null : "rule-" + random.Next(2),
            Repeats = random.Next(3) == 0 ? random.Next(2, 9) : null,
            LatencyMs = 1,
        };

    private static Entry Correction(Entry corrected, Random random)
    {
        LineItem line = Line(Meters.Input, random.Next(1, 50), random) with
        {
            Quantity = -random.Next(1, 50),
            Amount = Samples.Dollars("-0." + random.Next(1, 9999).ToString("D9")),
        };
        string amount = line.Amount!.Value.ToString();
        return Samples.Adjustment(
            corrected,
            amount,
            random.Next(3) switch
            {
                0 => true,
                1 => false,
                _ => null,
            }
        ) with
        {
            Lines = [line],
            EstimatedCost = line.Provenance == Provenance.Estimated ? line.Amount : null,
        };
    }

    private static Entry Credit(Entry scope, Random random)
    {
        LineItem line = Samples.Line("credit", 1, "-0." + random.Next(1, 9999).ToString("D9"));
        return new()
        {
            Kind = EntryKind.Adjustment,
            Id = Guid.CreateVersion7(),
            OccurredAt = scope.OccurredAt,
            Attribution = scope.Attribution,
            Provider = scope.Provider,
            ModelRequested = scope.ModelRequested,
            Lines = [line],
            Cost = line.Amount,
            KnownCost = line.Amount,
            Reason = "outage",
        };
    }

    private static string Sum(IEnumerable<LineItem> lines, Func<LineItem, bool> which) =>
        lines.Where(which).Aggregate(Samples.Dollars("0"), (sum, line) => sum + (line.Amount ?? default)).ToString();
}
