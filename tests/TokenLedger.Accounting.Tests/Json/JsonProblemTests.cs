using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using TokenLedger.Accounting.Json;

namespace TokenLedger.Accounting.Tests.Json;

public sealed class JsonProblemTests
{
    private sealed record Part(string? Text);

    private sealed record Body
    {
        public string? Text { get; init; }
        public long? Whole { get; init; }
        public required decimal Number { get; init; }
        public bool Flag { get; init; }
        public DateTimeOffset? At { get; init; }
        public IReadOnlyList<string>? Texts { get; init; }
        public int[]? Numbers { get; init; }
        public Dictionary<string, string>? Tags { get; init; }
        public Part? Part { get; init; }
        public List<Part>? Parts { get; init; }
    }

    [Theory]
    [InlineData("""{"Text": 1}""", "$.Text", "a text")]
    [InlineData("""{"Whole": "x"}""", "$.Whole", "a whole number")]
    [InlineData("""{"Whole": 1.5}""", "$.Whole", "a whole number")]
    [InlineData("""{"Number": null}""", "$.Number", "a number")]
    [InlineData("""{"Flag": "yes"}""", "$.Flag", "true or false")]
    [InlineData("""{"At": "tomorrow"}""", "$.At", "an instant, like \"2026-01-01T00:00:00Z\"")]
    [InlineData("""{"Texts": "a"}""", "$.Texts", "a list")]
    [InlineData("""{"Texts": [1]}""", "$.Texts[0]", "a text")]
    [InlineData("""{"Numbers": {}}""", "$.Numbers", "a list")]
    [InlineData("""{"Tags": []}""", "$.Tags", "an object")]
    [InlineData("""{"Tags": {"a": 1}}""", "$.Tags.a", "a text")]
    [InlineData("""{"Part": "a"}""", "$.Part", "an object")]
    [InlineData("""{"Part": {"Text": 1}}""", "$.Part.Text", "a text")]
    [InlineData("""{"Parts": [{}, {"Text": []}]}""", "$.Parts[1].Text", "a text")]
    [InlineData("""[]""", "$", "an object")]
    public void A_value_of_another_kind_is_told_with_the_kind_it_must_be(string json, string path, string kind)
    {
        JsonTypeInfo body = JsonSerializerOptions.Default.GetTypeInfo(typeof(Body));
        JsonException wrong = Assert.Throws<JsonException>(() => JsonSerializer.Deserialize(json, body));

        Assert.StartsWith(
            $"The value of {path} must be {kind} (line 1, byte ",
            JsonProblem.Of(wrong, body),
            StringComparison.Ordinal
        );
        Assert.StartsWith($"The value of {path} is of another kind", JsonProblem.Of(wrong), StringComparison.Ordinal);
    }
}
