using TokenLedger.Accounting.Json;

namespace TokenLedger.Gateway.Dialects;

/// <summary>
/// Asks for the usage of an OpenAI chat stream when the client did not: the one change ever made to a request body. It
/// is a splice of a few bytes; every other byte goes out as it came. What it adds to the stream is taken out again by
/// the relay.
/// </summary>
/// <param name="Start">Where bytes are replaced.</param>
/// <param name="Length">How many are replaced.</param>
/// <param name="Insertion">What stands there instead.</param>
public readonly record struct UsageInjection(int Start, int Length, byte[] Insertion)
{
    private static readonly byte[] s_member = "\"stream_options\":{\"include_usage\":true},"u8.ToArray();
    private static readonly byte[] s_object = "{\"include_usage\":true}"u8.ToArray();
    private static readonly byte[] s_flag = "\"include_usage\":true,"u8.ToArray();
    private static readonly byte[] s_onlyFlag = "\"include_usage\":true"u8.ToArray();
    private static readonly byte[] s_true = "true"u8.ToArray();

    /// <summary>The splice for a body, or null when none is needed or possible.</summary>
    public static UsageInjection? For(Route route, RequestReading reading, ReadOnlySpan<byte> body)
    {
        ArgumentNullException.ThrowIfNull(route);
        ArgumentNullException.ThrowIfNull(reading);
        bool chat = route.Api is "openai.chat" or "openai.completions" or "azure.chat" or "azure.completions";
        if (!chat || !reading.Streamed || reading.UsageAsked || !reading.IsObject)
        {
            return null;
        }

        if (reading.StreamOptions is not { } options)
        {
            return new(body.IndexOf((byte)'{') + 1, 0, s_member);
        }

        ReadOnlySpan<byte> value = body.Slice(options.Start, options.Length);
        if (value[0] != '{')
        {
            return new(options.Start, options.Length, s_object); // "stream_options": null
        }

        JsonSkimmer skimmer = new(value);
        bool any = false;
        while (skimmer.Next(out Member member))
        {
            any = true;
            if (skimmer.NameIs(member, "include_usage"u8))
            {
                return new(options.Start + member.ValueStart, member.ValueLength, s_true);
            }
        }

        return new(options.Start + 1, 0, any ? s_flag : s_onlyFlag);
    }
}
