using System.Reflection;
using System.Text;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using TokenLedger.Accounting.Metering;

namespace TokenLedger.Accounting.Tests.Metering;

/// <summary>What holds of every dialect in the table, so that a new one cannot be forgotten.</summary>
public sealed class EveryDialectTests
{
    private static readonly string[] Hostile =
    [
        "-5",
        "12.5",
        "1e400",
        "99999999999999999999999999",
        "1000000000000001",
        "\"many\"",
        "\"\"",
        "[1]",
        "{\"a\":1}",
        "true",
    ];

    private static readonly string[] Objects = ["details", "cache_creation", "server_tool_use", "]", "tokens", "units"];

    public static TheoryData<string> Dialects => [.. UsageReaders.Dialects];

    [Theory]
    [MemberData(nameof(Dialects))]
    public void What_a_dialect_reports_is_exactly_what_it_declares(string api)
    {
        HashSet<string> reported =
        [
            .. DialectSamples.Of(api).SelectMany(sample => sample.Read().Quantities).Select(q => q.Meter),
            .. Recorded(api)
                .SelectMany(exchange => exchange.Read().Report(ended: true).Quantities)
                .Select(q => q.Meter),
        ];
        UsageDialect dialect = UsageReaders.All.Single(dialect => dialect.Api == api);
        Assert.Equal(dialect.Meters.Order(), reported.Order());
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public void A_whole_answer_is_reported_without_flags(string api)
    {
        Assert.NotEmpty(DialectSamples.Of(api));
        Assert.All(
            DialectSamples.Of(api),
            sample =>
            {
                UsageReport report = sample.Read();
                Assert.Equal(UsageSource.Provider, report.Source);
                Assert.Empty(report.Flags);
                Assert.NotEmpty(report.Quantities);
            }
        );
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public void A_count_that_is_none_never_changes_the_bill_in_silence(string api)
    {
        foreach (DialectSample sample in DialectSamples.Of(api))
        {
            string plain = Figures(sample.Read());
            foreach ((string path, Func<JsonNode?, string> replace) in DialectSamples.Places(sample.Json))
            {
                foreach (string value in Hostile.Where(value => !IsItsOwnKind(path, value)))
                {
                    UsageReport report = sample.Read(Inserted(replace, value));
                    bool silent = report.Flags.Count == 0 && report.Source == UsageSource.Provider;
                    Assert.False(
                        silent && Figures(report) != plain && !IsAList(path),
                        $"{api}: {value} at {path} gives {Figures(report)} in silence, instead of {plain}"
                    );
                    Assert.All(report.Quantities, quantity => Assert.True(quantity.Count > 0));
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public void A_count_that_is_null_or_gone_never_makes_a_call_free_in_silence(string api)
    {
        foreach (DialectSample sample in DialectSamples.Of(api))
        {
            foreach ((string path, Func<JsonNode?, string> replace) in DialectSamples.Places(sample.Json))
            {
                UsageReport report = sample.Read(replace(null));
                bool free = report.Source == UsageSource.None || report.Quantities.Count == 0;
                Assert.False(
                    free
                        && report.Flags.Count == 0
                        && api is not ("openai.moderations" or "azure.moderations" or "openai.realtime"),
                    $"{api}: null at {path} makes the call free"
                );
            }
        }
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public void Unknown_future_members_change_nothing(string api)
    {
        foreach (DialectSample sample in DialectSamples.Of(api))
        {
            string plain = Figures(sample.Read());
            JsonNode root = JsonNode.Parse(sample.Json)!;
            AddUnknownMembers(root);
            UsageReport report = sample.Read(root.ToJsonString());
            Assert.Equal(plain, Figures(report));
            Assert.Empty(report.Flags);
        }
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public void Text_that_spells_a_count_is_taken_as_the_count(string api)
    {
        foreach (DialectSample sample in DialectSamples.Of(api))
        {
            string plain = Figures(sample.Read());
            JsonNode root = JsonNode.Parse(sample.Json)!;
            SpellCounts(root);
            Assert.Equal(plain, Figures(sample.Read(root.ToJsonString())));
        }
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public void A_body_cut_anywhere_is_flagged_or_estimated(string api)
    {
        foreach (
            DialectSample sample in DialectSamples.Of(api).Where(sample => sample is { IsEvent: false, Facts: null })
        )
        {
            string json = sample.Json.Trim();
            for (int length = 0; length < json.Length; length++)
            {
                UsageReport report = sample.Read(json[..length]);
                Assert.True(report.Flags.Count > 0, $"{api}: cut to {length} bytes, nothing is flagged");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public void Deep_nesting_and_doubled_members_do_not_hide_the_usage_in_silence(string api)
    {
        string deep = string.Concat(Enumerable.Repeat("[", 200)) + string.Concat(Enumerable.Repeat("]", 200));
        foreach (DialectSample sample in DialectSamples.Of(api).Where(sample => sample.Facts is null))
        {
            string json = sample.Json.Trim();
            string plain = Figures(sample.Read());
            foreach (string nested in new[] { $"{{\"deep\":{deep},{json[1..]}", $"{json[..^1]},\"deep\":{deep}}}" })
            {
                UsageReport report = sample.Read(nested);
                Assert.True(report.Flags.Count > 0 || Figures(report) == plain, $"{api}: depth hides the usage");
            }

            UsageReport doubled = sample.Read($"{json[..^1]},{json[1..]}");
            Assert.True(doubled.Flags.Count > 0 || doubled.Quantities.Count > 0, $"{api}: doubled members are free");
        }
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public void No_bytes_make_a_reader_throw(string api)
    {
        string[] seeds =
        [
            .. Directory.GetFiles(TestData.Own("usage-fixtures")).Select(File.ReadAllText),
            .. DialectSamples.All.Select(sample => sample.Json),
        ];
        byte[][] names =
        [
            [],
            .. new[] { "message_delta", "response.completed", "metadata", "chunk", "message-end", "x.done" }.Select(
                Encoding.UTF8.GetBytes
            ),
        ];
        Gen<(int, int, int, int, int)> damages =
            from seed in Gen.Choose(0, seeds.Length - 1)
            from start in Gen.Choose(0, 1000)
            from length in Gen.Choose(0, 3000)
            from flips in Gen.Choose(0, 4)
            from name in Gen.Choose(0, names.Length - 1)
            select (seed, start, length, flips, name);
        Prop.ForAll(
                damages.ToArbitrary(),
                damage =>
                {
                    byte[] bytes = Damaged(seeds[damage.Item1], damage.Item2, damage.Item3, damage.Item4);
                    UsageReader reader = UsageReaders.Create(api, new("gpt-4o", false, []))!;
                    reader.ReadHeaders(_ => "12");
                    reader.ReadEvent(names[damage.Item5], bytes);
                    reader.ReadEvent(default, bytes);
                    reader.ReadBody(200, bytes);
                    return reader.Report(ended: false) is not null && reader.UnreportedOutput is not null;
                }
            )
            .QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Every_meter_has_a_unit()
    {
        string[] names =
        [
            .. typeof(Meters)
                .GetFields(BindingFlags.Public | BindingFlags.Static)
                .Select(field => (string)field.GetRawConstantValue()!),
        ];
        Assert.Equal(names.Order(), MeterUnits.All.Select(unit => unit.Name).Order());
        Assert.All(UsageReaders.All.SelectMany(dialect => dialect.Meters), meter => Assert.Contains(meter, names));
    }

    /// <summary>Without an item of a list of tools or searches there is one less: that is no error.</summary>
    private static bool IsAList(string path) =>
        path.StartsWith("$.output", StringComparison.Ordinal)
        || path.StartsWith("$.data", StringComparison.Ordinal)
        || path.StartsWith("$.predictions", StringComparison.Ordinal)
        || path.StartsWith("$.candidates", StringComparison.Ordinal)
            && !path.Contains("webSearch", StringComparison.Ordinal)
        || path.EndsWith("type", StringComparison.Ordinal)
        || path.EndsWith("modality", StringComparison.Ordinal)
        || path.EndsWith("ttl", StringComparison.Ordinal);

    /// <summary>An object of unknown members is like none; an empty query is not billed.</summary>
    private static bool IsItsOwnKind(string path, string value) =>
        value == "{\"a\":1}" && Objects.Any(name => path.EndsWith(name, StringComparison.Ordinal))
        || value == "\"\"" && path.Contains("webSearchQueries[", StringComparison.Ordinal);

    private static string Inserted(Func<JsonNode?, string> replace, string value) =>
        replace(JsonValue.Create("<here>")).Replace("\"\\u003Chere\\u003E\"", value, StringComparison.Ordinal);

    private static string Figures(UsageReport report) =>
        string.Join(' ', report.Quantities.Select(quantity => $"{quantity.Meter}={quantity.Count:0.####}").Order());

    private static byte[] Damaged(string seed, int start, int length, int flips)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(seed);
        int from = Math.Min(start, bytes.Length);
        byte[] damaged = bytes[from..Math.Min(bytes.Length, from + length)];
        for (int i = 0; i < flips && damaged.Length > 0; i++)
        {
            damaged[(start * 31 + i * 977) % damaged.Length] ^= (byte)(1 << (length + i) % 8);
        }

        return damaged;
    }

    private static void AddUnknownMembers(JsonNode node)
    {
        switch (node)
        {
            case JsonObject members:
                foreach (JsonNode child in members.Select(member => member.Value).OfType<JsonNode>().ToArray())
                {
                    AddUnknownMembers(child);
                }

                members.Add("a_future_member", JsonNode.Parse("""{"tokens":[1,{"x":-5}],"y":null}"""));
                break;
            case JsonArray items:
                foreach (JsonNode child in items.OfType<JsonNode>())
                {
                    AddUnknownMembers(child);
                }

                break;
        }
    }

    private static void SpellCounts(JsonNode node)
    {
        if (node is JsonValue value && value.GetValueKind() == System.Text.Json.JsonValueKind.Number)
        {
            string spelt = value.ToJsonString();
            value.ReplaceWith(spelt.EndsWith(".0", StringComparison.Ordinal) ? spelt[..^2] : spelt);
            return;
        }

        JsonNode[] inside = node switch
        {
            JsonObject members => [.. members.Select(member => member.Value).OfType<JsonNode>()],
            JsonArray items => [.. items.OfType<JsonNode>()],
            _ => [],
        };
        foreach (JsonNode child in inside)
        {
            SpellCounts(child);
        }
    }

    private static IEnumerable<PricingCase> Recorded(string api) =>
        Directory
            .GetFiles(TestData.Own("usage-fixtures"))
            .Select(PricingCase.Load)
            .Where(exchange => exchange.Api == api);
}
