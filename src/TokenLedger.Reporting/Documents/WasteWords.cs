using TokenLedger.Reporting.Queries.Waste;

namespace TokenLedger.Reporting.Documents;

/// <summary>The kinds of waste in words.</summary>
public static class WasteWords
{
    /// <summary>The name of a kind: "failed", "retried", "abandoned", "duplicate", "missed_caching".</summary>
    public static string NameOf(WasteKind kind) =>
        kind switch
        {
            WasteKind.Failed => "failed",
            WasteKind.Retried => "retried",
            WasteKind.Abandoned => "abandoned",
            WasteKind.Duplicate => "duplicate",
            _ => "missed_caching",
        };

    /// <summary>Exactly which calls a kind means.</summary>
    public static string RuleOf(WasteKind kind) =>
        kind switch
        {
            WasteKind.Failed =>
                "Cost something, ended without the answer they were made for, and no other attempt followed.",
            WasteKind.Retried =>
                "Attempts that cost something without success, and that another attempt of their call followed.",
            WasteKind.Abandoned =>
                "Cost something; the caller left (client_gone), or they were stopped (killed, cut_by_budget, shutdown), and no "
                    + "other attempt followed.",
            WasteKind.Duplicate =>
                "Succeeded, with the same body, API and model asked for as a call of the same tenant and key that had got its "
                    + "whole answer before they began, and that began at most the time an answer is kept before them. Calls "
                    + "booked more than an hour after they began do not take part.",
            _ =>
                "Read nothing from a cache and wrote nothing to one, although the call before them of the same tenant, key, "
                    + "session, agent, provider, API and model began at most 5 minutes earlier, both prompts have at least 1,024 "
                    + "tokens, and theirs no fewer than that one. What could have been saved is a bound: prompts are not kept, so "
                    + "nobody can say that they were alike. Also counted where a call is one of the other kinds.",
        };
}
