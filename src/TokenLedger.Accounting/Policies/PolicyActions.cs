namespace TokenLedger.Accounting.Policies;

/// <summary>The words of the actions, in configuration, in documents and in reports.</summary>
public static class PolicyActions
{
    private static readonly (PolicyAction Action, string Word)[] s_words =
    [
        (PolicyAction.Allow, "allow"),
        (PolicyAction.Deny, "deny"),
        (PolicyAction.Warn, "warn"),
        (PolicyAction.RequireApproval, "require_approval"),
        (PolicyAction.SetModel, "set_model"),
        (PolicyAction.CapOutput, "cap_output"),
        (PolicyAction.Redact, "redact"),
        (PolicyAction.Ask, "opa"),
    ];

    /// <summary>All words, in order.</summary>
    public static IReadOnlyList<string> Words { get; } = [.. s_words.Select(pair => pair.Word)];

    /// <summary>The word of an action.</summary>
    public static string WordOf(PolicyAction action) => s_words.First(pair => pair.Action == action).Word;

    /// <summary>The action of a word; null when it is none.</summary>
    public static PolicyAction? Named(string word) =>
        s_words.Where(pair => pair.Word == word).Select(pair => (PolicyAction?)pair.Action).FirstOrDefault();
}
