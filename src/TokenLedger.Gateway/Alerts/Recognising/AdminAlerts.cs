using System.Text.Json;
using TokenLedger.Ledger.Entries;

namespace TokenLedger.Gateway.Alerts.Recognising;

/// <summary>What admin entries say: breakers, reconciliations, changes of settings.</summary>
internal static class AdminAlerts
{
    /// <summary>The reason of the entry that a reconciliation leaves behind when a gap remains.</summary>
    public const string GapReason = "reconcile.gap";

    private static readonly string[] s_changes = [".created", ".changed", ".removed"];

    /// <summary>The alerts of an admin entry.</summary>
    public static IEnumerable<FoundAlert> Of(Entry entry) =>
        entry.Reason switch
        {
            GapReason => [Gap(entry)],
            { } reason when s_changes.Any(change => reason.EndsWith(change, StringComparison.Ordinal)) =>
            [
                Changed(entry, reason),
            ],
            _ => [],
        };

    private static FoundAlert Gap(Entry entry)
    {
        DetailList details = new();
        string subject = entry.Subject ?? "unknown";
        string amount = "an amount";
        foreach ((string name, string value) in Members(entry.After))
        {
            details.Add(name, value);
            amount = name == "unexplained" ? $"USD {value}" : amount;
        }

        return new(
            AlertType.ReconciliationGap,
            subject,
            $"The bill of {subject} and the ledger differ by {amount} that nothing explains. Run reconcile again to see where."
        )
        {
            Details = details.Done(),
        };
    }

    private static FoundAlert Changed(Entry entry, string reason)
    {
        int dot = reason.LastIndexOf('.');
        (string kind, string verb) = (reason[..dot], reason[(dot + 1)..]);
        string subject = $"{kind}:{entry.Subject}";
        return new(
            AlertType.ControlChanged,
            subject,
            $"The {kind} \"{entry.Subject}\" was {verb} by {entry.Actor ?? "someone"}."
        )
        {
            Severity = kind == Ledger.Control.ControlKinds.Kill && verb != "removed" ? AlertSeverity.Warning : null,
            Details = new DetailList().Add("actor", entry.Actor).Add("note", entry.Outcome).Done(),
        };
    }

    /// <summary>The texts of a flat JSON object; none when it is no such thing.</summary>
    private static IEnumerable<KeyValuePair<string, string>> Members(string? json)
    {
        if (json is null)
        {
            return [];
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            return document.RootElement.ValueKind != JsonValueKind.Object
                ? []
                :
                [
                    .. document
                        .RootElement.EnumerateObject()
                        .Where(member => member.Value.ValueKind == JsonValueKind.String)
                        .Select(member => KeyValuePair.Create(member.Name, member.Value.GetString()!)),
                ];
        }
        catch (JsonException)
        {
            return [];
        }
    }
}
