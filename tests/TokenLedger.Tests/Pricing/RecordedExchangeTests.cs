using System.CommandLine;
using System.Text.Json;
using TokenLedger.Commands;

namespace TokenLedger.Tests.Pricing;

/// <summary>All recorded exchanges through the command line: what it prints is exactly what each file expects.</summary>
public sealed class RecordedExchangeTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "data", "usage-fixtures");

    public static TheoryData<string> Cases =>
        [.. Directory.GetFiles(Folder).Select(path => Path.GetFileName(path)).Order()];

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task A_recorded_exchange_is_printed_with_exactly_its_expected_bill(string name)
    {
        string path = Path.Combine(Folder, name);
        JsonElement expect = Load(path).GetProperty("expect");
        JsonElement printed = Assert.Single(await PriceAsync(path, "--json"));
        foreach (string member in new[] { "model", "served_model", "usage_source", "total_usd" })
        {
            Assert.Equal(Text(expect, member), Text(printed, member));
        }

        Assert.Equal(Text(expect, "cost_basis") ?? "computed", Text(printed, "cost_basis"));
        if (expect.TryGetProperty("provider_cost_usd", out JsonElement stated))
        {
            Assert.Equal(stated.GetString(), Text(printed, "provider_cost_usd"));
        }

        if (expect.TryGetProperty("known_usd", out JsonElement known))
        {
            Assert.Equal(known.GetString(), Text(printed, "known_usd"));
        }

        Assert.Equal(Sorted(expect.GetProperty("flags")), Sorted(printed.GetProperty("flags")));
        Assert.Equal(Members(expect.GetProperty("conditions")), Members(printed.GetProperty("conditions")));
        Assert.Equal(Lines(expect), Lines(printed));
    }

    [Fact]
    public async Task The_whole_folder_is_priced_in_order_of_name()
    {
        List<JsonElement> lines = await PriceAsync(Folder, "--json");
        Assert.Equal(99, lines.Count);
        Assert.Equal(
            Cases.Select(name => Path.GetFileNameWithoutExtension((string)name)),
            lines.Select(line => Text(line, "id"))
        );
    }

    [Fact]
    public async Task A_fact_on_the_command_line_goes_before_the_one_on_file()
    {
        string path = Path.Combine(Folder, "azure-01-deployment.json");
        JsonElement line = Assert.Single(await PriceAsync(path, "--json", "--attr", "deployment=data_zone"));
        Assert.Equal("0.005467", Text(line, "total_usd"));
    }

    private static async Task<List<JsonElement>> PriceAsync(params string[] arguments)
    {
        using StringWriter output = new();
        using StringWriter error = new();
        int exit = await PriceCommand
            .Create()
            .Parse(arguments)
            .InvokeAsync(
                new InvocationConfiguration { Output = output, Error = error },
                TestContext.Current.CancellationToken
            );
        Assert.Equal((0, ""), (exit, error.ToString()));
        return
        [
            .. output
                .ToString()
                .Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => JsonDocument.Parse(line).RootElement),
        ];
    }

    private static JsonElement Load(string path) => JsonDocument.Parse(File.ReadAllBytes(path)).RootElement;

    private static IEnumerable<string?> Sorted(JsonElement texts) =>
        texts.EnumerateArray().Select(text => text.GetString()).Order();

    private static IEnumerable<string> Members(JsonElement facts) =>
        facts.EnumerateObject().Select(fact => $"{fact.Name}={fact.Value}").Order();

    private static IEnumerable<string> Lines(JsonElement bill) =>
        bill.GetProperty("lines").EnumerateArray().Select(Line).Order();

    private static string Line(JsonElement line) =>
        string.Join(
            ' ',
            Text(line, "meter"),
            Text(line, "quantity"),
            Text(line, "rate"),
            line.TryGetProperty("per", out JsonElement per) ? per.ToString() : "",
            Text(line, "usd"),
            Text(line, "priced_as"),
            Text(line, "billed_quantity"),
            line.TryGetProperty("multipliers", out JsonElement factors)
                ? string.Join(',', factors.EnumerateArray().Select(factor => factor.GetString()))
                : ""
        );

    private static string? Text(JsonElement owner, string name) =>
        owner.TryGetProperty(name, out JsonElement value) ? value.GetString() : null;
}
