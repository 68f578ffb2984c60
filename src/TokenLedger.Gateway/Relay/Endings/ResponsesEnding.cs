using System.Text;
using System.Text.Json.Nodes;
using TokenLedger.Accounting.Json;
using TokenLedger.Gateway.Dialects;

namespace TokenLedger.Gateway.Relay.Endings;

/// <summary>
/// OpenAI's response streams: the open item is done as far as it came, and <c>response.incomplete</c> carries the answer
/// for the reason "max_output_tokens" (https://platform.openai.com/docs/api-reference/responses-streaming).
/// </summary>
internal sealed class ResponsesEnding : StreamEnding
{
    /// <summary>Most bytes kept of an item that is still open; of a longer one the end repeats only the beginning.</summary>
    private const int MostKept = 4 << 20;

    private readonly List<byte[]> _done = [];
    private readonly StringBuilder _text = new(); // what the open item's deltas have said, escaped as it came
    private byte[] _created = [];
    private byte[]? _added;
    private long _sequence;
    private bool _hasPart;

    /// <inheritdoc/>
    public override void See(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data)
    {
        ReadOnlySpan<byte> type = name.IsEmpty ? JsonMembers.Find(data, "type"u8).Trim((byte)'"') : name;
        if (
            type.SequenceEqual("response.output_text.delta"u8)
            || type.SequenceEqual("response.function_call_arguments.delta"u8)
        )
        {
            Keep(data);
        }
        else if (type.SequenceEqual("response.created"u8))
        {
            _created = data.ToArray();
        }
        else if (type.SequenceEqual("response.output_item.added"u8))
        {
            _added = data.ToArray();
            _text.Clear();
            _hasPart = false;
        }
        else if (type.SequenceEqual("response.output_item.done"u8))
        {
            _done.Add(data.ToArray());
            _added = null;
        }
        else if (type.SequenceEqual("response.content_part.added"u8))
        {
            _hasPart = true;
        }
        else if (type.SequenceEqual("response.content_part.done"u8))
        {
            _hasPart = false;
        }

        _sequence = JsonMembers.Whole(JsonMembers.Find(data, "sequence_number"u8)) ?? _sequence;
    }

    private void Keep(ReadOnlySpan<byte> data)
    {
        ReadOnlySpan<byte> delta = JsonMembers.Find(data, "delta"u8);
        if (delta.Length > 2 && _text.Length < MostKept)
        {
            _text.Append(Encoding.UTF8.GetString(delta[1..^1]));
        }
    }

    /// <inheritdoc/>
    public override byte[] Write(EndingFacts facts)
    {
        StringBuilder text = new();
        long sequence = _sequence;
        JsonArray output = [.. _done.Select(done => EndingJson.Copy(EndingJson.Read(done), "item"))];
        if (_added is not null)
        {
            JsonObject added = EndingJson.Read(_added);
            JsonObject item = AsFarAsItCame(added);
            foreach ((string name, JsonObject data) in Closing(added, item))
            {
                Add(name, data);
            }

            output.Add(item.DeepClone());
        }

        Add("response.incomplete", new JsonObject { ["response"] = Response(facts, output) });
        return EndingJson.Bytes(text.ToString());

        void Add(string name, JsonObject data)
        {
            data.Insert(0, "type", name);
            data["sequence_number"] = ++sequence;
            text.Append(EndingJson.Event(name, data));
        }
    }

    private JsonObject AsFarAsItCame(JsonObject added)
    {
        JsonObject item = EndingJson.Copy(added, "item") as JsonObject ?? [];
        string said = EscapedText.Plain(Encoding.UTF8.GetBytes(_text.ToString()));
        string? type = item["type"]?.GetValue<string>();
        item["status"] = "incomplete";
        if (type == "message")
        {
            item["content"] = new JsonArray(Part(said));
        }
        else if (type == "function_call")
        {
            item["arguments"] = said;
        }
        else if (type == "reasoning")
        {
            item.Remove("status");
        }

        return item;
    }

    private static JsonObject Part(string said) =>
        new()
        {
            ["type"] = "output_text",
            ["annotations"] = new JsonArray(),
            ["logprobs"] = new JsonArray(),
            ["text"] = said,
        };

    private IEnumerable<(string, JsonObject)> Closing(JsonObject added, JsonObject item)
    {
        JsonNode? index = added["output_index"];
        if (_hasPart && item["content"] is JsonArray and [JsonObject part])
        {
            yield return ("response.output_text.done", At("text", part["text"]));
            yield return ("response.content_part.done", At("part", part));
        }

        yield return (
            "response.output_item.done",
            new JsonObject { ["output_index"] = index?.DeepClone(), ["item"] = item.DeepClone() }
        );

        JsonObject At(string name, JsonNode? value) =>
            new()
            {
                ["item_id"] = EndingJson.Copy(item, "id"),
                ["output_index"] = index?.DeepClone(),
                ["content_index"] = 0,
                [name] = value?.DeepClone(),
            };
    }

    private JsonObject Response(EndingFacts facts, JsonArray output)
    {
        JsonObject response =
            EndingJson.Copy(EndingJson.Read(_created), "response") as JsonObject
            ?? new JsonObject
            {
                ["id"] = $"resp_{facts.Call:N}",
                ["object"] = "response",
                ["created_at"] = facts.Now.ToUnixTimeSeconds(),
                ["model"] = facts.Model,
            };
        response["status"] = "incomplete";
        response["incomplete_details"] = new JsonObject { ["reason"] = "max_output_tokens" };
        response["output"] = output;
        response["usage"] = new JsonObject
        {
            ["input_tokens"] = facts.InputTokens,
            ["input_tokens_details"] = new JsonObject { ["cached_tokens"] = 0 },
            ["output_tokens"] = facts.OutputTokens,
            ["output_tokens_details"] = new JsonObject { ["reasoning_tokens"] = 0 },
            ["total_tokens"] = facts.InputTokens + facts.OutputTokens,
        };
        return response;
    }
}
