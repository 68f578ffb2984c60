using System.Text;
using System.Text.Json.Nodes;
using TokenLedger.Gateway.Dialects;

namespace TokenLedger.Gateway.Relay.Endings;

/// <summary>
/// Cohere's chat streams: the open part ends, and <c>message-end</c> says "MAX_TOKENS"
/// (https://docs.cohere.com/reference/chat-stream).
/// </summary>
internal sealed class CohereEnding : StreamEnding
{
    private string? _open;
    private long _index;

    /// <inheritdoc/>
    public override void See(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data)
    {
        if (name.EndsWith("-start"u8) && !name.StartsWith("message"u8))
        {
            _open = Encoding.UTF8.GetString(name[..^"-start".Length]);
            _index = JsonMembers.Whole(JsonMembers.Find(data, "index"u8)) ?? 0;
        }
        else if (name.EndsWith("-end"u8))
        {
            _open = null;
        }
    }

    /// <inheritdoc/>
    public override byte[] Write(EndingFacts facts)
    {
        string closing = _open is null
            ? ""
            : EndingJson.Event(_open + "-end", new JsonObject { ["type"] = _open + "-end", ["index"] = _index });
        JsonObject end = new()
        {
            ["type"] = "message-end",
            ["delta"] = new JsonObject
            {
                ["finish_reason"] = "MAX_TOKENS",
                ["usage"] = new JsonObject { ["billed_units"] = Units(facts), ["tokens"] = Units(facts) },
            },
        };
        return EndingJson.Bytes(closing + EndingJson.Event("message-end", end));
    }

    /// <summary>Tokens as Cohere counts them.</summary>
    public static JsonObject Units(EndingFacts facts) =>
        new() { ["input_tokens"] = facts.InputTokens, ["output_tokens"] = facts.OutputTokens };
}
