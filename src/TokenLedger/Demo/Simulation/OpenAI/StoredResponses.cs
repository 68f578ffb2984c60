using System.Text.Json.Nodes;

namespace TokenLedger.Demo.Simulation.OpenAI;

/// <summary>
/// Responses that can be fetched again by id; the newest <see cref="Capacity"/> are kept. A background response is
/// queued when created, in progress when first asked for, and finished from the second time on.
/// </summary>
internal sealed class StoredResponses
{
    /// <summary>Responses kept.</summary>
    public const int Capacity = 1_000;

    private readonly Lock guard = new();
    private readonly Dictionary<string, JsonObject> byId = new(StringComparer.Ordinal);
    private readonly Dictionary<string, JsonObject> notYet = new(StringComparer.Ordinal);
    private readonly Queue<string> order = new();

    public void Keep(string id, JsonObject response)
    {
        lock (guard)
        {
            if (!byId.ContainsKey(id))
            {
                order.Enqueue(id);
            }

            byId[id] = response;
            if (order.Count > Capacity)
            {
                string oldest = order.Dequeue();
                byId.Remove(oldest);
                notYet.Remove(oldest);
            }
        }
    }

    /// <summary>Keeps the finished response for later and returns the queued one.</summary>
    public JsonObject Queue(ResponseShape shape)
    {
        Keep(shape.Id, shape.Whole());
        lock (guard)
        {
            notYet[shape.Id] = shape.Begun("in_progress");
        }

        return shape.Begun("queued");
    }

    public Answer Fetch(string id)
    {
        lock (guard)
        {
            if (notYet.Remove(id, out JsonObject? begun))
            {
                return new Answer { Body = begun, ResponseId = id };
            }

            return byId.TryGetValue(id, out JsonObject? whole)
                ? new Answer { Body = whole.DeepClone(), ResponseId = id }
                : OpenAIErrors.Of(404, "invalid_request_error", null, $"Response with id '{id}' not found.");
        }
    }
}
