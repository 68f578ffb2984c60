using System.Globalization;
using System.Text;
using System.Text.Json;
using TokenLedger.Ledger.Entries;

namespace TokenLedger.Ledger.Tests.Entries;

public sealed class SharedTextsTests
{
    [Fact]
    public void A_text_that_comes_again_is_the_same_object() => Assert.Same(Read("\"gpt-4o\""), Read("\"gpt-4o\""));

    [Theory]
    [InlineData("\"\"", "")]
    [InlineData("\"a\\nb\"", "a\nb")]
    [InlineData("\"größe\"", "größe")]
    [InlineData("null", null)]
    public void Every_text_is_read_as_the_reader_reads_it(string json, string? text)
    {
        Assert.Equal(text, Read(json));
        Assert.Equal(text, Read(json));
    }

    [Fact]
    public void Texts_that_share_a_place_are_not_taken_for_each_other()
    {
        for (int round = 0; round < 2; round++)
        {
            for (int i = 0; i < 5_000; i++)
            {
                string text = i.ToString(CultureInfo.InvariantCulture);
                Assert.Equal(text, Read($"\"{text}\""));
            }
        }
    }

    private static string? Read(string text)
    {
        Utf8JsonReader json = new(Encoding.UTF8.GetBytes(text));
        json.Read();
        return SharedTexts.Read(ref json);
    }
}
