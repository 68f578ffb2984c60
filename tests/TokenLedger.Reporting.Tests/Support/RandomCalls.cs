using TokenLedger.Accounting.Metering;
using TokenLedger.Accounting.Money;
using TokenLedger.Ledger.Entries;

namespace TokenLedger.Reporting.Tests.Support;

/// <summary>
/// A ledger of sessions, made from numbers: two tenants that share session ids, agents that start each other (in circles
/// too), retries, refusals, failures, late corrections, open calls and credits.
/// </summary>
public static class RandomCalls
{
    private static readonly string?[] _outcomes =
    [
        "served",
        "served",
        "served",
        "client_gone",
        "stream_cut",
        "upstream_failed",
        "killed",
        null,
    ];

    public static MemoryLedger From(int[] script)
    {
        MemoryLedger ledger = new();
        List<Entry> settled = [];
        foreach (int number in script)
        {
            Step(ledger, settled, new Random(number));
        }

        return ledger;
    }

    private static void Step(MemoryLedger ledger, List<Entry> settled, Random random)
    {
        switch (random.Next(12))
        {
            case 0:
                ledger.Append(Authorization(random));
                break;
            case 1:
                Entry refused = Authorization(random);
                ledger.Append(Rejection(refused, random));
                break;
            case 2:
                Entry free = Authorization(random);
                ledger.Append(free);
                ledger.Append(Samples.Void(free));
                break;
            case 3 or 4 when settled.Count > 0:
                ledger.Append(Correction(settled[random.Next(settled.Count)], random));
                break;
            case 5:
                ledger.Append(Credit(random));
                break;
            case 6:
                Entry import = Ended(Authorization(random), random) with { Settles = null, Kind = EntryKind.Import };
                ledger.Append(import);
                settled.Add(import);
                break;
            default:
                Call(ledger, settled, random);
                break;
        }
    }

    private static void Call(MemoryLedger ledger, List<Entry> settled, Random random)
    {
        Entry first = Authorization(random);
        Append(ledger, settled, first, random);
        for (int attempt = 2; attempt <= 3 && random.Next(4) == 0; attempt++)
        {
            Append(ledger, settled, first with { Id = Guid.CreateVersion7(), Attempt = attempt }, random);
        }
    }

    private static void Append(MemoryLedger ledger, List<Entry> settled, Entry authorization, Random random)
    {
        Entry end = Ended(authorization, random);
        ledger.Append(authorization);
        ledger.Append(end);
        settled.Add(end);
    }

    private static Entry Authorization(Random random) =>
        Samples.Authorization(
            random.Next(2) == 0 ? "openai" : "groq",
            "model-" + random.Next(3),
            Who(random),
            at: Samples.Began.AddSeconds(random.Next(7200))
        ) with
        {
            RequestDigest = random.Next(5) == 0 ? null : "digest-" + random.Next(4),
            TraceId = random.Next(3) == 0 ? new string('a', 32) : null,
            ParentSpanId = random.Next(2) == 0 ? "000000000000000" + random.Next(3) : null,
        };

    private static Entry Ended(Entry authorization, Random random)
    {
        string amount = Amount(random);
        string? outcome = _outcomes[random.Next(_outcomes.Length)];
        Entry end = Samples.Settlement(
            authorization,
            random.Next(5) == 0 ? null : amount,
            amount,
            random.Next(6) == 0 ? "0.000001" : null
        );
        return end with
        {
            Attempt = authorization.Attempt,
            TraceId = authorization.TraceId,
            ParentSpanId = authorization.ParentSpanId,
            Outcome = outcome,
            HttpStatus = outcome is "upstream_failed" ? 500 : 200,
            LatencyMs = random.Next(6) == 0 ? null : random.Next(60_000),
            ContextTokens = random.Next(10_000),
        };
    }

    private static Entry Rejection(Entry of, Random random) =>
        of with
        {
            Kind = EntryKind.Rejection,
            Attempt = null,
            Hold = null,
            Outcome = "budget_exceeded",
            HttpStatus = 402,
            Repeats = random.Next(3) == 0 ? 2 + random.Next(5) : null,
        };

    private static Entry Correction(Entry corrected, Random random)
    {
        string sign = random.Next(3) == 0 ? "-" : "";
        bool? priced =
            random.Next(3) == 0 ? true
            : random.Next(5) == 0 ? false
            : null;
        string amount = sign + Amount(random);
        return Samples.Adjustment(corrected, amount, priced) with
        {
            OccurredAt = corrected.OccurredAt,
            Lines = [Samples.Line(Meters.Input, random.Next(50) - 25, amount)],
        };
    }

    private static Entry Credit(Random random) =>
        new()
        {
            Kind = EntryKind.Adjustment,
            Id = Guid.CreateVersion7(),
            OccurredAt = Samples.Began.AddSeconds(random.Next(7200)),
            Attribution = Who(random),
            Provider = "openai",
            ModelRequested = "model-0",
            Lines = [Samples.Line("credit", 1, "-0.25")],
            Cost = Samples.Dollars("-0.25"),
            KnownCost = Samples.Dollars("-0.25"),
            Reason = "outage",
        };

    private static string Amount(Random random) => new Usd((Int128)random.Next(1, 40) * 31_999_983_017).ToString();

    private static Attribution Who(Random random) =>
        new()
        {
            Tenant = random.Next(5) == 0 ? null : "tenant-" + random.Next(2),
            Key = random.Next(4) == 0 ? null : "k_" + random.Next(2),
            Session = random.Next(6) == 0 ? null : "session-" + random.Next(4),
            Agent = random.Next(5) == 0 ? null : "agent-" + random.Next(4),
            ParentAgent = random.Next(2) == 0 ? null : "agent-" + random.Next(6),
            RootAgent = random.Next(3) == 0 ? "agent-" + random.Next(6) : null,
            Task = random.Next(2) == 0 ? null : "task-" + random.Next(2),
            Step = random.Next(2) == 0 ? null : "step-" + random.Next(2),
            Feature = random.Next(2) == 0 ? null : "feature-" + random.Next(2),
            Tags = random.Next(3) == 0 ? [new("team", "t" + random.Next(2))] : [],
        };
}
