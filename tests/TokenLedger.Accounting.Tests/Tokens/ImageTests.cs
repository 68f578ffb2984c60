using TokenLedger.Accounting.Tokens;

namespace TokenLedger.Accounting.Tests.Tokens;

public sealed class ImageTests
{
    public static TheoryData<string, byte[]> Heads =>
        new()
        {
            { "png", Images.Png(640, 480) },
            { "gif", Images.Gif(640, 480) },
            { "jpeg", Images.Jpeg(640, 480, 60_000) },
            { "webp lossy", Images.WebP("VP8 ", 640, 480) },
            { "webp lossless", Images.WebP("VP8L", 640, 480) },
            { "webp extended", Images.WebP("VP8X", 640, 480) },
        };

    [Theory]
    [MemberData(nameof(Heads))]
    public void An_image_s_size_is_read_from_its_head_and_from_no_part_of_it(string kind, byte[] file)
    {
        Assert.Equal(new ImageSize(640, 480), ImageSize.Read(file));
        for (int length = 0; length < 10; length++)
        {
            Assert.True(ImageSize.Read(file.AsSpan(0, length)) is null, $"{kind} of {length} bytes");
        }
    }

    [Theory]
    [InlineData("gpt-4o", 1024, 1024, 765)]
    [InlineData("gpt-4o", 2048, 4096, 1105)]
    [InlineData("gpt-4o-mini", 1024, 1024, 2833 + 4 * 5667)]
    [InlineData("gpt-5-2025-08-07", 1024, 1024, 70 + 4 * 140)]
    [InlineData("o3", 512, 512, 225)]
    [InlineData("gpt-4.1-mini", 1024, 1024, 1659)]
    [InlineData("gpt-4.1-mini", 1800, 2400, 2353)]
    [InlineData("gpt-4.1-nano", 32, 32, 3)]
    public void OpenAI_s_own_examples_come_out(string model, int width, int height, long tokens) =>
        Assert.Equal(tokens, ImageTokens.Of("openai", model, new ImageSize(width, height), low: false).Tokens);

    [Theory]
    [InlineData("claude-sonnet-4-5", 1000, 1000, 1296)]
    [InlineData("claude-sonnet-4-5", 28, 28, 1)]
    [InlineData("claude-sonnet-4-5", 4000, 4000, 1568)]
    [InlineData("claude-opus-4-8", 4000, 4000, 4784)]
    public void Claude_s_patches_are_counted_up_to_the_model_s_limit(
        string model,
        int width,
        int height,
        long tokens
    ) =>
        Assert.InRange(
            ImageTokens.Of("anthropic", model, new ImageSize(width, height), low: false).Tokens,
            tokens * 97 / 100,
            tokens
        );

    [Theory]
    [InlineData("gemini-2.5-flash", 384, 384, 258)]
    [InlineData("gemini-2.5-flash", 960, 540, 6 * 258)]
    [InlineData("gemini-2.5-pro", 768, 769, 4 * 258)]
    [InlineData("gemini-3-pro-preview", 100, 100, 1120)]
    public void Gemini_s_tiles_are_counted(string model, int width, int height, long tokens) =>
        Assert.Equal(tokens, ImageTokens.Of("google", model, new ImageSize(width, height), low: false).Tokens);

    [Theory]
    [InlineData("openai", "gpt-4o")]
    [InlineData("openai", "gpt-4.1-mini")]
    [InlineData("openai", "gpt-9")]
    [InlineData("anthropic", "claude-opus-5")]
    [InlineData("google", "gemini-2.5-pro")]
    public void Extreme_sizes_cost_a_bounded_positive_number(string provider, string model)
    {
        foreach (int width in (int[])[1, 31, 33, 5_000, 100_000])
        {
            foreach (int height in (int[])[1, 27, 999, 100_000])
            {
                TokenEstimate cost = ImageTokens.Of(provider, model, new ImageSize(width, height), low: false);
                Assert.InRange(cost.Tokens, 1, 50_000_000);
            }
        }
    }
}
