using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace TokenLedger.Accounting.Policies;

/// <summary>A rule as JSON: the form in which it is stored, sent and digested. Members are named as in configuration.</summary>
public static class RuleJson
{
    private static readonly JsonWriterOptions s_plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The document of a rule.</summary>
    public static string Write(PolicyRule rule)
    {
        using MemoryStream bytes = new();
        using (Utf8JsonWriter json = new(bytes, s_plain))
        {
            Write(rule, json);
        }

        return System.Text.Encoding.UTF8.GetString(bytes.ToArray());
    }

    /// <summary>Writes a rule as an object, members in a fixed order, those at their default left out.</summary>
    public static void Write(PolicyRule rule, Utf8JsonWriter json)
    {
        ArgumentNullException.ThrowIfNull(rule);
        ArgumentNullException.ThrowIfNull(json);
        json.WriteStartObject();
        json.WriteString("id", rule.Id);
        WriteText(json, "description", rule.Description);
        WriteText(json, "when", rule.When);
        json.WriteString("action", PolicyActions.WordOf(rule.Action));
        WriteText(json, "message", rule.Message);
        WriteFlag(json, "dry_run", rule.DryRun);
        WriteText(json, "model", rule.Model);
        if (rule.MaxOutputTokens is { } tokens)
        {
            json.WriteNumber("max_output_tokens", tokens);
        }

        WriteList(json, "patterns", rule.Patterns);
        WriteList(json, "attribution", rule.Needs);
        if (rule.Question is { } question)
        {
            json.WriteString("path", question.Path);
            json.WriteNumber("timeout_ms", (long)question.Timeout.TotalMilliseconds);
            json.WriteString("undefined", question.AllowUndefined ? "allow" : "deny");
            json.WriteString("on_error", question.AllowOnError ? "allow" : "deny");
            WriteFlag(json, "pure", question.Pure);
        }

        json.WriteEndObject();
    }

    /// <summary>The digest of rules in their order.</summary>
    internal static string RevisionOf(IReadOnlyList<PolicyRule> rules)
    {
        using MemoryStream bytes = new();
        using (Utf8JsonWriter json = new(bytes, s_plain))
        {
            json.WriteStartArray();
            foreach (PolicyRule rule in rules)
            {
                Write(rule, json);
            }

            json.WriteEndArray();
        }

        return Convert.ToHexStringLower(SHA256.HashData(bytes.ToArray()).AsSpan(0, 8));
    }

    private static void WriteText(Utf8JsonWriter json, string name, string? text)
    {
        if (text is not null)
        {
            json.WriteString(name, text);
        }
    }

    private static void WriteFlag(Utf8JsonWriter json, string name, bool flag)
    {
        if (flag)
        {
            json.WriteBoolean(name, true);
        }
    }

    private static void WriteList(Utf8JsonWriter json, string name, IReadOnlyList<string> texts)
    {
        if (texts.Count == 0)
        {
            return;
        }

        json.WriteStartArray(name);
        foreach (string text in texts)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
    }
}
