using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using TokenLedger.Accounting.Json;

namespace TokenLedger.Accounting.Tests.Json;

public sealed class JsonSkimmerTests
{
    [Fact]
    public void It_agrees_with_a_full_parser_on_every_object()
    {
        Prop.ForAll(
                Objects().ToArbitrary(),
                text =>
                {
                    byte[] json = Encoding.UTF8.GetBytes(text);
                    using JsonDocument document = JsonDocument.Parse(json);
                    JsonSkimmer skimmer = new(json);
                    foreach (JsonProperty property in document.RootElement.EnumerateObject())
                    {
                        if (
                            !skimmer.Next(out Member member)
                            || !skimmer.NameIs(member, Encoding.UTF8.GetBytes(property.Name))
                            || member.Kind != property.Value.ValueKind
                            || Encoding.UTF8.GetString(skimmer.Value(member)) != property.Value.GetRawText()
                        )
                        {
                            return false;
                        }
                    }

                    return !skimmer.Next(out _) && skimmer.IsComplete && !skimmer.Malformed;
                }
            )
            .QuickCheckThrowOnFailure();
    }

    [Fact]
    public void An_object_cut_anywhere_is_malformed_and_never_complete()
    {
        Prop.ForAll(
                Objects().ToArbitrary(),
                Gen.Choose(0, 10_000).ToArbitrary(),
                (text, at) =>
                {
                    byte[] json = Encoding.UTF8.GetBytes(text.TrimEnd());
                    JsonSkimmer skimmer = new(json.AsSpan(0, at % json.Length));
                    while (skimmer.Next(out _)) { }

                    return skimmer.Malformed && !skimmer.IsComplete;
                }
            )
            .QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Random_bytes_never_make_it_throw()
    {
        Random random = new(3);
        byte[] alphabet = "{}[]\",:\\ 1-etrufalsn\n"u8.ToArray();
        for (int i = 0; i < 20_000; i++)
        {
            byte[] bytes = new byte[random.Next(24)];
            for (int j = 0; j < bytes.Length; j++)
            {
                bytes[j] = alphabet[random.Next(alphabet.Length)];
            }

            JsonSkimmer skimmer = new(bytes);
            while (skimmer.Next(out Member member))
            {
                Assert.InRange(member.ValueStart + member.ValueLength, 1, bytes.Length);
                _ = skimmer.NameIs(member, "e"u8);
            }

            Assert.NotEqual(skimmer.IsComplete, skimmer.Malformed);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{\"a\":1}x")]
    [InlineData("{\"a\":1,}")]
    [InlineData("{\"a\":[}]}")]
    [InlineData("{\"a\":tru}")]
    [InlineData("{\"a\":01}")]
    [InlineData("{\"a\" 1}")]
    [InlineData("{,\"a\":1}")]
    public void What_is_not_one_object_is_malformed(string text)
    {
        JsonSkimmer skimmer = new(Encoding.UTF8.GetBytes(text));
        while (skimmer.Next(out _)) { }

        Assert.True(skimmer.Malformed);
    }

    [Fact]
    public void Nesting_is_followed_to_its_limit_and_refused_beyond()
    {
        Assert.True(IsComplete(JsonSkimmer.MaxDepth));
        Assert.False(IsComplete(JsonSkimmer.MaxDepth + 1));

        static bool IsComplete(int depth)
        {
            JsonSkimmer skimmer = new(
                Encoding.UTF8.GetBytes($"{{\"a\":{new string('[', depth)}{new string(']', depth)}}}")
            );
            while (skimmer.Next(out _)) { }

            return skimmer.IsComplete;
        }
    }

    [Fact]
    public void A_name_is_recognised_through_its_escapes()
    {
        byte[] json = """{"mod\u0065l":"x"}"""u8.ToArray();
        JsonSkimmer skimmer = new(json);
        Assert.True(skimmer.Next(out Member member));
        Assert.True(skimmer.NameIs(member, "model"u8));
        Assert.False(skimmer.NameIs(member, "modal"u8));
    }

    internal static Gen<string> Objects() => Gen.Sized(size => Object(Math.Min(4, size)));

    private static Gen<string> Object(int depth) =>
        from count in Gen.Choose(0, 5)
        from names in Texts().ListOf(count)
        from values in Value(depth).ListOf(count)
        from space in Space()
        select space
            + "{"
            + string.Join(",", names.Zip(values, (name, value) => $"{space}{name}{space}:{space}{value}{space}"))
            + "}"
            + space;

    private static Gen<string> Value(int depth)
    {
        Gen<string> plain = Gen.OneOf(
            Texts(),
            Gen.Elements("0", "-1.5e+10", "12345678901234567890", "true", "false", "null"),
            Gen.Choose(-1000, 1000).Select(number => number.ToString(System.Globalization.CultureInfo.InvariantCulture))
        );
        if (depth == 0)
        {
            return plain;
        }

        Gen<string> array =
            from count in Gen.Choose(0, 4)
            from items in Value(depth - 1).ListOf(count)
            select "[" + string.Join(" , ", items) + "]";
        return Gen.OneOf(plain, Object(depth - 1).Select(text => text.Trim()), array);
    }

    private static Gen<string> Texts() =>
        Gen.Elements("a", "model", "\\\"", "\\\\", "\\u00e9", "\\n", "{", "}", "[", "]", ",", ":", "ü", "😀", " ")
            .ListOf()
            .Select(parts => "\"" + string.Concat(parts) + "\"");

    private static Gen<string> Space() => Gen.Elements("", " ", "\n\t", "\r\n  ");
}
