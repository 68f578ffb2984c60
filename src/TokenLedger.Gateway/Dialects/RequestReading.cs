using System.Globalization;
using System.Text;
using TokenLedger.Accounting.Json;

namespace TokenLedger.Gateway.Dialects;

/// <summary>What the gateway needs to know of a request body. The body itself is never changed by reading it.</summary>
public sealed record RequestReading
{
    /// <summary>Most answers a request is believed to ask for.</summary>
    private const int MostChoices = 128;

    /// <summary>A body that says nothing, or that is no JSON object.</summary>
    public static RequestReading Nothing { get; } = new();

    /// <summary>The model asked for.</summary>
    public string? Model { get; init; }

    /// <summary>Whether a stream is asked for.</summary>
    public bool Streamed { get; init; }

    /// <summary>Most output tokens the caller allows; null when it sets no limit.</summary>
    public long? MaxOutputTokens { get; init; }

    /// <summary>Answers asked for at once (OpenAI's "n"), at least 1.</summary>
    public int Choices { get; init; } = 1;

    /// <summary>Tools offered to the model; null when the request has no "tools".</summary>
    public int? ToolsOffered { get; init; }

    /// <summary>The end user named in the body.</summary>
    public string? User { get; init; }

    /// <summary>The session named in the body (inside Claude Code's metadata, or Codex's cache key).</summary>
    public string? Session { get; init; }

    /// <summary>Facts that bear on the price, as asked for; the response overrides them.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Conditions { get; init; } = [];

    /// <summary>Whether the stream's usage is asked for (stream_options.include_usage).</summary>
    public bool UsageAsked { get; init; }

    /// <summary>Where stream_options stands in the body; null when absent.</summary>
    public (int Start, int Length)? StreamOptions { get; init; }

    /// <summary>Where the conversation stands in the body: its messages, or the prompt as a text; null when absent.</summary>
    public (int Start, int Length)? Conversation { get; init; }

    /// <summary>Whether the body is a complete JSON object.</summary>
    public bool IsObject { get; init; }

    /// <summary>
    /// Skims a body of any size: strings are skipped by vector instructions and only the members of interest are read.
    /// A malformed body gives what was readable before the fault.
    /// </summary>
    public static RequestReading Read(ReadOnlySpan<byte> body)
    {
        JsonSkimmer skimmer = new(body);
        RequestReading reading = Nothing;
        while (skimmer.Next(out Member member))
        {
            ReadOnlySpan<byte> name = JsonMembers.Name(body, member);
            ReadOnlySpan<byte> value = body.Slice(member.ValueStart, member.ValueLength);
            reading = reading.With(name, value, member.ValueStart);
        }

        return skimmer.Malformed ? reading : reading with { IsObject = true };
    }

    /// <summary>What a multipart form says.</summary>
    public static RequestReading Read(IReadOnlyDictionary<string, string> form) =>
        Nothing with
        {
            Model = form.GetValueOrDefault("model"),
            Streamed = form.GetValueOrDefault("stream") is "true" or "True" or "1",
            User = form.GetValueOrDefault("user"),
            Choices = Math.Clamp(
                int.TryParse(form.GetValueOrDefault("n"), NumberStyles.None, CultureInfo.InvariantCulture, out int n)
                    ? n
                    : 1,
                1,
                MostChoices
            ),
        };

    private RequestReading With(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, int start)
    {
        if (name.SequenceEqual("model"u8))
        {
            return this with { Model = JsonMembers.Text(value) };
        }

        if (name.SequenceEqual("stream"u8))
        {
            return this with { Streamed = value.SequenceEqual("true"u8) };
        }

        if (
            name.SequenceEqual("max_tokens"u8)
            || name.SequenceEqual("max_completion_tokens"u8)
            || name.SequenceEqual("max_output_tokens"u8)
        )
        {
            return this with { MaxOutputTokens = JsonMembers.Whole(value) ?? MaxOutputTokens };
        }

        if (name.SequenceEqual("stream_options"u8))
        {
            return this with { StreamOptions = (start, value.Length), UsageAsked = AsksForUsage(value) };
        }

        if (name.SequenceEqual("n"u8))
        {
            return this with { Choices = (int)Math.Clamp(JsonMembers.Whole(value) ?? 1, 1, MostChoices) };
        }

        if (name.SequenceEqual("tools"u8))
        {
            return this with { ToolsOffered = JsonMembers.Count(value) };
        }

        if (
            name.SequenceEqual("service_tier"u8)
            || name.SequenceEqual("speed"u8)
            || name.SequenceEqual("inference_geo"u8)
        )
        {
            return JsonMembers.Text(value) is { Length: > 0 and <= 64 } fact and not "auto"
                ? this with
                {
                    Conditions = [.. Conditions, new(Encoding.UTF8.GetString(name), fact)],
                }
                : this;
        }

        if (name.SequenceEqual("user"u8) || name.SequenceEqual("safety_identifier"u8))
        {
            return this with { User = User ?? JsonMembers.Text(value) };
        }

        if (name.SequenceEqual("prompt_cache_key"u8))
        {
            return this with { Session = Session ?? JsonMembers.Text(value) };
        }

        if (name.SequenceEqual("messages"u8) || name.SequenceEqual("input"u8))
        {
            return this with { Conversation = (start, value.Length) };
        }

        if (name.SequenceEqual("prompt"u8) || name.SequenceEqual("message"u8))
        {
            return this with { Conversation = Conversation ?? (start, value.Length) };
        }

        return name.SequenceEqual("metadata"u8) ? WithMetadata(value) : this;
    }

    /// <summary>
    /// Anthropic's metadata.user_id. Claude Code puts a JSON text with a session into it
    /// ({"device_id", "account_uuid", "session_id"}).
    /// </summary>
    private RequestReading WithMetadata(ReadOnlySpan<byte> metadata)
    {
        if (JsonMembers.Text(JsonMembers.Find(metadata, "user_id"u8)) is not { Length: > 0 } user)
        {
            return this;
        }

        if (user[0] != '{')
        {
            return this with { User = User ?? user };
        }

        byte[] nested = Encoding.UTF8.GetBytes(user);
        return this with
        {
            User = User ?? JsonMembers.Text(JsonMembers.Find(nested, "account_uuid"u8)),
            Session = Session ?? JsonMembers.Text(JsonMembers.Find(nested, "session_id"u8)),
        };
    }

    private static bool AsksForUsage(ReadOnlySpan<byte> streamOptions) =>
        JsonMembers.Find(streamOptions, "include_usage"u8).SequenceEqual("true"u8);
}
