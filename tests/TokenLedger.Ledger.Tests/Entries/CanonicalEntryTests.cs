using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using TokenLedger.Accounting.Metering;
using TokenLedger.Accounting.Money;
using TokenLedger.Accounting.Rates;
using TokenLedger.Ledger.Entries;
using TokenLedger.Ledger.Tests.Support;

namespace TokenLedger.Ledger.Tests.Entries;

public sealed class CanonicalEntryTests
{
    [Fact]
    public void The_bytes_are_what_the_documentation_says()
    {
        Entry entry = Samples.Void(Guid.Parse("0198c5a0-0000-7000-8000-000000000001")) with
        {
            Id = Guid.Parse("0198c5a0-0000-7000-8000-000000000002"),
            RecordedAt = Samples.Noon.AddMicroseconds(7),
        };

        Assert.Equal(
            """{"id":"0198c5a0-0000-7000-8000-000000000002","kind":"void","occurred_at":"2026-08-21T12:00:00.000000Z","outcome":"upstream_refused","recorded_at":"2026-08-21T12:00:00.000007Z","settles":"0198c5a0-0000-7000-8000-000000000001","v":1}""",
            Encoding.UTF8.GetString(CanonicalEntry.Encode(entry))
        );
    }

    [Fact]
    public void A_line_without_a_known_error_is_written_as_it_was_before_there_were_errors()
    {
        LineItem line = new()
        {
            Meter = "tokens.output",
            Quantity = 12,
            Provenance = Provenance.Estimated,
        };
        string Written(LineItem one) =>
            Encoding.UTF8.GetString(CanonicalEntry.Encode(Samples.Admin("x") with { Lines = [one] }));

        Assert.Contains(
            """[{"meter":"tokens.output","quantity":"12","source":"estimated"}]""",
            Written(line),
            StringComparison.Ordinal
        );
        Assert.Contains(
            """[{"error_percent":30,"meter":"tokens.output","quantity":"12","source":"estimated"}]""",
            Written(line with { ErrorPercent = 30 }),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Any_entry_reads_back_as_it_was_written() =>
        Prop.ForAll(
                Entries(),
                entry =>
                {
                    byte[] bytes = CanonicalEntry.Encode(entry);
                    Assert.Equal(bytes, CanonicalEntry.Encode(EntryReader.Parse(bytes)));
                    Assert.Equivalent(entry, EntryReader.Parse(bytes), strict: true);
                }
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Any_entry_equals_what_an_independent_canonicalizer_makes_of_it() =>
        Prop.ForAll(
                Entries(),
                entry =>
                {
                    string written = Encoding.UTF8.GetString(CanonicalEntry.Encode(entry));
                    Assert.Equal(IndependentJcs.Canonicalize(written), written);
                }
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Any_entry_passes_the_scan_that_verification_uses() =>
        Prop.ForAll(
                Entries(),
                entry =>
                {
                    Assert.Null(CanonicalScan.Read(CanonicalEntry.Encode(entry), out EntryFacts facts));
                    Assert.Equal(entry.Kind, facts.Kind);
                    Assert.Equal(entry.Id, facts.Id);
                    Assert.Equal(entry.Settles, facts.Settles);
                    Assert.Equal(entry.Cost, facts.Cost);
                    Assert.Equal(
                        entry.Lines.Aggregate(Usd.Zero, (sum, line) => sum + (line.Amount ?? Usd.Zero)),
                        facts.Lines
                    );
                }
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Invalid_surrogates_become_the_replacement_character()
    {
        byte[] bytes = CanonicalEntry.Encode(Samples.Admin("a\ud800b"));
        Assert.Contains("\"subject\":\"a\ufffdb\"", Encoding.UTF8.GetString(bytes), StringComparison.Ordinal);
    }

    [Fact]
    public void Tags_given_out_of_order_are_sorted_and_a_name_given_twice_is_refused()
    {
        Entry mixed = Samples.Admin("x") with
        {
            Attribution = new Attribution { Tags = [new("b", "2"), new("a", "1")] },
        };
        Entry twice = mixed with { Attribution = new Attribution { Tags = [new("a", "2"), new("a", "1")] } };

        Assert.Contains(
            "\"tags\":{\"a\":\"1\",\"b\":\"2\"}",
            Encoding.UTF8.GetString(CanonicalEntry.Encode(mixed)),
            StringComparison.Ordinal
        );
        Assert.Throws<ArgumentException>(() => CanonicalEntry.Encode(twice));
    }

    [Fact]
    public void Who_said_how_much_of_a_prompt_is_written_by_name_and_reads_back_without_what_a_newer_version_adds()
    {
        Entry entry = Samples.Admin("x") with { PromptParts = new(1, 2, 3, 4) };

        string written = Encoding.UTF8.GetString(CanonicalEntry.Encode(entry));

        Assert.Contains(
            "\"prompt_parts\":{\"model\":3,\"system\":1,\"tool\":4,\"user\":2}",
            written,
            StringComparison.Ordinal
        );
        string newer = written.Replace("\"model\":3", "\"media\":{\"user\":9},\"model\":3", StringComparison.Ordinal);
        Assert.Equal(entry.PromptParts, EntryReader.Parse(Encoding.UTF8.GetBytes(newer)).PromptParts);
    }

    [Fact]
    public void An_integer_that_a_double_cannot_hold_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() =>
            CanonicalEntry.Encode(Samples.Admin("x") with { ContextTokens = 1L << 53 })
        );

    [Fact]
    public void Members_of_a_newer_version_are_skipped()
    {
        string newer = Encoding
            .UTF8.GetString(CanonicalEntry.Encode(Samples.Admin("x")))
            .Replace("\"v\":1", "\"v\":2,\"zebra\":{\"deep\":[1,{\"a\":true}]}", StringComparison.Ordinal);
        byte[] bytes = Encoding.UTF8.GetBytes(newer);

        Assert.Equal("x", EntryReader.Parse(bytes).Subject);
        Assert.Null(CanonicalScan.Read(bytes, out _));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("{\"kind\":\"void\"}")]
    [InlineData("{\"id\":\"x\"}")]
    [InlineData("{\"id\":\"0198c5a0-0000-7000-8000-000000000002\",\"kind\":\"nonsense\"}")]
    public void Bytes_that_are_not_an_entry_are_a_format_error(string text) =>
        Assert.Throws<FormatException>(() => EntryReader.Parse(Encoding.UTF8.GetBytes(text)));

    [Theory]
    [InlineData("\"v\":1", "\"v\": 1")]
    [InlineData("\"v\":1", "\"v\":1.0")]
    [InlineData("\"v\":1", "\"v\":01")]
    [InlineData("\"v\":1", "\"v\":-0")]
    [InlineData("\"v\":1", "\"v\":9007199254740992")]
    [InlineData("\"v\":1", "\"v\":null")]
    [InlineData("\"v\":1", "\"v\":1,\"a\":2")]
    [InlineData("\"v\":1", "\"v\":1,\"v\":1")]
    [InlineData("\"x\"", "\"\\u0078\"")]
    [InlineData("\"x\"", "\"\\/\"")]
    [InlineData("\"x\"", "\"\\u000A\"")]
    [InlineData("\"x\"", "\"\\u000a\"")]
    [InlineData("12:00:00.000000Z", "12:00:00.000Z")]
    [InlineData("}", "} ")]
    public void The_scan_refuses_every_other_spelling(string canonical, string other)
    {
        Entry entry = Samples.Admin("x") with { RecordedAt = Samples.Noon };
        string text = Encoding.UTF8.GetString(CanonicalEntry.Encode(entry));
        int at = text.LastIndexOf(canonical, StringComparison.Ordinal);
        byte[] changed = Encoding.UTF8.GetBytes(text[..at] + other + text[(at + canonical.Length)..]);

        Assert.NotNull(CanonicalScan.Read(changed, out _));
    }

    internal static Arbitrary<Entry> Entries()
    {
        Gen<string> text = Gen.OneOf(
            ArbMap.Default.GeneratorFor<NonNull<string>>().Select(value => Valid(value.Get)),
            Gen.Elements(
                "",
                "plain",
                "quote\" back\\slash",
                "tab\tline\nfeed\u0001",
                "żółć 漢字 😀",
                "\ue000\ud83d\ude00"
            )
        );
        Gen<string?> maybe = Gen.OneOf(Gen.Constant<string?>(null), text.Select(value => (string?)value));
        Gen<Usd> money = ArbMap.Default.GeneratorFor<long>().Select(pico => new Usd((Int128)pico * 977));
        Gen<DateTimeOffset> time = Gen.Choose(0, int.MaxValue)
            .Select(micro => new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero).AddMicroseconds(micro * 99_991L));
        Gen<LineItem> line =
            from meter in text
            from quantity in Gen.Choose(0, 1_000_000)
            from scale in Gen.Choose(0, 4)
            from rate in maybe
            from amount in money
            from multipliers in text.ArrayOf(2)
            select new LineItem
            {
                Meter = meter,
                Quantity = new decimal(quantity, 0, 0, false, (byte)scale),
                Provenance = (Provenance)(quantity % 3),
                ErrorPercent = quantity % 3 == 2 ? quantity % 100 : null,
                Rate = rate,
                Per = rate is null ? 0 : 1_000_000,
                Amount = rate is null ? null : amount,
                Multipliers = quantity % 2 == 0 ? multipliers : [],
                BilledQuantity = quantity % 5 == 0 ? quantity : null,
                RateId = rate,
            };
        Gen<Entry> entry =
            from kind in Gen.Elements(Enum.GetValues<EntryKind>())
            from id in ArbMap.Default.GeneratorFor<Guid>()
            from recorded in time
            from occurred in time
            from texts in maybe.ArrayOf(12)
            from names in text.ArrayOf(4)
            from lines in line.ArrayOf(3)
            from cost in money
            from number in Gen.Choose(0, int.MaxValue)
            select new Entry
            {
                Kind = kind,
                Id = id,
                RecordedAt = recorded,
                OccurredAt = occurred,
                Call = number % 2 == 0 ? id : null,
                Settles = number % 3 == 0 ? id : null,
                Attempt = number % 4 == 0 ? number : null,
                Attribution = new Attribution
                {
                    Tenant = texts[0],
                    Agent = texts[1],
                    User = texts[2],
                    CostCenter = texts[3],
                    Tags =
                    [
                        .. names
                            .Distinct(StringComparer.Ordinal)
                            .Order(StringComparer.Ordinal)
                            .Select(name => new KeyValuePair<string, string>(name, name + "!")),
                    ],
                    Claimed = number % 2 == 0 ? names : [],
                },
                Provider = texts[4],
                ModelServed = texts[5],
                RawUsage = texts[6],
                Reason = texts[7],
                TraceId = texts[8],
                Outcome = texts[9],
                Streamed = number % 3 == 1 ? number % 2 == 0 : null,
                Hold = number % 5 == 1 ? new Hold(number, 1, number % 2 == 0 ? cost : null) : null,
                Lines = lines,
                Cost = number % 7 == 0 ? null : cost,
                KnownCost = number % 7 == 0 && number % 2 == 0 ? null : cost,
                EstimatedCost = number % 6 == 0 ? cost : null,
                Priced = number % 2 == 0 ? true : null,
                UsageSource = (UsageSource)(number % 4),
                Flags = number % 2 == 0 ? ["a", "b"] : [],
                ContextTokens = number % 3 == 0 ? (1L << 53) - 1 - number : null,
                PromptParts = number % 4 == 1 ? new((1L << 53) - 1, number % 3, number, 0) : null,
            };
        return entry.ToArbitrary();
    }

    // Unpaired surrogates are replaced on writing and have a test of their own.
    private static string Valid(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
}
