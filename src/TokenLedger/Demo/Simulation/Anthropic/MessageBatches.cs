using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace TokenLedger.Demo.Simulation.Anthropic;

/// <summary>
/// /v1/messages/batches: in progress when created and ended when asked for; then its results can be downloaded, a line a
/// message. The newest <see cref="Capacity"/> are kept.
/// </summary>
/// <remarks>https://docs.claude.com/en/api/creating-message-batches</remarks>
internal sealed class MessageBatches(PromptMemory memory)
{
    /// <summary>Batches kept.</summary>
    public const int Capacity = 1_000;

    private readonly Lock guard = new();
    private readonly OrderedDictionary<string, (JsonObject Batch, Answer Results)> byId = [];

    public Answer Create(SimulatedRequest request)
    {
        string id = request.Id("msgbatch_");
        int count = request.Json.Items("requests").Count();
        lock (guard)
        {
            byId[id] = (Describe(id, "ended", count), Run(request));
            if (byId.Count > Capacity)
            {
                byId.RemoveAt(0);
            }
        }

        return new Answer { Body = Describe(id, "in_progress", count) };
    }

    /// <summary>A batch, or its results.</summary>
    public Answer Get(string path, string requestId)
    {
        string? results = path.Before("/results");
        lock (guard)
        {
            return !byId.TryGetValue(results ?? path, out (JsonObject Batch, Answer Results) held)
                    ? AnthropicErrors.ForStatus(404, requestId)
                : results is null ? new Answer { Body = held.Batch.DeepClone() }
                : held.Results;
        }
    }

    private Answer Run(SimulatedRequest request)
    {
        StringBuilder lines = new();
        List<BatchedAnswer> answers = [];
        foreach (JsonElement item in request.Json.Items("requests"))
        {
            byte[] body = Encoding.UTF8.GetBytes(item.Member("params").GetRawText());
            string seed = request.Id("line", answers.Count);
            Answer answer = MessagesApi.Answer(new("POST", "/v1/messages", body, seed, Misbehavior.None), memory);
            answers.Add(new BatchedAnswer(answer.ResponseId!, answer.Usage!));
            JsonObject line = new()
            {
                ["custom_id"] = item.Text("custom_id"),
                ["result"] = new JsonObject { ["type"] = "succeeded", ["message"] = answer.Body },
            };
            lines.Append(Wire.Text(line)).Append('\n');
        }

        return new Answer
        {
            Content = Encoding.UTF8.GetBytes(lines.ToString()),
            ContentType = "application/x-jsonl",
            Batched = answers,
        };
    }

    private static JsonObject Describe(string id, string status, int count) =>
        new()
        {
            ["id"] = id,
            ["type"] = "message_batch",
            ["processing_status"] = status,
            ["request_counts"] = new JsonObject
            {
                ["processing"] = status == "ended" ? 0 : count,
                ["succeeded"] = status == "ended" ? count : 0,
                ["errored"] = 0,
                ["canceled"] = 0,
                ["expired"] = 0,
            },
            ["created_at"] = "2026-11-01T00:00:00Z",
            ["expires_at"] = "2026-11-02T00:00:00Z",
            ["ended_at"] = status == "ended" ? "2026-11-01T00:05:00Z" : null,
            ["results_url"] = status == "ended" ? $"/v1/messages/batches/{id}/results" : null,
        };
}
