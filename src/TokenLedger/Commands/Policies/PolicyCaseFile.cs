using System.Text.Json;
using TokenLedger.Accounting.Policies;
using TokenLedger.Configuration;
using TokenLedger.Configuration.Yaml;

namespace TokenLedger.Commands.Policies;

/// <summary>A file of cases, in JSON (.json) or YAML. In YAML keys are read in small letters, as everywhere here.</summary>
/// <param name="Rules">The file with the rules it is about; null for the configured ones.</param>
/// <param name="Cases">The cases.</param>
internal sealed record PolicyCaseFile(string? Rules, IReadOnlyList<PolicyCase> Cases)
{
    /// <summary>Reads a file.</summary>
    /// <exception cref="CommandFailedException">It cannot be read or is wrong, with everything that is; exit code 2.</exception>
    public static PolicyCaseFile Read(string path)
    {
        List<string> problems = [];
        JsonElement root = path.EndsWith(".json", StringComparison.OrdinalIgnoreCase) ? Json(path) : Yaml(path);
        if (
            root.ValueKind != JsonValueKind.Object
            || !root.TryGetProperty("cases", out JsonElement cases)
            || cases.ValueKind != JsonValueKind.Array
            || cases.GetArrayLength() == 0
        )
        {
            throw new CommandFailedException(
                $"{path} has no cases. Write 'cases:' and a list; see docs/policies.md.",
                ExitCode.Misused
            );
        }

        PolicyCase[] read =
        [
            .. cases
                .EnumerateArray()
                .Index()
                .Select(one => PolicyCase.Read(one.Item, one.Index + 1, problems))
                .OfType<PolicyCase>(),
        ];
        if (problems.Count > 0)
        {
            throw new CommandFailedException(
                string.Join('\n', problems.Select(problem => $"{path}: {problem}")),
                ExitCode.Misused
            );
        }

        string? rules = root.TryGetProperty("rules", out JsonElement named) ? named.ToString() : null;
        return new(rules is null ? null : Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path))!, rules), read);
    }

    private static string Text(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailedException($"{path} cannot be read: {failure.Message}", ExitCode.Misused);
        }
    }

    private static JsonElement Json(string path)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(Text(path));
            return document.RootElement.Clone();
        }
        catch (JsonException malformed)
        {
            throw new CommandFailedException($"{path}: {malformed.Message}", ExitCode.Misused);
        }
    }

    private static JsonElement Yaml(string path)
    {
        Remarks remarks = new();
        YamlMapping? root = YamlFileReader.Read(path, Text(path), remarks);
        if (remarks.Problems.Count > 0)
        {
            throw new CommandFailedException(string.Join('\n', remarks.Problems), ExitCode.Misused);
        }

        using MemoryStream bytes = new();
        using (Utf8JsonWriter json = new(bytes))
        {
            Write(root is null ? new YamlMapping(Origin.Default, []) : root, [], json);
        }

        return JsonSerializer.Deserialize(bytes.ToArray(), CaseJson.Default.JsonElement);
    }

    /// <summary>YAML's scalars have no types here: a field's own says what a word means.</summary>
    private static void Write(YamlValue value, List<string> path, Utf8JsonWriter json)
    {
        switch (value)
        {
            case YamlMapping mapping:
                json.WriteStartObject();
                foreach (YamlMember member in mapping.Members)
                {
                    json.WritePropertyName(member.Name);
                    // The input of a case is a document of its own.
                    Write(member.Value, member.Name == "input" ? [] : [.. path, member.Name], json);
                }

                json.WriteEndObject();
                break;
            case YamlList list:
                json.WriteStartArray();
                list.Items.ToList().ForEach(item => Write(item, path, json));
                json.WriteEndArray();
                break;
            case YamlScalar { Text: "true" or "false" } scalar
                when PolicyFields.Find(path)?.Field.Type == PolicyType.Boolean:
                json.WriteBooleanValue(scalar.Text == "true");
                break;
            case YamlScalar { Text: { } text }:
                json.WriteStringValue(text);
                break;
            default:
                json.WriteNullValue();
                break;
        }
    }
}

/// <summary>JSON of case files.</summary>
[System.Text.Json.Serialization.JsonSerializable(typeof(JsonElement))]
internal sealed partial class CaseJson : System.Text.Json.Serialization.JsonSerializerContext;
