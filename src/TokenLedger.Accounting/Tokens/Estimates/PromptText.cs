using System.Text.Json;
using TokenLedger.Accounting.Json;

namespace TokenLedger.Accounting.Tokens;

/// <summary>Adds up the tokens of what a model reads of a request body.</summary>
internal sealed class PromptText(string provider, string? model, TokenCounter counter)
{
    /// <summary>Bytes counted of one body; what is beyond is taken at four a token.</summary>
    private const int MostCounted = 1024 * 1024;

    private const int BytesPerToken = 4;

    private readonly MediaTokens media = new(provider, model);
    private TextMix mix;
    private int counted;
    private long tokens;
    private long beyond;

    /// <summary>Messages so far.</summary>
    public long Messages { get; private set; }

    /// <summary>The texts so far, as the model's family counts them, and the images and files among them.</summary>
    public TokenEstimate Total =>
        counter.Estimate(tokens, mix) + TokenEstimate.Within(counter.Estimate(beyond, mix).Tokens, 100) + media.Total;

    /// <summary>Adds a list of messages, or one text that stands for a single message.</summary>
    public void AddMessages(ReadOnlySpan<byte> json)
    {
        if (json is not [(byte)'[', ..])
        {
            AddMessage(json);
            return;
        }

        Walk(json, isList: true);
    }

    /// <summary>Adds a value that is one message, such as a system prompt.</summary>
    public void AddMessage(ReadOnlySpan<byte> json)
    {
        long before = tokens + beyond;
        Walk(json, isList: false);
        Messages += tokens + beyond > before ? 1 : 0;
    }

    /// <summary>Adds every text the model reads inside a value.</summary>
    public void AddTexts(ReadOnlySpan<byte> json) => Walk(json, isList: false);

    private void Walk(ReadOnlySpan<byte> json, bool isList)
    {
        try
        {
            Utf8JsonReader reader = new(json, new JsonReaderOptions { MaxDepth = JsonSkimmer.MaxDepth });
            while (reader.Read())
            {
                Messages += isList && reader is { TokenType: JsonTokenType.StartObject, CurrentDepth: 1 } ? 1 : 0;
                AddToken(ref reader, json, isList && reader.CurrentDepth == 2);
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // An estimate of what can be read is all there can be.
        }
    }

    private void AddToken(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, bool ofMessage)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.String:
                AddText(ref reader);
                break;
            case JsonTokenType.Number or JsonTokenType.True or JsonTokenType.False:
                tokens++; // ids of an embedding's input, or a tool's arguments
                break;
            case JsonTokenType.StartObject:
                media.Forget();
                break;
            case JsonTokenType.PropertyName when MediaTokens.IsMedia(ref reader) || reader.ValueTextEquals("detail"u8):
                AddMedia(ref reader, json);
                break;
            case JsonTokenType.PropertyName when ofMessage && reader.ValueTextEquals("name"u8):
                tokens += PromptEstimate.PerName;
                break;
            case JsonTokenType.PropertyName
                when !(ofMessage && reader.ValueTextEquals("role"u8)) && !IsRead(ref reader):
                reader.Skip();
                break;
            default:
                break;
        }
    }

    private void AddMedia(ref Utf8JsonReader reader, ReadOnlySpan<byte> json)
    {
        bool isDetail = reader.ValueTextEquals("detail"u8);
        reader.Read();
        int start = (int)reader.TokenStartIndex;
        reader.Skip();
        ReadOnlySpan<byte> value = json[start..(int)reader.BytesConsumed];
        if (isDetail)
        {
            media.Detail(value);
        }
        else
        {
            media.Add(value);
        }
    }

    /// <summary>Whether a member's texts are the model's to read; "content" and the like are, ids and kinds are not.</summary>
    private static bool IsRead(ref Utf8JsonReader reader) =>
        !reader.ValueTextEquals("type"u8)
        && !reader.ValueTextEquals("role"u8)
        && !reader.ValueTextEquals("id"u8)
        && !reader.ValueTextEquals("call_id"u8)
        && !reader.ValueTextEquals("tool_call_id"u8)
        && !reader.ValueTextEquals("tool_use_id"u8)
        && !reader.ValueTextEquals("toolUseId"u8)
        && !reader.ValueTextEquals("status"u8)
        && !reader.ValueTextEquals("signature"u8)
        && !reader.ValueTextEquals("thoughtSignature"u8)
        && !reader.ValueTextEquals("encrypted_content"u8)
        && !reader.ValueTextEquals("cache_control"u8)
        && !reader.ValueTextEquals("cachePoint"u8)
        && !reader.ValueTextEquals("model"u8);

    private void AddText(ref Utf8JsonReader reader)
    {
        ReadOnlySpan<byte> text = reader.ValueSpan;
        int room = Math.Max(0, MostCounted - counted);
        if (text.Length > room)
        {
            beyond += (text.Length - room + BytesPerToken - 1) / BytesPerToken;
            text = text[..room];
        }

        counted += text.Length;
        if (reader.ValueIsEscaped)
        {
            string plain = EscapedText.Plain(text);
            mix.Add(plain);
            tokens += counter.Encoding.Count(plain);
        }
        else
        {
            mix.Add(text);
            tokens += counter.Encoding.Count(text);
        }
    }
}
