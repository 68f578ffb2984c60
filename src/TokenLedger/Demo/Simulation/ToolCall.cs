using System.Text.Json;
using System.Text.Json.Nodes;

namespace TokenLedger.Demo.Simulation;

/// <summary>
/// A tool the simulated model wants run. It asks for one when the request forces it to, or when the last message says
/// "use tool NAME"; never by chance, so that real agents are not sent astray.
/// </summary>
/// <param name="Name">The tool.</param>
/// <param name="Arguments">Its arguments, every required one filled.</param>
internal sealed record ToolCall(string Name, JsonObject Arguments)
{
    /// <summary>Chooses among an OpenAI or Anthropic request's tools.</summary>
    public static ToolCall? Choose(JsonElement request, string lastMessage) =>
        Choose(
            request.Items("tools").Select(tool => tool.Member("function").OrElse(tool)),
            ToolChoice.Of(request.Member("tool_choice")),
            lastMessage
        );

    /// <summary>Chooses among function declarations.</summary>
    public static ToolCall? Choose(IEnumerable<JsonElement> functions, ToolChoice choice, string lastMessage)
    {
        foreach (JsonElement function in functions)
        {
            if (function.Text("name") is { } name && (choice.Forces(name) || choice.Allows(name, lastMessage)))
            {
                return new ToolCall(name, Fill(function));
            }
        }

        return null;
    }

    private static JsonObject Fill(JsonElement function)
    {
        JsonElement schema = function
            .Member("parameters")
            .OrElse(function.Member("input_schema"))
            .OrElse(function.Member("parametersJsonSchema"))
            .OrElse(function.Member("inputSchema").Member("json"));
        JsonObject arguments = [];
        foreach (string name in schema.Items("required").Select(item => item.ToString()))
        {
            arguments[name] = schema.Member("properties").Member(name).Text("type")?.ToLowerInvariant() switch
            {
                "integer" or "number" => 7,
                "boolean" => true,
                "array" => new JsonArray(),
                "object" => new JsonObject(),
                _ => "simulated " + name,
            };
        }

        return arguments;
    }
}

/// <summary>What a request says of the tools it offers.</summary>
/// <param name="None">Use none.</param>
/// <param name="Any">Use one, whichever.</param>
/// <param name="Only">Use this one; null when none is named.</param>
internal sealed record ToolChoice(bool None, bool Any, string? Only)
{
    public static ToolChoice Auto { get; } = new(false, false, null);

    /// <summary>Reads OpenAI's and Anthropic's forms, words in any case.</summary>
    public static ToolChoice Of(JsonElement choice)
    {
        string? word = choice.ValueKind == JsonValueKind.String ? choice.GetString() : choice.Text("type");
        return word?.ToLowerInvariant() switch
        {
            "none" => Auto with { None = true },
            "required" or "any" => Auto with { Any = true },
            "tool" or "function" => Auto with { Only = choice.Text("name") ?? choice.Member("function").Text("name") },
            _ => Auto,
        };
    }

    public bool Forces(string name) => !None && (Any || Only == name);

    public bool Allows(string name, string lastMessage) =>
        !None && Only is null && lastMessage.Contains("use tool " + name, StringComparison.OrdinalIgnoreCase);
}
