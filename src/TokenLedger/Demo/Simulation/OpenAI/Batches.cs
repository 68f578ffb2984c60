using System.Text.Json.Nodes;

namespace TokenLedger.Demo.Simulation.OpenAI;

/// <summary>
/// /v1/batches: a batch is validating when created, in progress when first asked for, and completed from the second time
/// on; then its output file can be downloaded. The newest <see cref="Capacity"/> are kept.
/// </summary>
/// <remarks>https://platform.openai.com/docs/api-reference/batch</remarks>
internal sealed class Batches(ChatFlavor flavor, SimulatedState state)
{
    /// <summary>Batches kept.</summary>
    public const int Capacity = 1_000;

    private readonly Lock guard = new();
    private readonly OrderedDictionary<string, (JsonObject Batch, StoredFile Output, int Looked)> byId = [];

    public Answer Create(SimulatedRequest request)
    {
        if (state.Files.Find(request.Json.Text("input_file_id") ?? "") is not { } input)
        {
            return OpenAIErrors.Of(400, "invalid_request_error", null, "No such File object.");
        }

        BatchRun run = BatchRun.Of(request, input, new OpenAIApi(flavor, state));
        JsonObject batch = new()
        {
            ["id"] = request.Id("batch_"),
            ["object"] = "batch",
            ["endpoint"] = request.Json.Text("endpoint"),
            ["errors"] = null,
            ["input_file_id"] = input.Id,
            ["completion_window"] = "24h",
            ["status"] = "validating",
            ["output_file_id"] = null,
            ["created_at"] = request.CreatedAt,
            ["request_counts"] = new JsonObject
            {
                ["total"] = run.Count,
                ["completed"] = 0,
                ["failed"] = 0,
            },
        };
        lock (guard)
        {
            byId[request.Id("batch_")] = (batch, run.Output, 0);
            if (byId.Count > Capacity)
            {
                byId.RemoveAt(0);
            }
        }

        return new Answer { Body = batch.DeepClone() };
    }

    public Answer Get(string id)
    {
        lock (guard)
        {
            if (!byId.TryGetValue(id, out (JsonObject Batch, StoredFile Output, int Looked) held))
            {
                return Unknown(id);
            }

            if (held.Batch["status"]!.GetValue<string>() != "cancelled")
            {
                Advance(held.Batch, held.Output, held.Looked);
                byId[id] = held with { Looked = held.Looked + 1 };
            }

            return new Answer { Body = held.Batch.DeepClone() };
        }
    }

    public Answer List()
    {
        lock (guard)
        {
            return new Answer
            {
                Body = new JsonObject
                {
                    ["object"] = "list",
                    ["data"] = Wire.Array(byId.Values.Select(held => held.Batch.DeepClone())),
                    ["has_more"] = false,
                },
            };
        }
    }

    public Answer Cancel(string id)
    {
        lock (guard)
        {
            if (!byId.TryGetValue(id, out (JsonObject Batch, StoredFile Output, int Looked) held))
            {
                return Unknown(id);
            }

            held.Batch["status"] = "cancelled";
            return new Answer { Body = held.Batch.DeepClone() };
        }
    }

    private void Advance(JsonObject batch, StoredFile output, int looked)
    {
        if (looked == 0)
        {
            batch["status"] = "in_progress";
            return;
        }

        state.Files.Keep(output);
        batch["status"] = "completed";
        batch["output_file_id"] = output.Id;
        batch["request_counts"]!["completed"] = batch["request_counts"]!["total"]!.GetValue<int>();
    }

    private static Answer Unknown(string id) =>
        OpenAIErrors.Of(404, "invalid_request_error", null, $"No batch found with id '{id}'.");
}
