using System.Text.Json;

namespace TokenLedger.Gateway.Policies.DecisionPoint;

/// <summary>
/// Reads the answer of a data query (https://www.openpolicyagent.org/docs/rest-api#get-a-document-with-input): a boolean,
/// or an object {allow, deny[], warn[], set{model, max_output_tokens}, obligations{redact, require_approval},
/// policy_revision}. No result means that the rule is undefined for the input.
/// </summary>
internal static class DecisionReading
{
    private const int LongestText = 300;
    private const int MostTexts = 20;

    /// <summary>Reads a body; null when it is none of these.</summary>
    public static (DecisionAnswer? Answer, bool IsUndefined) Read(ReadOnlyMemory<byte> body)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(body);
            JsonElement root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
            {
                return (null, false);
            }

            string? id = Text(root, "decision_id");
            if (!root.TryGetProperty("result", out JsonElement result))
            {
                return (new() { Allowed = false, DecisionId = id }, true);
            }

            DecisionAnswer? answer = result.ValueKind switch
            {
                JsonValueKind.True or JsonValueKind.False => new() { Allowed = result.GetBoolean() },
                JsonValueKind.Object => OfObject(result),
                _ => null,
            };
            return (
                answer is null ? null : answer with { DecisionId = id, Revision = answer.Revision ?? RevisionOf(root) },
                false
            );
        }
        catch (Exception wrong) when (wrong is JsonException or FormatException or InvalidOperationException)
        {
            return (null, false);
        }
    }

    private static DecisionAnswer? OfObject(JsonElement result)
    {
        IReadOnlyList<string> reasons = Texts(result, "deny");
        bool? allow = Flag(result, "allow");
        bool denies = result.TryGetProperty("deny", out _);
        if (allow is null && !denies)
        {
            return null; // an object that says neither is no decision
        }

        JsonElement set = Member(result, "set");
        JsonElement obligations = Member(result, "obligations");
        return new()
        {
            Allowed = allow is not false && reasons.Count == 0,
            Reasons = reasons,
            Warnings = Texts(result, "warn"),
            Model = Text(set, "model"),
            MaxOutputTokens = Tokens(set),
            Redact = Flag(obligations, "redact") ?? false,
            RequireApproval = Flag(obligations, "require_approval") ?? false,
            Revision = Text(result, "policy_revision"),
        };
    }

    /// <summary>Bundles tell their revisions in the provenance, when it was asked for.</summary>
    private static string? RevisionOf(JsonElement root)
    {
        JsonElement bundles = Member(Member(root, "provenance"), "bundles");
        return bundles.ValueKind == JsonValueKind.Object
            ? bundles
                .EnumerateObject()
                .Select(bundle => Text(bundle.Value, "revision"))
                .FirstOrDefault(revision => revision is not null)
            : Text(Member(root, "provenance"), "revision");
    }

    private static JsonElement Member(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out JsonElement value)
            ? value
            : default;

    private static string? Text(JsonElement element, string name)
    {
        JsonElement value = Member(element, name);
        return value.ValueKind switch
        {
            JsonValueKind.Undefined or JsonValueKind.Null => null,
            JsonValueKind.String => Cut(value.GetString()!),
            _ => throw new FormatException($"{name} is no text"),
        };
    }

    private static bool? Flag(JsonElement element, string name)
    {
        JsonElement value = Member(element, name);
        return value.ValueKind switch
        {
            JsonValueKind.Undefined or JsonValueKind.Null => null,
            JsonValueKind.True or JsonValueKind.False => value.GetBoolean(),
            _ => throw new FormatException($"{name} is no boolean"),
        };
    }

    private static long? Tokens(JsonElement set)
    {
        JsonElement value = Member(set, "max_output_tokens");
        return value.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null ? null
            : value.TryGetInt64(out long tokens) && tokens > 0 ? tokens
            : throw new FormatException("max_output_tokens is no positive whole number");
    }

    private static IReadOnlyList<string> Texts(JsonElement element, string name)
    {
        JsonElement value = Member(element, name);
        return value.ValueKind switch
        {
            JsonValueKind.Undefined or JsonValueKind.Null => [],
            JsonValueKind.Array =>
            [
                .. value.EnumerateArray().Select(item => Cut(item.GetString() ?? "")).Take(MostTexts),
            ],
            _ => throw new FormatException($"{name} is no list"),
        };
    }

    private static string Cut(string text) => text.Length <= LongestText ? text : text[..LongestText];
}
