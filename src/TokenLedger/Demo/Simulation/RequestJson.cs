using System.Text.Json;

namespace TokenLedger.Demo.Simulation;

/// <summary>Tolerant reading of request members.</summary>
internal static class RequestJson
{
    public static JsonElement Member(this JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out JsonElement value) ? value : default;

    /// <summary>This value when it is an object, else the other.</summary>
    public static JsonElement OrElse(this JsonElement json, JsonElement other) =>
        json.ValueKind == JsonValueKind.Object ? json : other;

    public static string? Text(this JsonElement json, string name)
    {
        JsonElement value = json.Member(name);
        return value.ValueKind == JsonValueKind.String ? value.GetString() : null;
    }

    public static bool Flag(this JsonElement json, string name) => json.Member(name).ValueKind == JsonValueKind.True;

    public static long? Number(this JsonElement json, string name)
    {
        JsonElement value = json.Member(name);
        return value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out long number) ? number : null;
    }

    public static IEnumerable<JsonElement> Items(this JsonElement json, string name)
    {
        JsonElement value = json.Member(name);
        return value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : [];
    }
}
