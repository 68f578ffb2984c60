using System.Text;
using TokenLedger.Accounting.Metering;
using TokenLedger.Accounting.Money;
using TokenLedger.Accounting.Rates;

namespace TokenLedger.Accounting.Tests.Rates;

public sealed class RateBookTests
{
    [Theory]
    [InlineData("2026-08-20T23:59:59Z", "5")]
    [InlineData("2026-08-21T00:00:00Z", "4")]
    [InlineData("2026-08-21T02:00:00+02:00", "4")]
    [InlineData("2026-08-21T01:59:59+02:00", "5")]
    public void A_price_change_takes_effect_at_its_instant(string at, string usd)
    {
        RateMatch match = RateBook.Embedded.Find("openai", "gpt-5.6-sol", DateTimeOffset.Parse(at, null))!;
        Assert.Equal(usd, match.Row.Prices.First(price => price.Meter == Meters.Input && price.When.Count == 0).Usd);
    }

    [Fact]
    public void A_line_names_the_row_and_the_book_that_priced_it()
    {
        Bill bill = RateBook.Embedded.Price(
            "openai",
            Usage("gpt-5.6-sol", Meters.Input),
            null,
            At("2026-11-02T00:00:00Z"),
            null
        );
        Assert.Equal(
            $"openai/gpt-5.6-sol/2026-08-21T00:00:00Z@{RateBook.Embedded.Version[..12]}",
            Assert.Single(bill.Lines).RateId
        );
        Assert.Matches("^[0-9a-f]{64}$", RateBook.Embedded.Version);
    }

    [Fact]
    public void The_version_follows_the_content_and_not_the_layout_or_the_order()
    {
        string one = Table("a", Row("m"));
        string two = Table("b", Row("m"));
        string version = Load(one, two).Version;
        Assert.Equal(version, Load(two, one.Replace(",", " ,\n  ", StringComparison.Ordinal)).Version);
        Assert.NotEqual(version, Load(one, two.Replace("\"2\"", "\"3\"", StringComparison.Ordinal)).Version);
    }

    [Fact]
    public void The_price_with_the_most_conditions_wins_and_a_tie_takes_the_dearer_and_says_so()
    {
        RateBook book = Load(
            Table(
                "p",
                """
                {"model":"m","match":{"ids":["m"]},"from":null,"to":null,"prices":[
                  {"meter":"tokens.input","usd":"1","per":1},
                  {"meter":"tokens.input","usd":"2","per":1,"when":{"service_tier":["fast"]}},
                  {"meter":"tokens.input","usd":"3","per":1,"when":{"context_tokens":{"gt":100}}},
                  {"meter":"tokens.input","usd":"2.5","per":1,"when":{"service_tier":["fast"],"speed":["slow"]}}],
                 "sources":["s"],"confidence":"high"}
                """
            )
        );
        AssertPrice(book, "1", [], 100);
        AssertPrice(book, "2", [], 100, "service_tier", "fast");
        AssertPrice(book, "3", [], 101);
        AssertPrice(book, "3", ["ambiguous_rate"], 101, "service_tier", "fast");
        AssertPrice(book, "2.5", [], 101, "service_tier", "fast", "speed", "slow");
    }

    [Fact]
    public void A_multiplier_is_not_applied_to_a_price_that_already_names_its_dimension()
    {
        RateBook book = Load(
            Table(
                "p",
                """
                {"model":"m","match":{"ids":["m"]},"from":null,"to":null,"prices":[
                  {"meter":"tokens.input","usd":"1","per":1},
                  {"meter":"tokens.input","usd":"0.7","per":1,"when":{"service_tier":["batch"]}},
                  {"meter":"tokens.output","usd":"10","per":1},
                  {"meter":"searches.web","usd":"5","per":1}],
                 "multipliers":[{"dimension":"service_tier","when":{"service_tier":["batch"]},"times":"0.5","meters":["tokens.*"]},
                                {"dimension":"region","when":{"region":{"not":["global"]}},"times":"1.1","meters":["tokens.*"]}],
                 "sources":["s"],"confidence":"high"}
                """
            )
        );
        Bill bill = Price(
            book,
            [Meters.Input, Meters.Output, Meters.SearchesWeb],
            1,
            "service_tier",
            "batch",
            "region",
            "eu"
        );
        Assert.Equal(["0.77", "5.5", "5"], bill.Lines.Select(line => line.Amount.ToString()));
        Assert.Equal(["1.1", "0.5 1.1", ""], bill.Lines.Select(line => string.Join(' ', line.Multipliers)));
    }

    [Theory]
    [InlineData("tokens.cache_write.1h", "tokens.cache_write")]
    [InlineData("tokens.cache_write.5m", "tokens.cache_write")]
    [InlineData("tokens.cache_read.audio", "tokens.input")]
    [InlineData("tokens.input.image", "tokens.input")]
    [InlineData("tokens.output.reasoning", "tokens.output")]
    [InlineData("searches.web", null)]
    [InlineData("tokens.unheard", null)]
    public void A_meter_without_a_price_falls_back_to_the_broader_meter_but_a_fee_does_not(
        string meter,
        string? pricedAs
    )
    {
        RateBook book = Load(
            Table(
                "p",
                """
                {"model":"m","match":{"ids":["m"]},"from":null,"to":null,"prices":[
                  {"meter":"tokens.input","usd":"1","per":1},{"meter":"tokens.output","usd":"2","per":1},
                  {"meter":"tokens.cache_write","usd":"3","per":1}],"sources":["s"],"confidence":"high"}
                """
            )
        );
        Bill bill = Price(book, [meter], 1);
        Assert.Equal(pricedAs, bill.Lines[0].PricedAs);
        Assert.Equal(pricedAs is null, bill.Total is null);
        Assert.Equal(pricedAs is null ? ["unpriced_meter"] : [], bill.Flags);
    }

    [Fact]
    public void A_minimum_is_billed_and_the_measured_quantity_kept()
    {
        RateBook book = Load(
            Table(
                "p",
                """
                {"model":"m","match":{"ids":["m"]},"from":null,"to":null,"quantize":{"audio.seconds":{"min":10}},
                 "prices":[{"meter":"audio.seconds","usd":"0.36","per":3600}],"sources":["s"],"confidence":"high"}
                """
            )
        );
        LineItem line = Price(book, [Meters.AudioSeconds], 3).Lines[0];
        Assert.Equal((3m, 10m, "0.001"), (line.Quantity, line.BilledQuantity, line.Amount.ToString()));
    }

    [Theory]
    [InlineData("2026-11-20T15:59:59Z", "1")] // Friday 23:59:59 in Beijing
    [InlineData("2026-11-20T16:00:00Z", "1")] // Saturday 00:00, the window of Friday runs on
    [InlineData("2026-11-20T16:30:00Z", "2")]
    [InlineData("2026-11-21T15:00:00Z", "2")] // Saturday 23:00: not a weekday
    [InlineData("2026-11-18T15:00:00Z", "2")] // Wednesday 23:00, but excepted by date
    [InlineData("2026-11-18T16:10:00Z", "2")] // its hours after midnight belong to it
    [InlineData("2026-11-19T15:00:00Z", "1")]
    public void A_window_across_midnight_belongs_to_the_day_it_starts_on(string at, string usd)
    {
        RateBook book = Load(
            Table(
                "p",
                """
                {"model":"m","match":{"ids":["m"]},"from":null,"to":null,"prices":[
                  {"meter":"tokens.input","usd":"2","per":1},
                  {"meter":"tokens.input","usd":"1","per":1,"when":{"time_of_day":[{"offset":"+08:00","time":"22:30-00:30",
                    "days":["mon","tue","wed","thu","fri"],"except_dates":["2026-11-18"]}]}}],
                 "sources":["s"],"confidence":"high"}
                """
            )
        );
        Assert.Equal(usd, book.Price("p", Usage("m", Meters.Input), null, At(at), null).Total.ToString());
    }

    [Fact]
    public void The_completion_instant_selects_the_row_only_where_the_row_says_so()
    {
        string rows(string clock) =>
            $$"""
                {"model":"m","match":{"ids":["m"]},"from":null,"to":"2026-01-01T00:00:00Z"{{clock}},"prices":[{"meter":"tokens.input","usd":"1","per":1}],"sources":["s"],"confidence":"high"},
                {"model":"m","match":{"ids":["m"]},"from":"2026-01-01T00:00:00Z","to":null{{clock}},"prices":[{"meter":"tokens.input","usd":"9","per":1}],"sources":["s"],"confidence":"high"}
                """;
        Assert.Equal("1", Total(""));
        Assert.Equal("9", Total(",\"clock\":\"completion\""));

        string Total(string clock) =>
            Load(Table("p", rows(clock)))
                .Price("p", Usage("m", Meters.Input), null, At("2025-12-31T23:59:59Z"), At("2026-01-01T00:00:00Z"))
                .Total.ToString()!;
    }

    [Fact]
    public void The_model_that_answered_is_looked_up_before_the_model_asked_for()
    {
        RateBook book = Load(Table("p", Row("m"), Row("n", "7")));
        Assert.Equal("m", book.Price("p", Usage("m", Meters.Input), "n", At("2026-01-01T00:00:00Z"), null).Model);
        Assert.Equal("n", book.Price("p", Usage("unheard", Meters.Input), "n", At("2026-01-01T00:00:00Z"), null).Model);
        Bill unknown = book.Price("p", Usage("unheard", Meters.Input), null, At("2026-01-01T00:00:00Z"), null);
        Assert.Null(unknown.Total);
        Assert.Equal(["unpriced_model"], unknown.Flags);
        Assert.Null(Assert.Single(unknown.Lines).Amount);
    }

    [Fact]
    public void Estimated_quantities_are_priced_and_shown_apart()
    {
        RateBook book = Load(Table("p", Row("m")));
        UsageReport partial = Usage("m", Meters.Input) with { Source = UsageSource.ProviderPartial };
        Assert.Null(book.Price("p", partial, null, At("2026-01-01T00:00:00Z"), null).Total);
        UsageReport filled = partial with
        {
            Quantities = [.. partial.Quantities, new(Meters.Output, 3, Provenance.Estimated)],
        };
        Bill bill = book.Price("p", filled, null, At("2026-01-01T00:00:00Z"), null);
        Assert.Equal(("8", "8", "6"), (bill.Total.ToString(), bill.Known.ToString(), bill.Estimated.ToString()));
    }

    [Fact]
    public void Every_problem_of_a_table_is_reported_with_its_row()
    {
        RateBookResult result = RateBook.Load([
            (
                "bad.json",
                Encoding.UTF8.GetBytes(
                    Table(
                        "p",
                        """{"model":"x","match":{"ids":["i"],"patterns":["("]},"from":"2026-01-01","to":null,"prices":[{"meter":"tokens.input","usd":"1e3","per":0},{"meter":"a","usd":"-1","per":1,"when":{"moon":["full"]}}],"sources":["s"],"confidence":"high","colour":"red"}""",
                        """{"model":"y","match":{"ids":["k"],"patterns":["("]},"from":null,"to":null,"prices":[],"sources":["s"],"confidence":"high"}""",
                        """{"model":"z","match":{"ids":["k"]},"from":null,"to":null,"prices":[],"sources":["unheard"],"confidence":"high"}"""
                    )
                )
            ),
            ("worse.json", "{"u8.ToArray()),
        ]);
        Assert.Null(result.Book);
        string all = string.Join('\n', result.Problems);
        Assert.Contains("bad.json: x (row 1): unknown key \"colour\"", all, StringComparison.Ordinal);
        Assert.Contains("bad.json: x (row 1): from must be an instant", all, StringComparison.Ordinal);
        Assert.Contains("bad.json: x (row 1): a price needs", all, StringComparison.Ordinal);
        Assert.Contains("bad.json: x (row 1): usd of a is not a plain decimal", all, StringComparison.Ordinal);
        Assert.Contains(
            "bad.json: z (row 3): source \"unheard\" is not among the file's sources",
            all,
            StringComparison.Ordinal
        );
        Assert.Contains("bad.json: y (row 2): pattern (", all, StringComparison.Ordinal);
        Assert.Contains("worse.json: not JSON", all, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_rows_that_claim_one_id_at_one_time_are_refused()
    {
        RateBookResult result = RateBook.Load([
            (
                "t.json",
                Encoding.UTF8.GetBytes(
                    Table("p", Row("m"), Row("n").Replace("[\"n\"]", "[\"M\"]", StringComparison.Ordinal))
                )
            ),
        ]);
        Assert.Contains("also claimed by", Assert.Single(result.Problems).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_worst_case_takes_the_dearest_tier_unless_the_tier_is_known()
    {
        DateTimeOffset at = At("2026-11-02T00:00:00Z");
        RateBook book = RateBook.Embedded;
        Usd any = book.WorstCase("openai", "gpt-4o", at, 1_000_000, 1_000_000)!.Value;
        Usd standard = book.WorstCase(
            "openai",
            "gpt-4o",
            at,
            1_000_000,
            1_000_000,
            [KeyValuePair.Create("service_tier", "standard")]
        )!.Value;
        Assert.Equal("21.25", any.ToString()); // priority: 4.25 + 17
        Assert.Equal("12.5", standard.ToString());
        Assert.Null(book.WorstCase("openai", "gpt-9", at, 1, 1));
        Assert.Null(book.WorstCase("openai", null, at, 1, 1));
        // Fast mode and US-only inference are asked for, so a request that does not ask cannot be charged them.
        Assert.Equal("10", book.WorstCase("anthropic", "claude-opus-4-6", at, 1_000_000, 0, [])!.Value.ToString());
        Assert.Equal("66", book.WorstCase("anthropic", "claude-opus-4-6", at, 1_000_000, 0)!.Value.ToString());
    }

    private static void AssertPrice(RateBook book, string usd, string[] flags, long context, params string[] facts)
    {
        Bill bill = Price(book, [Meters.Input], 1, context, facts);
        Assert.Equal(usd, bill.Lines[0].Rate);
        Assert.Equal(flags, bill.Flags);
    }

    private static Bill Price(RateBook book, string[] meters, decimal count, params string[] facts) =>
        Price(book, meters, count, 1, facts);

    private static Bill Price(RateBook book, string[] meters, decimal count, long context, string[] facts)
    {
        UsageReport usage = Usage("m", meters) with
        {
            Quantities = [.. meters.Select(meter => new Quantity(meter, count, Provenance.Reported))],
            ContextTokens = context,
            Conditions = [.. facts.Chunk(2).Select(pair => KeyValuePair.Create(pair[0], pair[1]))],
        };
        return book.Price("p", usage, null, At("2026-01-01T00:00:00Z"), null);
    }

    private static UsageReport Usage(string model, params string[] meters) =>
        new()
        {
            Source = UsageSource.Provider,
            Quantities =
            [
                .. meters.Select(meter => new Quantity(meter, meter == Meters.Input ? 1 : 3, Provenance.Reported)),
            ],
            ServedModel = model,
            Conditions = [],
            Flags = [],
        };

    private static string Row(string model, string usd = "2") =>
        $$"""{"model":"{{model}}","match":{"ids":["{{model}}"]},"from":null,"to":null,"prices":[{"meter":"tokens.input","usd":"{{usd}}","per":1},{"meter":"tokens.output","usd":"2","per":1}],"sources":["s"],"confidence":"high"}""";

    private static string Table(string provider, params string[] rows) =>
        $$$"""{"schema":"rate-table/1","provider":"{{{provider}}}","currency":"USD","as_of":"2026-01-01","sources":{"s":{"what":"a test"}},"rates":[{{{string.Join(',', rows)}}}]}""";

    private static RateBook Load(params string[] tables)
    {
        RateBookResult result = RateBook.Load(
            tables.Select((table, i) => ($"{i}.json", (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(table)))
        );
        Assert.Empty(result.Problems);
        return result.Book!;
    }

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, null);
}
