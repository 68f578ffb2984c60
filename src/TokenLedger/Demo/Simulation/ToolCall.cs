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
    /// <summary>Chooses from tools in any of the three shapes (chat, responses, messages).</summary>
    public static ToolCall? Choose(JsonElement request, string lastMessage)
    {
        foreach (JsonElement tool in request.Items("tools"))
        {
            JsonElement function = tool.Member("function") is { ValueKind: JsonValueKind.Object } nested
                ? nested
                : tool;
            if (function.Text("name") is { } name && Wanted(request.Member("tool_choice"), name, lastMessage))
            {
                return new ToolCall(name, Fill(function));
            }
        }

        return null;
    }

    private static bool Wanted(JsonElement choice, string name, string lastMessage)
    {
        if (choice.ValueKind == JsonValueKind.String)
        {
            return choice.GetString() switch
            {
                "none" => false,
                "required" => true,
                _ => AskedFor(name, lastMessage),
            };
        }

        return choice.Text("type") switch
        {
            "any" => true,
            "tool" or "function" => (choice.Text("name") ?? choice.Member("function").Text("name")) == name,
            _ => AskedFor(name, lastMessage),
        };
    }

    private static bool AskedFor(string name, string lastMessage) =>
        lastMessage.Contains("use tool " + name, StringComparison.OrdinalIgnoreCase);

    private static JsonObject Fill(JsonElement function)
    {
        JsonElement schema = function.Member("parameters") is { ValueKind: JsonValueKind.Object } parameters
            ? parameters
            : function.Member("input_schema");
        JsonObject arguments = [];
        foreach (string name in schema.Items("required").Select(item => item.ToString()))
        {
            arguments[name] = schema.Member("properties").Member(name).Text("type") switch
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
