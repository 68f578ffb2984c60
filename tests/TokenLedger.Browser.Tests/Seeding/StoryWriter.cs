using System.Buffers.Binary;
using TokenLedger.Accounting.Metering;
using TokenLedger.Accounting.Money;
using TokenLedger.Accounting.Rates;
using TokenLedger.Ledger;
using TokenLedger.Ledger.Embedded;
using TokenLedger.Ledger.Entries;

namespace TokenLedger.Browser.Tests.Seeding;

/// <summary>Writes the story into a ledger as the gateway would have: held, priced by the rate book, settled.</summary>
internal sealed class StoryWriter(EmbeddedLedger ledger, StoryTime time)
{
    private static readonly UsageReport s_nothing = new()
    {
        Source = UsageSource.None,
        Quantities = [],
        Conditions = [],
        Flags = [],
    };

    private int _ids;

    /// <summary>Writes it into a folder that has no ledger yet.</summary>
    public static async Task WriteAsync(string folder)
    {
        StoryTime time = new();
        time.Set(Story.Now.AddDays(-Story.Days));
        Directory.CreateDirectory(folder);
        OpenResult opened = await EmbeddedLedger.OpenAsync(new() { Folder = folder }, time, CancellationToken.None);
        await using EmbeddedLedger ledger = opened.Ledger!;
        StoryWriter writer = new(ledger, time);
        foreach (StoryCall call in Story.Calls())
        {
            await writer.WriteAsync(call);
        }

        foreach (StoryOutcome outcome in Story.Outcomes())
        {
            await writer.TellAsync(outcome);
        }
    }

    private Task TellAsync(StoryOutcome told) =>
        AppendAsync(
            new Entry
            {
                Kind = EntryKind.Outcome,
                Id = NewId(told.At),
                OccurredAt = told.At,
                Attribution = new() { Tenant = told.Tenant, Session = told.Session },
                Name = told.Name,
                Success = told.Success,
                Value = told.Success ? Usd.FromDecimal(told.Value) : null,
            }
        );

    private async Task WriteAsync(StoryCall call)
    {
        time.Set(call.At);
        Entry held = new()
        {
            Kind = call.Outcome == "rejected" ? EntryKind.Rejection : EntryKind.Authorization,
            Id = NewId(call.At),
            OccurredAt = call.At,
            Call = NewId(call.At),
            Attempt = 1,
            Attribution = call.Who,
            Provider = call.Provider,
            Upstream = call.Provider,
            Api = call.Provider + ".chat",
            ModelRequested = call.Model,
            TraceId = call.From?.Trace,
            ParentSpanId = call.From?.Span,
        };
        if (call.Outcome == "rejected")
        {
            await AppendAsync(
                held with
                {
                    Outcome = "rejected",
                    Subject = "budget:research.day",
                    Reason = "over_budget",
                }
            );
            return;
        }

        await AppendAsync(held with { Hold = new(4000, 16_384, Usd.FromDecimal(0.04m)) });
        if (call.Outcome != "open")
        {
            DateTimeOffset end = call.At.AddMilliseconds(call.LatencyMs);
            time.Set(end);
            Entry settled = Settled(call, held, end);
            await AppendAsync(settled);
            // Once a week somebody gives back the cost of a call that was of no use.
            if (_ids % 300 < 2 && settled.Cost is { } cost && cost > Usd.Zero)
            {
                await AppendAsync(Correction(settled, -cost));
            }
        }
    }

    private Entry Settled(StoryCall call, Entry held, DateTimeOffset end)
    {
        Bill bill = RateBook.Embedded.Price(call.Provider, Usage(call), call.Model, call.At, end);
        bool refused = call.Outcome == "upstream_refused";
        return held with
        {
            Kind = refused ? EntryKind.Void : EntryKind.Settlement,
            Id = NewId(end),
            Settles = held.Id,
            ModelServed = refused ? null : call.Model,
            Lines = refused ? [] : bill.Lines,
            Cost = refused ? null : bill.Total,
            KnownCost = refused ? null : bill.Known,
            EstimatedCost = refused || bill.Estimated == default ? null : bill.Estimated,
            Priced = refused ? null : bill.Total is not null,
            UsageSource = call.Provenance == Provenance.Estimated ? UsageSource.Estimated : UsageSource.Provider,
            Flags = bill.Flags,
            Outcome = call.Outcome,
            HttpStatus = call.Status,
            LatencyMs = call.LatencyMs,
            FirstByteMs = call.LatencyMs / 6,
            Streamed = call.Provider == "anthropic",
            ContextTokens = call.Input + call.Cached + call.Written,
            ContextWindow = bill.ContextWindow,
            PromptParts = refused ? null : Parts(call),
            ToolsOffered = call.Tools.Count > 0 ? 12 : null,
            ToolsCalled = call.Tools,
        };
    }

    /// <summary>
    /// Instructions of 3,000 bytes, tools where some are called, and a conversation that grew; none where nobody converses.
    /// </summary>
    private static PromptParts? Parts(StoryCall call)
    {
        if (call.Model.Contains("embedding", StringComparison.Ordinal))
        {
            return null;
        }

        long said = Math.Max(0, ((call.Input + call.Cached + call.Written) * 4L) - 3_000);
        return new(3_000, said / 4, said / 2, call.Tools.Count > 0 ? said / 4 : 0);
    }

    private Entry Correction(Entry settled, Usd amount) =>
        new()
        {
            Kind = EntryKind.Adjustment,
            Id = NewId(settled.OccurredAt),
            OccurredAt = settled.OccurredAt,
            Call = settled.Call,
            Corrects = settled.Id,
            Attribution = settled.Attribution,
            Cost = amount,
            KnownCost = amount,
            Reason = "refund",
        };

    private static UsageReport Usage(StoryCall call) =>
        s_nothing with
        {
            Source = UsageSource.Provider,
            ServedModel = call.Model,
            ContextTokens = call.Input + call.Cached + call.Written,
            Quantities =
            [
                .. Amounts(call)
                    .Where(one => one.Count > 0)
                    .Select(one => new Quantity(one.Meter, one.Count, call.Provenance)),
            ],
        };

    private static (string Meter, long Count)[] Amounts(StoryCall call) =>
        [
            (Meters.Input, call.Input),
            (Meters.CacheRead, call.Cached),
            (Meters.CacheWrite5m, call.Written),
            (Meters.Output, call.Output),
            (Meters.OutputReasoning, call.Reasoning),
        ];

    private async Task AppendAsync(Entry entry)
    {
        AppendResult result = await ledger.AppendAsync(entry, CancellationToken.None);
        Assert.True(result.IsAppended, $"{result.Status}: {result.Problem}");
    }

    /// <summary>A version 7 UUID that is the same in every run.</summary>
    private Guid NewId(DateTimeOffset at)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteInt64BigEndian(bytes, at.ToUnixTimeMilliseconds() << 16);
        bytes[6] = 0x70;
        bytes[8] = 0x80;
        BinaryPrimitives.WriteInt32BigEndian(bytes[12..], ++_ids);
        return new Guid(bytes, bigEndian: true);
    }
}
