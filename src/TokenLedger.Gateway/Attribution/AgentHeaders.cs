namespace TokenLedger.Gateway.Attribution;

/// <summary>
/// What coding agents say of themselves without being told to: Claude Code, Codex and OpenCode send session headers of
/// their own. They are read and passed on, and count less than a header meant for us.
/// </summary>
internal static class AgentHeaders
{
    /// <summary>The session headers, the most specific first.</summary>
    private static readonly string[] s_sessions =
    [
        "x-claude-code-session-id",
        "session-id", // Codex
        "x-opencode-session-id",
        "x-session-id",
    ];

    private static readonly (string Prefix, string Agent)[] s_userAgents =
    [
        ("claude-cli/", "claude-code"),
        ("codex_", "codex"),
        ("codex-", "codex"),
        ("opencode/", "opencode"),
        ("GeminiCLI", "gemini-cli"),
    ];

    /// <summary>The agent's session, or null.</summary>
    public static string? Session(IHeaderDictionary headers)
    {
        foreach (string name in s_sessions)
        {
            if (headers.TryGetValue(name, out var value) && Usable(value.ToString()) is { } session)
            {
                return session;
            }
        }

        return null;
    }

    /// <summary>The program that calls, by its user agent, or null when it is not one we know.</summary>
    public static string? Program(IHeaderDictionary headers)
    {
        string userAgent = headers.UserAgent.ToString();
        foreach ((string prefix, string agent) in s_userAgents)
        {
            if (userAgent.StartsWith(prefix, StringComparison.Ordinal))
            {
                return agent;
            }
        }

        return null;
    }

    /// <summary>The sub-agent that calls, where the program names it, or null.</summary>
    public static string? SubAgent(IHeaderDictionary headers) => Usable(headers["x-claude-code-agent-id"].ToString());

    /// <summary>The sub-agent's parent, where the program names it, or null.</summary>
    public static string? ParentAgent(IHeaderDictionary headers) =>
        Usable(headers["x-claude-code-parent-agent-id"].ToString());

    /// <summary>A foreign value is taken when it fits our limits, and left alone when not: it is not ours to refuse.</summary>
    public static string? Usable(string? value) =>
        value is { Length: > 0 and <= AttributionLimits.LongestValue }
        && !value.AsSpan().ContainsAnyInRange('\0', '\x1f')
            ? value
            : null;
}
