using System.Text;
using FsCheck;
using FsCheck.Fluent;
using TokenLedger.Accounting.Metering;
using TokenLedger.Accounting.Money;
using TokenLedger.Accounting.Rates;

namespace TokenLedger.Accounting.Tests.Rates;

/// <summary>What an operator lays over the book: rows of their own, and factors on any row.</summary>
public sealed class OverlayTests
{
    private static readonly DateTimeOffset Now = At("2026-11-02T00:00:00Z");

    private static readonly RateFactor Discount = new()
    {
        Name = "agreed",
        Kind = FactorKind.Discount,
        Percent = 12.5m,
        Provider = "openai",
        Model = "gpt-4o*",
    };

    [Fact]
    public void An_overlay_row_is_found_before_the_table_and_names_itself()
    {
        RateBook book = Book(new() { Overlays = [Table("openai", Row("gpt-4o", "1"))] });
        RateMatch match = book.Find("openai", "gpt-4o-2031-01-01", Now)!;
        Assert.Equal("overlay-undated-id", match.How);
        Assert.Equal("1", match.Row.Prices[0].Usd);
        Assert.Equal("0.000001", Price(book, "openai", "gpt-4o", 1).Total.ToString());
        Assert.Equal("exact-id", book.Find("openai", "gpt-4o-mini", Now)!.How);
    }

    [Fact]
    public void An_overlay_row_counts_only_in_its_time()
    {
        RateBook book = Book(
            new()
            {
                Overlays =
                [
                    Table("openai", Row("gpt-4o", "1", "\"2026-11-01T00:00:00Z\"", "\"2026-12-01T00:00:00Z\"")),
                ],
            }
        );
        Assert.Equal("2.5", Rate(book, "2026-10-31T23:59:59Z"));
        Assert.Equal("1", Rate(book, "2026-11-01T00:00:00Z"));
        Assert.Equal("1", Rate(book, "2026-11-30T23:59:59Z"));
        Assert.Equal("2.5", Rate(book, "2026-12-01T00:00:00Z"));

        static string Rate(RateBook book, string at) => book.Find("openai", "gpt-4o", At(at))!.Row.Prices[0].Usd;
    }

    [Fact]
    public void A_private_model_of_a_provider_without_a_table_has_a_price()
    {
        RateBook book = Book(new() { Overlays = [Table("acme", Row("ours", "0.2"))] });
        Assert.Equal("0.2", Price(book, "acme", "ours", 1_000_000).Total.ToString());
        Assert.Null(Price(book, "acme", "theirs", 1).Total);
        Assert.Equal("0.2", book.WorstCase("acme", "ours", Now, 1_000_000, 0).ToString());
    }

    [Fact]
    public void The_model_asked_for_counts_in_an_overlay_before_the_one_that_answered_does_in_a_table()
    {
        RateBook book = Book(new() { Overlays = [Table("vllm", Row("team-alias", "3"))] });
        UsageReport usage = Usage("Qwen/Qwen3-32B", 1_000_000);
        Assert.Equal("3", book.Price("vllm", usage, "team-alias", Now, null).Total.ToString());
        Assert.Equal("0", book.Price("vllm", usage, "another", Now, null).Total.ToString());
    }

    [Fact]
    public void A_factor_multiplies_the_row_and_shows_itself_in_the_line()
    {
        RateBook book = Book(new() { Factors = [Discount] });
        LineItem line = Assert.Single(Price(book, "openai", "gpt-4o", 1_000_000).Lines);
        Assert.Equal("2.1875", line.Amount.ToString());
        Assert.Equal(("2.5", 1_000_000L), (line.Rate!, line.Per));
        Assert.Equal(["0.875"], line.Multipliers);
        Assert.Equal($"openai/gpt-4o+agreed@{book.ShortVersion}", line.RateId);
        LineItem other = Assert.Single(Price(book, "openai", "gpt-4.1", 1).Lines);
        Assert.Empty(other.Multipliers);
        Assert.Equal($"openai/gpt-4.1@{book.ShortVersion}", other.RateId);
    }

    [Fact]
    public void Factors_stand_behind_those_of_the_row_in_their_own_order()
    {
        RateFactor markup = new()
        {
            Name = "internal",
            Kind = FactorKind.Markup,
            Percent = 3,
        };
        RateBook book = Book(new() { Factors = [Discount, markup] });
        LineItem line = Price(book, "openai", "gpt-4o", 1_000_000, ("service_tier", "batch")).Lines[0];
        Assert.Equal(["0.5", "0.875", "1.03"], line.Multipliers);
        Assert.Equal("1.1265625", line.Amount.ToString());
        Assert.EndsWith($"+agreed+internal@{book.ShortVersion}", line.RateId, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2026-09-30T23:59:59Z", "2.5")]
    [InlineData("2026-10-01T00:00:00Z", "2.1875")]
    [InlineData("2026-12-31T23:59:59Z", "2.1875")]
    [InlineData("2027-01-01T00:00:00Z", "2.5")]
    public void A_factor_has_its_own_time(string at, string total)
    {
        RateFactor dated = Discount with { From = At("2026-10-01T00:00:00Z"), To = At("2027-01-01T00:00:00Z") };
        RateBook book = Book(new() { Factors = [dated] });
        Assert.Equal(total, book.Price("openai", Usage("gpt-4o", 1_000_000), null, At(at), null).Total.ToString());
    }

    [Fact]
    public void A_factor_can_be_for_some_meters_and_some_calls_only()
    {
        RateFactor picky = Discount with { Meters = ["searches.*"], When = [new("region", "eu")] };
        RateBook book = Book(new() { Factors = [picky] });
        Assert.Empty(Price(book, "openai", "gpt-4o", 1, ("region", "eu")).Lines[0].Multipliers);
        RateBook regional = Book(new() { Factors = [picky with { Meters = [] }] });
        Assert.Equal(["0.875"], Price(regional, "openai", "gpt-4o", 1, ("region", "eu")).Lines[0].Multipliers);
        Assert.Empty(Price(regional, "openai", "gpt-4o", 1, ("region", "us")).Lines[0].Multipliers);
        Assert.Empty(Price(regional, "openai", "gpt-4o", 1).Lines[0].Multipliers);
    }

    [Fact]
    public void Capacity_paid_in_advance_costs_nothing_more_and_the_bill_says_why()
    {
        RateFactor reserved = new()
        {
            Name = "ptu",
            Kind = FactorKind.Commitment,
            Percent = 100,
            Provider = "azure",
            When = [new("deployment", "provisioned")],
        };
        RateBook book = Book(new() { Factors = [reserved] });
        Bill covered = Price(book, "azure", "gpt-4o", 1_000_000, ("deployment", "provisioned"));
        Assert.Equal("0", covered.Total.ToString());
        Assert.Equal([RateFactor.CommittedUse], covered.Flags);
        Assert.Equal(["0"], covered.Lines[0].Multipliers);
        Bill other = Price(book, "azure", "gpt-4o", 1_000_000, ("deployment", "global_standard"));
        Assert.Equal("2.5", other.Total.ToString());
        Assert.Empty(other.Flags);
    }

    [Fact]
    public void A_hold_counts_what_raises_the_price_and_only_what_surely_lowers_it()
    {
        RateFactor perhaps = Discount with { Name = "perhaps", When = [new("region", "eu")] };
        RateFactor markup = Discount with { Name = "up", Kind = FactorKind.Markup, Percent = 10 };
        KeyValuePair<string, string>[] facts = [new("service_tier", "standard")];
        Assert.Equal("2.5", Hold().ToString());
        Assert.Equal("2.1875", Hold(Discount).ToString());
        Assert.Equal("2.5", Hold(perhaps).ToString());
        Assert.Equal("2.75", Hold(markup).ToString());

        Usd? Hold(params RateFactor[] factors) =>
            Book(new() { Factors = factors }).WorstCase("openai", "gpt-4o", Now, 1_000_000, 0, facts);
    }

    [Fact]
    public void The_version_tells_every_book_apart_and_the_same_book_alike()
    {
        RateFile own = Table("openai", Row("gpt-4o", "1"));
        string[] versions =
        [
            RateBook.Embedded.Version,
            Book(new() { Tables = [own] }).Version,
            Book(new() { Overlays = [own] }).Version,
            Book(new() { Factors = [Discount] }).Version,
            Book(new() { Factors = [Discount with { Percent = 13 }] }).Version,
            Book(new() { Factors = [Discount with { To = Now }] }).Version,
            Book(new() { Factors = [Discount with { Model = "*" }] }).Version,
        ];
        Assert.Equal(versions.Length, versions.Distinct().Count());
        Assert.Equal(versions[0], Book(new()).Version);
        Assert.Equal(versions[3], Book(new() { Factors = [Discount] }).Version);
    }

    [Fact]
    public void Two_overlays_that_claim_one_id_at_one_time_are_refused()
    {
        RateBookResult result = RateBook.Load(
            new RateSources { Overlays = [Table("p", Row("m", "1")), Table("p", Row("m", "2"))] }
        );
        Assert.Contains("also claimed by", Assert.Single(result.Problems).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Any_number_of_factors_loses_no_digit()
    {
        Gen<decimal[]> percents = Gen.ArrayOf(Gen.Choose(1, 9999).Select(hundredths => hundredths / 100m), 12);
        Prop.ForAll(
                percents.ToArbitrary(),
                percents =>
                {
                    RateFactor[] factors =
                    [
                        .. percents.Select((percent, i) => Discount with { Name = $"f{i}", Percent = percent }),
                    ];
                    Bill bill = Price(Book(new() { Factors = factors }), "openai", "gpt-4o", 987_654_321);
                    System.Numerics.BigInteger exact = (System.Numerics.BigInteger)987_654_321 * 2_500_000;
                    System.Numerics.BigInteger scale = 1;
                    foreach (decimal percent in percents)
                    {
                        exact *= (System.Numerics.BigInteger)(10_000 - percent * 100);
                        scale *= 10_000;
                    }

                    System.Numerics.BigInteger off = exact - (System.Numerics.BigInteger)bill.Total!.Value.Pico * scale;
                    return System.Numerics.BigInteger.Abs(off) * 2 <= scale;
                }
            )
            .QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_list_in_another_currency_is_never_billed_unless_an_overlay_gives_dollars()
    {
        Bill bill = Price(RateBook.Embedded, "zhipu", "glm-4-air", 1_000_000);
        Assert.Equal(("GLM-4-Air", null), (bill.Model!, bill.Total));
        Assert.Equal(["native_currency", "unpriced_model"], bill.Flags);
        Assert.Null(RateBook.Embedded.WorstCase("zhipu", "glm-4-air", Now, 1, 1));
        RateBook own = Book(new() { Overlays = [Table("zhipu", Row("glm-4-air", "0.07"))] });
        Assert.Equal("0.07", Price(own, "zhipu", "glm-4-air", 1_000_000).Total.ToString());
    }

    [Fact]
    public void What_runs_on_ones_own_machines_costs_nothing_on_any_meter()
    {
        Bill bill = RateBook.Embedded.Price(
            "ollama",
            Usage("whatever:7b", 10) with
            {
                Quantities = [new(Meters.Input, 10, Provenance.Reported), new("audio.seconds", 3, Provenance.Reported)],
            },
            null,
            Now,
            null
        );
        Assert.Equal("0", bill.Total.ToString());
        Assert.Equal(["0", "0"], bill.Lines.Select(line => line.Rate));
        Assert.Empty(bill.Flags);
    }

    [Theory]
    [InlineData("gemini-2.5-flash", 3, "0.035")]
    [InlineData("gemini-2.5-flash", 0, "0")]
    [InlineData("gemini-3-flash-preview", 3, "0.042")]
    public void A_search_is_charged_by_prompt_or_by_query_as_the_row_counts(string model, int queries, string total)
    {
        UsageReport usage = Usage(model, 0) with
        {
            Quantities = [new(Meters.SearchesWeb, queries, Provenance.Reported)],
        };
        Assert.Equal(total, RateBook.Embedded.Price("google", usage, null, Now, null).Total.ToString());
    }

    private static RateBook Book(RateSources sources)
    {
        RateBookResult result = RateBook.Load(sources);
        Assert.Empty(result.Problems);
        return result.Book!;
    }

    private static Bill Price(
        RateBook book,
        string provider,
        string model,
        long input,
        params (string, string)[] facts
    ) =>
        book.Price(
            provider,
            Usage(model, input) with
            {
                Conditions = [.. facts.Select(fact => KeyValuePair.Create(fact.Item1, fact.Item2))],
            },
            null,
            Now,
            null
        );

    private static UsageReport Usage(string model, long input) =>
        new()
        {
            Source = UsageSource.Provider,
            Quantities = [new(Meters.Input, input, Provenance.Reported)],
            ServedModel = model,
            Conditions = [],
            Flags = [],
        };

    private static RateFile Table(string provider, params string[] rows) =>
        new(
            "own.json",
            Encoding.UTF8.GetBytes(
                $$$"""{"schema":"rate-table/1","provider":"{{{provider}}}","currency":"USD","as_of":"2026-11-01","sources":{"contract":{"what":"ours"}},"rates":[{{{string.Join(',', rows)}}}]}"""
            )
        );

    private static string Row(string model, string usd, string from = "null", string to = "null") =>
        $$"""{"model":"{{model}}","match":{"ids":["{{model}}"]},"from":{{from}},"to":{{to}},"prices":[{"meter":"tokens.input","usd":"{{usd}}","per":1000000},{"meter":"tokens.output","usd":"0","per":1000000}],"sources":["contract"],"confidence":"high"}""";

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, null);
}
