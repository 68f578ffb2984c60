using System.Text;
using System.Text.Json;

namespace TokenLedger.Accounting.Tokens;

/// <summary>Adds up the tokens of the texts that a model reads of a request body.</summary>
internal sealed class PromptText(TokenCounter counter)
{
    /// <summary>Characters counted of one body; what is beyond is taken at four characters a token.</summary>
    private const int MaxCounted = 1024 * 1024;

    private int counted;

    /// <summary>Tokens of the texts so far.</summary>
    public long Tokens { get; private set; }

    /// <summary>Messages so far.</summary>
    public long Messages { get; private set; }

    /// <summary>Images, files and sounds so far.</summary>
    public long MediaParts { get; private set; }

    /// <summary>Adds a list of messages, or one text that stands for a single message.</summary>
    public void AddMessages(ReadOnlySpan<byte> json)
    {
        try
        {
            Utf8JsonReader reader = new(json, new JsonReaderOptions { MaxDepth = Json.JsonSkimmer.MaxDepth });
            reader.Read();
            if (reader.TokenType != JsonTokenType.StartArray)
            {
                AddTexts(json);
                return;
            }

            int depth = reader.CurrentDepth + 1;
            while (reader.Read())
            {
                if (reader.TokenType == JsonTokenType.StartObject && reader.CurrentDepth == depth)
                {
                    Messages++;
                }

                AddToken(ref reader);
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // An estimate of what can be read is all there can be.
        }
    }

    /// <summary>Adds every text the model reads inside a value.</summary>
    public void AddTexts(ReadOnlySpan<byte> json)
    {
        try
        {
            Utf8JsonReader reader = new(json, new JsonReaderOptions { MaxDepth = Json.JsonSkimmer.MaxDepth });
            while (reader.Read())
            {
                AddToken(ref reader);
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // As above.
        }
    }

    /// <summary>Adds a value as it is written: tool definitions reach the model in a form close to their JSON.</summary>
    public void AddRaw(ReadOnlySpan<byte> json) => Add(Encoding.UTF8.GetString(json));

    private void AddToken(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.String)
        {
            Add(reader.GetString()!);
        }
        else if (reader.TokenType == JsonTokenType.PropertyName)
        {
            if (IsMedia(ref reader))
            {
                MediaParts++;
                reader.Skip();
            }
            else if (!IsRead(ref reader))
            {
                reader.Skip();
            }
        }
    }

    private static bool IsMedia(ref Utf8JsonReader reader) =>
        reader.ValueTextEquals("image_url"u8)
        || reader.ValueTextEquals("input_audio"u8)
        || reader.ValueTextEquals("source"u8)
        || reader.ValueTextEquals("file"u8)
        || reader.ValueTextEquals("file_data"u8);

    /// <summary>Whether a member's texts are the model's to read; "content" and the like are, ids and kinds are not.</summary>
    private static bool IsRead(ref Utf8JsonReader reader) =>
        !reader.ValueTextEquals("type"u8)
        && !reader.ValueTextEquals("role"u8)
        && !reader.ValueTextEquals("id"u8)
        && !reader.ValueTextEquals("call_id"u8)
        && !reader.ValueTextEquals("tool_call_id"u8)
        && !reader.ValueTextEquals("tool_use_id"u8)
        && !reader.ValueTextEquals("status"u8)
        && !reader.ValueTextEquals("signature"u8)
        && !reader.ValueTextEquals("encrypted_content"u8)
        && !reader.ValueTextEquals("cache_control"u8)
        && !reader.ValueTextEquals("detail"u8);

    private void Add(string text)
    {
        int room = Math.Max(0, MaxCounted - counted);
        if (text.Length > room)
        {
            Tokens += (text.Length - room + 3) / 4;
            text = text[..room];
        }

        counted += text.Length;
        Tokens += counter.Count(text);
    }
}
