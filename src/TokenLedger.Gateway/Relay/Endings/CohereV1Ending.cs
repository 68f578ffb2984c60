using System.Text.Json.Nodes;

namespace TokenLedger.Gateway.Relay.Endings;

/// <summary>
/// The streams of Cohere's first chat: a last line with the whole answer and "MAX_TOKENS"
/// (https://docs.cohere.com/v1/reference/chat).
/// </summary>
internal sealed class CohereV1Ending : StreamEnding
{
    private byte[]? _first;

    /// <inheritdoc/>
    public override void See(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data) => _first ??= data.ToArray();

    /// <inheritdoc/>
    public override byte[] Write(EndingFacts facts)
    {
        JsonNode generation = EndingJson.Copy(EndingJson.Read(_first), "generation_id") ?? facts.Call.ToString();
        JsonObject response = new()
        {
            ["response_id"] = facts.Call.ToString(),
            ["text"] = facts.Text,
            ["generation_id"] = generation,
            ["finish_reason"] = "MAX_TOKENS",
            ["meta"] = new JsonObject
            {
                ["billed_units"] = CohereEnding.Units(facts),
                ["tokens"] = CohereEnding.Units(facts),
            },
        };
        JsonObject line = new()
        {
            ["is_finished"] = true,
            ["event_type"] = "stream-end",
            ["finish_reason"] = "MAX_TOKENS",
            ["response"] = response,
        };
        return EndingJson.Bytes(EndingJson.Text(line) + "\n");
    }
}
