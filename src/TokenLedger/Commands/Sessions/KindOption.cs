using System.CommandLine;

namespace TokenLedger.Commands.Sessions;

/// <summary>Whom a command is about: a session, or something else that calls come from.</summary>
internal static class KindOption
{
    public static Option<string> Create()
    {
        Option<string> kind = new("--kind")
        {
            HelpName = "session|agent|key|tenant|user",
            Description = "What is named; a key is named by its fingerprint.",
            DefaultValueFactory = _ => "session",
        };
        kind.AcceptOnlyFromAmong("session", "agent", "key", "tenant", "user");
        return kind;
    }

    /// <summary>The route of an order about it.</summary>
    public static string PathOf(string kind, string id) => $"api/v1/{kind}s/{Uri.EscapeDataString(id)}/kill";
}
