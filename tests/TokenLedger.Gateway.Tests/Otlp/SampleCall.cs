using System.Text.Json.Nodes;
using TokenLedger.Accounting.Metering;
using TokenLedger.Accounting.Money;
using TokenLedger.Accounting.Rates;
using TokenLedger.Ledger.Entries;
using LedgerAttribution = TokenLedger.Ledger.Entries.Attribution;

namespace TokenLedger.Gateway.Tests.Otlp;

/// <summary>Entries that end calls.</summary>
internal static class SampleCall
{
    public static DateTimeOffset At { get; } = new(2026, 8, 21, 12, 0, 0, TimeSpan.Zero);

    /// <summary>1000 fresh, 30 cached and 10 written prompt tokens; 200 visible and 50 reasoning tokens.</summary>
    public static Entry Settlement { get; } =
        new()
        {
            Kind = EntryKind.Settlement,
            Id = Guid.Parse("0198c5a0-0000-7000-8abc-0123456789ab"),
            Call = Guid.Parse("0198c5a0-0000-7000-8000-0000000000ca"),
            Attempt = 1,
            OccurredAt = At,
            TraceId = "4bf92f3577b34da6a3ce929d0e0e4736",
            ParentSpanId = "00f067aa0ba902b7",
            Attribution = new LedgerAttribution
            {
                Tenant = "acme",
                Session = "s-1",
                User = "alice",
                Agent = "planner",
                Environment = "production",
                Tags = [new("team", "billing")],
            },
            Provider = "google",
            Api = "openai.chat",
            ModelRequested = "model-x",
            ModelServed = "model-x-1",
            Streamed = true,
            Lines =
            [
                Line(Meters.Input, 1000, 1_000_000),
                Line(Meters.CacheRead, 30, 3_000),
                Line(Meters.CacheWrite5m, 10, 2_000),
                Line(Meters.Output, 200, 800_000),
                Line(Meters.OutputReasoning, 50, 200_000),
                Line(Meters.SearchesWeb, 1, 10_000),
            ],
            Cost = new Usd(2_015_000),
            KnownCost = new Usd(2_015_000),
            Priced = true,
            Outcome = "served",
            HttpStatus = 200,
            LatencyMs = 1840,
            FirstByteMs = 310,
            ResponseId = "chatcmpl-1",
            Warnings = ["budget:team"],
        };

    public static Entry Failed { get; } =
        new()
        {
            Kind = EntryKind.Void,
            Id = Guid.Parse("0198c5a0-0000-7000-8abc-0123456789ac"),
            Call = Guid.Parse("0198c5a0-0000-7000-8000-0000000000cb"),
            OccurredAt = At,
            Provider = "openai",
            Api = "openai.embeddings",
            ModelRequested = "embed-x",
            Outcome = "upstream_timeout",
            LatencyMs = 12,
        };

    public static Entry Refused { get; } =
        new()
        {
            Kind = EntryKind.Rejection,
            Id = Guid.Parse("0198c5a0-0000-7000-8abc-0123456789ad"),
            OccurredAt = At,
            Provider = "openai",
            Api = "openai.chat",
            ModelRequested = "model-x",
            Outcome = "budget_exceeded",
            HttpStatus = 402,
            Subject = "budget:team",
            Repeats = 9,
        };

    public static double[] Deserialized(this JsonNode? list) =>
        [.. list!.AsArray().Select(one => one!.GetValue<double>())];

    private static LineItem Line(string meter, decimal quantity, long pico) =>
        new()
        {
            Meter = meter,
            Quantity = quantity,
            Provenance = Provenance.Reported,
            Amount = new Usd(pico),
        };
}
