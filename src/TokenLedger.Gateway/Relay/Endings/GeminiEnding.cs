using System.Text.Json.Nodes;

namespace TokenLedger.Gateway.Relay.Endings;

/// <summary>
/// Gemini's streams: a last chunk with <c>finishReason</c> "MAX_TOKENS" and the usage; in an array also the bracket
/// (https://ai.google.dev/api/generate-content#FinishReason).
/// </summary>
/// <param name="inArray">Whether the chunks are the elements of one array.</param>
internal sealed class GeminiEnding(bool inArray) : StreamEnding
{
    private byte[]? _first;
    private bool _finished;

    /// <inheritdoc/>
    public override void See(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data)
    {
        _first ??= data.ToArray();
        _finished |= data.IndexOf("\"finishReason\""u8) >= 0;
    }

    /// <inheritdoc/>
    public override byte[] Write(EndingFacts facts)
    {
        if (_finished)
        {
            return inArray ? "]"u8.ToArray() : [];
        }

        JsonObject first = EndingJson.Read(_first);
        JsonObject chunk = new()
        {
            ["candidates"] = new JsonArray(
                new JsonObject
                {
                    ["content"] = new JsonObject
                    {
                        ["parts"] = new JsonArray(new JsonObject { ["text"] = "" }),
                        ["role"] = "model",
                    },
                    ["finishReason"] = "MAX_TOKENS",
                    ["index"] = 0,
                }
            ),
            ["usageMetadata"] = new JsonObject
            {
                ["promptTokenCount"] = facts.InputTokens,
                ["candidatesTokenCount"] = facts.OutputTokens,
                ["totalTokenCount"] = facts.InputTokens + facts.OutputTokens,
            },
            ["modelVersion"] = EndingJson.Copy(first, "modelVersion") ?? facts.Model,
            ["responseId"] = EndingJson.Copy(first, "responseId") ?? facts.Call.ToString("N"),
        };
        string text = inArray
            ? $"{(_first is null ? "[" : ",\n")}{EndingJson.Text(chunk)}\n]"
            : $"data: {EndingJson.Text(chunk)}\r\n\r\n";
        return EndingJson.Bytes(text);
    }
}
