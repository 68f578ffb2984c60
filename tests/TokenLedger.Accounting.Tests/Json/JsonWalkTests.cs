using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using TokenLedger.Accounting.Json;

namespace TokenLedger.Accounting.Tests.Json;

/// <summary>Every member of a body is gone through, and none that a full parser would not see.</summary>
public sealed class JsonWalkTests
{
    [Fact]
    public void It_agrees_with_a_full_parser_on_every_member()
    {
        Prop.ForAll(
                JsonSkimmerTests.Objects().ToArbitrary(),
                text =>
                    Walked(text)!.SequenceEqual(Read(text)!)
                    && Walked(text, skipped: "a")!.SequenceEqual(Read(text, skipped: "a")!)
            )
            .QuickCheckThrowOnFailure();
    }

    [Fact]
    public void It_refuses_what_a_full_parser_refuses_outside_texts()
    {
        Random random = new(11);
        string[] parts =
        [
            "{",
            "}",
            "[",
            "]",
            ",",
            ":",
            "\"a\"",
            "\"\\\"\"",
            " ",
            "1",
            "-",
            "0",
            ".5",
            "e3",
            "true",
            "null",
            "'",
            "/",
        ];
        int sound = 0;
        for (int i = 0; i < 200_000; i++)
        {
            string text =
                "{" + string.Concat(Enumerable.Range(0, random.Next(12)).Select(_ => parts[random.Next(parts.Length)]));
            Assert.Equal(Read(text), Walked(text));
            sound += Read(text) is null ? 0 : 1;
        }

        Assert.InRange(sound, 100, 100_000);
    }

    [Fact]
    public void Nesting_is_followed_to_its_limit_and_refused_beyond()
    {
        Assert.NotNull(Walked(Nested(JsonSkimmer.MaxDepth)));
        Assert.Null(Walked(Nested(JsonSkimmer.MaxDepth + 1)));

        static string Nested(int depth) => $"{{\"a\":{new string('[', depth)}{new string(']', depth)}}}";
    }

    [Theory]
    [InlineData("model", "model")]
    [InlineData("mod\\u0065l", "model")]
    [InlineData("\\\"\\\\", "\"\\")]
    [InlineData("a name that is far too long", "")]
    public void A_name_is_told_as_it_is_meant_or_not_at_all(string written, string meant)
    {
        Assert.Equal(meant, JsonWalk.Meant(Encoding.UTF8.GetBytes(written), stackalloc char[10]).ToString());
    }

    private static List<string>? Walked(string text, string? skipped = null)
    {
        List<string> members = [];
        JsonWalk walk = new(Encoding.UTF8.GetBytes(text));
        while (walk.Next())
        {
            string name = Encoding.UTF8.GetString(walk.Name);
            members.Add($"{walk.Depth} {name} {(char)walk.First} {Encoding.UTF8.GetString(walk.Text)}");
            if (name == skipped)
            {
                walk.Skip();
            }
        }

        return walk.Malformed ? null : members;
    }

    private static List<string>? Read(string text, string? skipped = null)
    {
        List<string> members = [];
        Utf8JsonReader json = new(Encoding.UTF8.GetBytes(text));
        try
        {
            while (json.Read())
            {
                if (json.TokenType != JsonTokenType.PropertyName)
                {
                    continue;
                }

                string name = Encoding.UTF8.GetString(json.ValueSpan);
                int depth = json.CurrentDepth;
                json.Read();
                char first = json.TokenType == JsonTokenType.String ? '"' : (char)json.ValueSpan[0];
                string value = first == '"' ? Encoding.UTF8.GetString(json.ValueSpan) : "";
                members.Add($"{depth} {name} {first} {value}");
                if (name == skipped)
                {
                    json.Skip();
                }
            }
        }
        catch (JsonException)
        {
            return null;
        }

        return members;
    }
}
