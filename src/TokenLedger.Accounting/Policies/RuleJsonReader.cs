using System.Text.Json;

namespace TokenLedger.Accounting.Policies;

/// <summary>Reads a rule from its document, and says everything that is wrong with it at once.</summary>
public static class RuleJsonReader
{
    private static readonly string[] s_members =
    [
        "id",
        "description",
        "when",
        "action",
        "message",
        "dry_run",
        "model",
        "max_output_tokens",
        "patterns",
        "attribution",
        "path",
        "timeout_ms",
        "undefined",
        "on_error",
        "pure",
    ];

    /// <summary>Longest wait for a decision point, in milliseconds.</summary>
    public const int LongestTimeout = 5_000;

    /// <summary>Reads a rule.</summary>
    /// <param name="document">A JSON object.</param>
    /// <param name="problems">Takes what is wrong: the member and a sentence.</param>
    /// <returns>The rule; null when its document is not in order. Its condition is not compiled here.</returns>
    public static PolicyRule? Read(JsonElement document, List<(string Member, string Message)> problems)
    {
        ArgumentNullException.ThrowIfNull(problems);
        if (document.ValueKind != JsonValueKind.Object)
        {
            problems.Add(("", "a rule is an object"));
            return null;
        }

        int before = problems.Count;
        foreach (string name in document.EnumerateObject().Select(member => member.Name).Where(IsUnknown))
        {
            problems.Add((name, $"unknown; a rule has {string.Join(", ", s_members)}"));
        }

        Members members = new(document, problems);
        string id = members.Text("id") ?? "";
        string? word = members.Text("action");
        PolicyAction? action = word is null ? null : PolicyActions.Named(word);
        if (action is null)
        {
            problems.Add(("action", $"must be one of {string.Join(", ", PolicyActions.Words)}"));
        }

        PolicyRule rule = new()
        {
            Id = id,
            Description = members.Text("description"),
            When = members.Text("when"),
            Action = action ?? PolicyAction.Deny,
            Message = members.Text("message"),
            DryRun = members.Flag("dry_run"),
            Model = members.Text("model"),
            MaxOutputTokens = members.Whole("max_output_tokens", 1, long.MaxValue),
            Patterns = members.Texts("patterns"),
            Needs = members.Texts("attribution"),
            Question = Question(members),
        };
        return problems.Count == before ? rule : null;
    }

    private static bool IsUnknown(string name) => !s_members.Contains(name);

    private static DecisionQuestion? Question(Members members) =>
        members.Text("path") is { } path
            ? new(path)
            {
                Timeout = TimeSpan.FromMilliseconds(members.Whole("timeout_ms", 1, LongestTimeout) ?? 50),
                AllowUndefined = members.Allows("undefined"),
                AllowOnError = members.Allows("on_error"),
                Pure = members.Flag("pure"),
            }
            : null;

    /// <summary>Reads members by their type, noting those of another.</summary>
    private sealed class Members(JsonElement document, List<(string Member, string Message)> problems)
    {
        public string? Text(string name) =>
            Find(name) is not { } value ? null
            : value.ValueKind == JsonValueKind.String ? value.GetString()
            : Wrong<string>(name, "must be a text");

        public bool Flag(string name) =>
            Find(name) is { } value
            && (
                value.ValueKind is JsonValueKind.True or JsonValueKind.False
                    ? value.GetBoolean()
                    : Wrong<bool>(name, "must be true or false")
            );

        public long? Whole(string name, long least, long most)
        {
            if (Find(name) is not { } value)
            {
                return null;
            }

            return
                value.ValueKind == JsonValueKind.Number
                && value.TryGetInt64(out long number)
                && number >= least
                && number <= most
                ? number
                : Wrong<long?>(
                    name,
                    most == long.MaxValue
                        ? $"must be a whole number from {least}"
                        : $"must be a whole number from {least} to {most}"
                );
        }

        public bool Allows(string name) =>
            Text(name) switch
            {
                null or "deny" => false,
                "allow" => true,
                _ => Wrong<bool>(name, "must be allow or deny"),
            };

        public string[] Texts(string name)
        {
            const int Most = 64;
            if (Find(name) is not { } value)
            {
                return [];
            }

            return
                value.ValueKind == JsonValueKind.Array
                && value.GetArrayLength() <= Most
                && value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String)
                ? [.. value.EnumerateArray().Select(item => item.GetString()!)]
                : Wrong<string[]>(name, $"must be a list of at most {Most} texts") ?? [];
        }

        private JsonElement? Find(string name) =>
            document.TryGetProperty(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null
                ? value
                : null;

        private T? Wrong<T>(string name, string message)
        {
            problems.Add((name, message));
            return default;
        }
    }
}
