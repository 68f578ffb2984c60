using TokenLedger.Accounting.Metering;
using TokenLedger.Accounting.Money;
using TokenLedger.Accounting.Rates;
using TokenLedger.Ledger.Embedded;
using TokenLedger.Ledger.Entries;

namespace TokenLedger.Ledger.Tests.Support;

internal static class Samples
{
    public static DateTimeOffset Noon { get; } = new(2026, 8, 21, 12, 0, 0, TimeSpan.Zero);

    public static Entry Authorization(Guid? id = null) =>
        new()
        {
            Kind = EntryKind.Authorization,
            Id = id ?? Guid.CreateVersion7(Noon),
            OccurredAt = Noon,
            Call = Guid.CreateVersion7(Noon),
            Attempt = 1,
            Attribution = new Attribution
            {
                Tenant = "acme",
                Session = "s-1",
                SessionEnds = true,
                Tags = [new("env", "prod"), new("team", "billing")],
                Claimed = ["session"],
            },
            Provider = "openai",
            Api = "openai.chat",
            ModelRequested = "gpt-5.6-sol",
            Hold = new Hold(100, 200, new Usd(1_500_000_000)),
        };

    public static Entry Settlement(Guid authorization) =>
        new()
        {
            Kind = EntryKind.Settlement,
            Id = Guid.CreateVersion7(Noon),
            OccurredAt = Noon,
            Settles = authorization,
            Provider = "openai",
            Lines =
            [
                new LineItem
                {
                    Meter = Meters.Input,
                    Quantity = 40,
                    Provenance = Provenance.Reported,
                    Rate = "1.25",
                    Per = 1_000_000,
                    RateId = "openai/gpt-5.6-sol/2026-08-21T00:00:00Z@3f2a9c01d4e5",
                    Amount = new Usd(50_000_000),
                },
            ],
            Cost = new Usd(50_000_000),
            KnownCost = new Usd(50_000_000),
            Priced = true,
            UsageSource = UsageSource.Provider,
            Outcome = "served",
            HttpStatus = 200,
        };

    public static Entry Void(Guid authorization) =>
        new()
        {
            Kind = EntryKind.Void,
            Id = Guid.CreateVersion7(Noon),
            OccurredAt = Noon,
            Settles = authorization,
            Outcome = "upstream_refused",
        };

    public static Entry Admin(string subject) =>
        new()
        {
            Kind = EntryKind.Admin,
            Id = Guid.CreateVersion7(Noon),
            OccurredAt = Noon,
            Reason = "rates.activated",
            Subject = subject,
        };

    public static async Task<EmbeddedLedger> OpenAsync(string folder, TimeProvider? clock = null)
    {
        OpenResult opened = await EmbeddedLedger.OpenAsync(
            new() { Folder = folder, Origin = "example.test/ledger" },
            clock ?? new ManualClock(),
            TestContext.Current.CancellationToken
        );
        Assert.True(opened.IsOpen, opened.Problem);
        return opened.Ledger;
    }

    public static async Task<long> AppendedAsync(this ILedger ledger, Entry entry)
    {
        AppendResult result = await ledger.AppendAsync(entry, CancellationToken.None);
        Assert.True(result.IsAppended, result.Problem);
        return result.Sequence;
    }

    /// <summary>Appends without waiting for each, so that commits carry many entries.</summary>
    public static async Task FillAsync(this ILedger ledger, int count)
    {
        for (int done = 0; done < count; )
        {
            int some = Math.Min(2000, count - done);
            Task<AppendResult>[] appends =
            [
                .. Enumerable
                    .Range(done, some)
                    .Select(i => ledger.AppendAsync(Admin($"book-{i}"), CancellationToken.None).AsTask()),
            ];
            Assert.All(await Task.WhenAll(appends), result => Assert.True(result.IsAppended, result.Problem));
            done += some;
        }
    }

    public static async Task<List<byte[]>> AllAsync(this ILedger ledger)
    {
        List<byte[]> all = [];
        while (all.Count < ledger.Head.Size)
        {
            IReadOnlyList<StoredEntry> some = await ledger.ReadAsync(all.Count, 5000, CancellationToken.None);
            all.AddRange(some.Select(entry => entry.Bytes.ToArray()));
        }

        return all;
    }
}
