using Microsoft.Extensions.Logging.Abstractions;
using TokenLedger.Accounting.Metering;
using TokenLedger.Accounting.Money;
using TokenLedger.Accounting.Rates;
using TokenLedger.Commands;
using TokenLedger.Configuration;
using TokenLedger.Gateway;
using TokenLedger.Ledger;
using TokenLedger.Ledger.Adjusting;
using TokenLedger.Ledger.Embedded;
using TokenLedger.Ledger.Entries;
using TokenLedger.Serve;

namespace TokenLedger.Tests.Adjusting;

/// <summary>A data folder of its own with a ledger in it, and what lies in that ledger.</summary>
internal sealed class LedgerCase : IDisposable
{
    public DataFolder Data { get; } = new(Directory.CreateTempSubdirectory("tokenledger-adjusting-").FullName);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static Usd Dollars(string amount) =>
        Usd.TryParse(amount, out Usd usd) ? usd : throw new FormatException($"'{amount}' is no amount.");

    public static Entry Settlement(string? cost, DateTimeOffset? at = null) =>
        new()
        {
            Kind = EntryKind.Settlement,
            Id = Guid.CreateVersion7(),
            OccurredAt = at ?? new DateTimeOffset(2026, 11, 1, 10, 0, 0, default),
            Call = Guid.CreateVersion7(),
            Attempt = 1,
            Attribution = new Attribution { Tenant = "acme", Agent = "planner" },
            Provider = "openai",
            Api = "openai.chat",
            ModelRequested = "gpt-5.6-sol",
            ModelServed = "gpt-5.6-sol",
            Conditions = [],
            Lines =
            [
                new LineItem
                {
                    Meter = Meters.Input,
                    Quantity = 100,
                    Provenance = Provenance.Reported,
                    Rate = cost is null ? null : "1.25",
                    Per = cost is null ? 0 : 1_000_000,
                    Amount = cost is null ? null : Dollars(cost),
                },
            ],
            Cost = cost is null ? null : Dollars(cost),
            KnownCost = cost is null ? Usd.Zero : Dollars(cost),
            Priced = cost is not null,
            UsageSource = UsageSource.Provider,
            Outcome = "served",
            LatencyMs = 800,
        };

    public static AdjustmentDraft Draft(Guid? corrects, string amount, string key, string reason = "a reason") =>
        new()
        {
            Key = key,
            Reason = reason,
            Lines = [AdjustmentLines.Of(AdjustmentLines.Correction, Dollars(amount))],
            Corrects = corrects,
        };

    /// <summary>Appends settlements, each behind its authorization, and closes the ledger.</summary>
    public async Task WriteAsync(params Entry[] settlements)
    {
        EmbeddedLedgerOptions options = new() { Folder = Data.Ledger };
        OpenResult opened = await EmbeddedLedger.OpenAsync(options, TimeProvider.System, Cancellation);
        await using EmbeddedLedger ledger = opened.Ledger!;
        foreach (Entry settlement in settlements)
        {
            Entry authorization = settlement with
            {
                Kind = EntryKind.Authorization,
                Id = Guid.CreateVersion7(),
                Lines = [],
                Cost = null,
                KnownCost = null,
                Priced = null,
                Outcome = null,
                Conditions = null,
            };
            Assert.True((await ledger.AppendAsync(authorization, Cancellation)).IsAppended);
            AppendResult result = await ledger.AppendAsync(
                settlement with
                {
                    Settles = authorization.Id,
                },
                Cancellation
            );
            Assert.True(result.IsAppended, result.Problem);
        }
    }

    /// <summary>Every adjustment in the ledger, in order.</summary>
    public IReadOnlyList<Entry> Adjustments() => [.. Entries().Where(entry => entry.Kind == EntryKind.Adjustment)];

    /// <summary>Every entry in the ledger, in order.</summary>
    public IReadOnlyList<Entry> Entries()
    {
        using LedgerReader reader = LedgerReader.Open(Data.Ledger).Reader!;
        List<Entry> entries = [];
        while (entries.Count < reader.Head.Size)
        {
            entries.AddRange(reader.Read(entries.Count, 1000).Select(stored => EntryReader.Parse(stored.Bytes.Span)));
        }

        return entries;
    }

    /// <summary>Starts a gateway on the folder.</summary>
    public Task<RunningGateway> ServeAsync(string? adminToken = null) =>
        Composition.StartAsync(
            new ServeConfiguration
            {
                Data = Data,
                Gateway = new GatewayOptions
                {
                    Listen = new(System.Net.IPAddress.Loopback, 0),
                    AdminToken = adminToken,
                },
            },
            NullLoggerFactory.Instance,
            TimeProvider.System,
            Cancellation
        );

    public void Dispose() => Directory.Delete(Data.Path, recursive: true);
}
