using System.Text.Json.Nodes;

namespace TokenLedger.Demo.Simulation.Cohere;

/// <summary>Cohere bills the text, and tells the template's tokens beside it. Numbers come as doubles.</summary>
/// <remarks>https://docs.cohere.com/reference/chat</remarks>
internal static class CohereUsage
{
    /// <summary>Adds billed units and tokens of a chat.</summary>
    public static JsonObject Of(SimulatedUsage usage) =>
        new()
        {
            ["billed_units"] = Counts(usage.Input, usage.Output),
            ["tokens"] = Counts(usage.Input + CoherePrompt.Template, usage.Output + 2),
        };

    /// <summary>The meta object of an answer of the older kind.</summary>
    public static JsonObject Meta(string version, JsonObject? billed)
    {
        JsonObject meta = new() { ["api_version"] = new JsonObject { ["version"] = version } };
        if (billed is not null)
        {
            meta["billed_units"] = billed;
        }

        return meta;
    }

    private static JsonObject Counts(long input, long output) =>
        new() { ["input_tokens"] = Double(input), ["output_tokens"] = Double(output) };

    /// <summary>13 as "13.0".</summary>
    private static JsonValue Double(long count) => JsonValue.Create(count + 0.0m);
}
