using System.Text.Json.Nodes;

namespace TokenLedger.Demo.Agents;

/// <summary>Indexes a manual: batches of paragraphs become vectors.</summary>
internal sealed class EmbeddingIndexer(HttpClient http) : ISampleAgent
{
    private const int Batch = 8;

    private readonly AgentClient client = new(http, "indexer", "search");

    /// <inheritdoc/>
    public TimeSpan Pause => TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    public async Task WorkAsync(int turn, CancellationToken stop)
    {
        JsonArray paragraphs = new([.. Enumerable.Range(turn * Batch, Batch).Select(i => (JsonNode)Paragraph(i))]);
        await client.PostAsync(
            "/v1/embeddings",
            new JsonObject
            {
                ["model"] = "text-embedding-3-small",
                ["input"] = paragraphs,
                ["dimensions"] = 256,
                ["encoding_format"] = "base64",
            },
            ("Session", "manual-index"),
            ("Project", "search"),
            ("Cost-Center", "platform")
        );
    }

    private static string Paragraph(int number) =>
        $"Section {number}. Loosen bolt {number % 9 + 1} with a {number % 5 + 4} mm key, "
        + "check the chain for wear, oil it, and tighten the bolt again with the torque given in the table below.";
}
