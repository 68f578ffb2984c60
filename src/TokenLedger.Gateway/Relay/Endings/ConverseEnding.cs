using System.Text.Json.Nodes;
using TokenLedger.Gateway.Dialects;

namespace TokenLedger.Gateway.Relay.Endings;

/// <summary>
/// Bedrock's Converse streams: the open block stops, <c>messageStop</c> says "max_tokens", and the metadata
/// (https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ConverseStream.html).
/// </summary>
internal sealed class ConverseEnding : StreamEnding
{
    private bool _begun;
    private bool _stopped;
    private long? _block;

    /// <inheritdoc/>
    public override void See(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data)
    {
        if (name.SequenceEqual("contentBlockStart"u8) || name.SequenceEqual("contentBlockDelta"u8))
        {
            _block = JsonMembers.Whole(JsonMembers.Find(data, "contentBlockIndex"u8)) ?? 0;
        }
        else if (name.SequenceEqual("contentBlockStop"u8))
        {
            _block = null;
        }

        _begun |= name.SequenceEqual("messageStart"u8);
        _stopped |= name.SequenceEqual("messageStop"u8);
    }

    /// <inheritdoc/>
    public override byte[] Write(EndingFacts facts)
    {
        List<byte> bytes = [];
        if (!_begun)
        {
            Add("messageStart", new JsonObject { ["role"] = "assistant" });
        }

        if (_block is { } block)
        {
            Add("contentBlockStop", new JsonObject { ["contentBlockIndex"] = block });
        }

        if (!_stopped)
        {
            Add("messageStop", new JsonObject { ["stopReason"] = "max_tokens" });
        }

        JsonObject usage = new()
        {
            ["inputTokens"] = facts.InputTokens,
            ["outputTokens"] = facts.OutputTokens,
            ["totalTokens"] = facts.InputTokens + facts.OutputTokens,
        };
        Add(
            "metadata",
            new JsonObject
            {
                ["usage"] = usage,
                ["metrics"] = new JsonObject { ["latencyMs"] = 0 },
            }
        );
        return [.. bytes];

        void Add(string name, JsonObject data) => bytes.AddRange(AmazonMessage.Encode(name, data));
    }
}
