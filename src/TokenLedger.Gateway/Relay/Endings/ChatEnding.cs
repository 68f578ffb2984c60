using System.Text;
using System.Text.Json.Nodes;
using TokenLedger.Gateway.Dialects;

namespace TokenLedger.Gateway.Relay.Endings;

/// <summary>
/// OpenAI's chat and completion streams: <c>finish_reason</c> "length" for every choice, the usage where it was asked for,
/// and <c>[DONE]</c> (https://platform.openai.com/docs/api-reference/chat-streaming).
/// </summary>
/// <param name="request">What was asked for.</param>
/// <param name="isChat">Whether it is a chat, or a plain completion.</param>
/// <param name="usageInLast">Whether the usage stands in the chunk that ends the answer (Mistral).</param>
internal sealed class ChatEnding(RequestReading request, bool isChat, bool usageInLast) : StreamEnding
{
    private readonly HashSet<long> _finished = [];
    private byte[]? _first;

    /// <inheritdoc/>
    public override void See(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data)
    {
        _first ??= data.ToArray();
        if (data.IndexOf("\"finish_reason\":\""u8) < 0 && data.IndexOf("\"finish_reason\": \""u8) < 0)
        {
            return;
        }

        foreach (JsonNode? choice in EndingJson.Read(data)["choices"] as JsonArray ?? [])
        {
            if (choice?["finish_reason"] is not null)
            {
                _finished.Add(choice["index"]?.GetValue<long>() ?? 0);
            }
        }
    }

    /// <inheritdoc/>
    public override byte[] Write(EndingFacts facts)
    {
        JsonObject first = EndingJson.Read(_first);
        StringBuilder text = new();
        for (int index = 0; index < request.Choices; index++)
        {
            if (!_finished.Contains(index))
            {
                JsonObject last = Chunk(first, facts, [Choice(index)]);
                if (usageInLast)
                {
                    last["usage"] = Usage(facts);
                }

                text.Append(EndingJson.Event(last));
            }
        }

        if (request.UsageAsked && !usageInLast)
        {
            JsonObject usage = Chunk(first, facts, []);
            usage["usage"] = Usage(facts);
            text.Append(EndingJson.Event(usage));
        }

        return EndingJson.Bytes(text.Append("data: [DONE]\n\n").ToString());
    }

    private JsonObject Chunk(JsonObject first, EndingFacts facts, JsonArray choices)
    {
        JsonObject chunk = new()
        {
            ["id"] = EndingJson.Copy(first, "id") ?? $"chatcmpl-{facts.Call:N}",
            ["object"] = isChat ? "chat.completion.chunk" : "text_completion",
            ["created"] = EndingJson.Copy(first, "created") ?? facts.Now.ToUnixTimeSeconds(),
            ["model"] = EndingJson.Copy(first, "model") ?? facts.Model,
        };
        foreach (string name in (ReadOnlySpan<string>)["service_tier", "system_fingerprint"])
        {
            if (first.ContainsKey(name))
            {
                chunk[name] = EndingJson.Copy(first, name);
            }
        }

        chunk["choices"] = choices;
        return chunk;
    }

    private JsonObject Choice(int index)
    {
        JsonObject choice = new() { ["index"] = index };
        choice[isChat ? "delta" : "text"] = isChat ? new JsonObject() : "";
        choice["logprobs"] = null;
        choice["finish_reason"] = "length";
        return choice;
    }

    private static JsonObject Usage(EndingFacts facts) =>
        new()
        {
            ["prompt_tokens"] = facts.InputTokens,
            ["completion_tokens"] = facts.OutputTokens,
            ["total_tokens"] = facts.InputTokens + facts.OutputTokens,
        };
}
