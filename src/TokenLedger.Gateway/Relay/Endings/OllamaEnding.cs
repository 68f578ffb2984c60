using System.Text.Json.Nodes;
using TokenLedger.Gateway.Budgets;

namespace TokenLedger.Gateway.Relay.Endings;

/// <summary>
/// Ollama's streams: a last line that is done, for the reason "length"
/// (https://github.com/ollama/ollama/blob/main/docs/api.md).
/// </summary>
/// <param name="isChat">Whether it is a chat, or a plain completion.</param>
internal sealed class OllamaEnding(bool isChat) : StreamEnding
{
    private byte[]? _first;

    /// <inheritdoc/>
    public override void See(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data) => _first ??= data.ToArray();

    /// <inheritdoc/>
    public override byte[] Write(EndingFacts facts)
    {
        JsonObject line = new()
        {
            ["model"] = EndingJson.Copy(EndingJson.Read(_first), "model") ?? facts.Model,
            ["created_at"] = BudgetText.Instant(facts.Now),
        };
        line[isChat ? "message" : "response"] = isChat
            ? new JsonObject { ["role"] = "assistant", ["content"] = "" }
            : "";
        line["done"] = true;
        line["done_reason"] = "length";
        line["total_duration"] = 0;
        line["load_duration"] = 0;
        line["prompt_eval_count"] = facts.InputTokens;
        line["prompt_eval_duration"] = 0;
        line["eval_count"] = facts.OutputTokens;
        line["eval_duration"] = 0;
        return EndingJson.Bytes(EndingJson.Text(line) + "\n");
    }
}
