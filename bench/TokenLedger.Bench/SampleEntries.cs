using TokenLedger.Accounting.Metering;
using TokenLedger.Accounting.Money;
using TokenLedger.Accounting.Rates;
using TokenLedger.Ledger.Entries;

namespace TokenLedger.Bench;

/// <summary>The two entries of a typical call, as the gateway writes them.</summary>
internal static class SampleEntries
{
    private static readonly Attribution _who = new()
    {
        Tenant = "acme",
        Key = "hmac-sha256:4f1d7c2ab9e0",
        Feature = "support-chat",
        User = "u-1842",
        Session = "s-20260821-77",
        Agent = "planner",
        Environment = "production",
        Claimed = ["agent", "feature", "session", "user"],
    };

    public static Entry Authorization(DateTimeOffset now) =>
        new()
        {
            Kind = EntryKind.Authorization,
            Id = Guid.CreateVersion7(now),
            OccurredAt = now,
            Call = Guid.CreateVersion7(now),
            Attempt = 1,
            Attribution = _who,
            Provider = "openai",
            Upstream = "openai",
            Api = "openai.chat",
            ModelRequested = "gpt-5.6-sol",
            Streamed = true,
            Hold = new Hold(1200, 4096, new Usd(23_450_000_000)),
        };

    public static Entry Settlement(Entry authorization, DateTimeOffset now) =>
        new()
        {
            Kind = EntryKind.Settlement,
            Id = Guid.CreateVersion7(now),
            OccurredAt = now,
            Call = authorization.Call,
            Attempt = 1,
            Settles = authorization.Id,
            Attribution = _who,
            Provider = "openai",
            Upstream = "openai",
            Api = "openai.chat",
            ModelRequested = "gpt-5.6-sol",
            ModelServed = "gpt-5.6-sol-2026-08-21",
            Streamed = true,
            Lines = [Line(Meters.Input, 1187, "1.25", 1_483_750_000), Line(Meters.Output, 412, "10", 4_120_000_000)],
            Cost = new Usd(5_603_750_000),
            KnownCost = new Usd(5_603_750_000),
            Priced = true,
            UsageSource = UsageSource.Provider,
            RawUsage = """{"prompt_tokens":1187,"completion_tokens":412,"total_tokens":1599}""",
            Outcome = "served",
            HttpStatus = 200,
            LatencyMs = 1840,
            FirstByteMs = 310,
            ResponseId = "chatcmpl-9f3c2a",
        };

    private static LineItem Line(string meter, decimal quantity, string rate, long pico) =>
        new()
        {
            Meter = meter,
            Quantity = quantity,
            Provenance = Provenance.Reported,
            Rate = rate,
            Per = 1_000_000,
            RateId = "openai/gpt-5.6-sol/2026-08-21T00:00:00Z@3f2a9c01d4e5",
            Amount = new Usd(pico),
        };
}
