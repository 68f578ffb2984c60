using System.Text.Json.Nodes;
using TokenLedger.Gateway.Dialects;

namespace TokenLedger.Gateway.Relay.Endings;

/// <summary>Bedrock's InvokeModel streams of Claude: Anthropic's ending, each event packed into a chunk.</summary>
internal sealed class InvokeEnding : StreamEnding
{
    private readonly MessagesEnding _messages = new();

    /// <inheritdoc/>
    public override void See(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data)
    {
        if (JsonMembers.Find(data, "bytes"u8) is [(byte)'"', .. var packed, (byte)'"'])
        {
            byte[] unpacked = new byte[packed.Length];
            if (
                System.Buffers.Text.Base64.DecodeFromUtf8(packed, unpacked, out _, out int written)
                == System.Buffers.OperationStatus.Done
            )
            {
                _messages.See(default, unpacked.AsSpan(0, written));
            }
        }
    }

    /// <inheritdoc/>
    public override byte[] Write(EndingFacts facts) =>
        [
            .. _messages
                .Events(facts)
                .SelectMany(message =>
                    AmazonMessage.Encode(
                        "chunk",
                        new JsonObject
                        {
                            ["bytes"] = Convert.ToBase64String(EndingJson.Bytes(EndingJson.Text(message.Data))),
                        }
                    )
                ),
        ];
}
