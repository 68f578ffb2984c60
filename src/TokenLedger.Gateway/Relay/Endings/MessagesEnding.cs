using System.Text;
using System.Text.Json.Nodes;
using TokenLedger.Gateway.Dialects;

namespace TokenLedger.Gateway.Relay.Endings;

/// <summary>
/// Anthropic's message streams: the open block stops, <c>message_delta</c> says "max_tokens", and <c>message_stop</c>
/// (https://docs.anthropic.com/en/docs/build-with-claude/streaming).
/// </summary>
internal sealed class MessagesEnding : StreamEnding
{
    private bool _begun;
    private long? _block;

    /// <inheritdoc/>
    public override void See(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data)
    {
        ReadOnlySpan<byte> type = name.IsEmpty ? JsonMembers.Find(data, "type"u8).Trim((byte)'"') : name;
        if (type.SequenceEqual("content_block_start"u8))
        {
            _block = Index(data);
        }
        else if (type.SequenceEqual("content_block_stop"u8))
        {
            _block = null;
        }
        else if (type.SequenceEqual("message_start"u8))
        {
            _begun = true;
        }
    }

    private static long Index(ReadOnlySpan<byte> data) => JsonMembers.Whole(JsonMembers.Find(data, "index"u8)) ?? 0;

    /// <inheritdoc/>
    public override byte[] Write(EndingFacts facts)
    {
        StringBuilder text = new();
        foreach ((string name, JsonObject data) in Events(facts))
        {
            text.Append(EndingJson.Event(name, data));
        }

        return EndingJson.Bytes(text.ToString());
    }

    /// <summary>The events, by name.</summary>
    public IEnumerable<(string Name, JsonObject Data)> Events(EndingFacts facts)
    {
        if (!_begun)
        {
            yield return Of("message_start", ("message", Begun(facts)));
        }

        if (_block is { } block)
        {
            yield return Of("content_block_stop", ("index", block));
        }

        yield return Of(
            "message_delta",
            ("delta", new JsonObject { ["stop_reason"] = "max_tokens", ["stop_sequence"] = null }),
            ("usage", new JsonObject { ["output_tokens"] = facts.OutputTokens })
        );
        yield return Of("message_stop");
    }

    private static JsonObject Begun(EndingFacts facts) =>
        new()
        {
            ["id"] = $"msg_{facts.Call:N}",
            ["type"] = "message",
            ["role"] = "assistant",
            ["model"] = facts.Model,
            ["content"] = new JsonArray(),
            ["stop_reason"] = null,
            ["stop_sequence"] = null,
            ["usage"] = new JsonObject { ["input_tokens"] = facts.InputTokens, ["output_tokens"] = 0 },
        };

    private static (string, JsonObject) Of(string type, params ReadOnlySpan<(string Name, JsonNode? Value)> members)
    {
        JsonObject data = new() { ["type"] = type };
        foreach ((string name, JsonNode? value) in members)
        {
            data[name] = value;
        }

        return (type, data);
    }
}
