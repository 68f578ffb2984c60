using System.Text.Json;
using TokenLedger.Accounting.Policies;
using TokenLedger.Gateway.Policies;
using TokenLedger.Ledger;
using TokenLedger.Ledger.Control;
using TokenLedger.Ledger.Embedded;
using TokenLedger.Ledger.Entries;

namespace TokenLedger.Commands.Policies;

/// <summary>The configured rules with what the ledger says was decided at run time, read from its files.</summary>
internal static class RulesInForce
{
    private const int ReadAtOnce = 1024;
    private const string Kind = ControlKinds.Policy + ".";

    public static IReadOnlyList<PolicyRule> Of(
        IReadOnlyList<PolicyRule> configured,
        LedgerReader reader,
        IProgress<long> progress
    )
    {
        Dictionary<string, PolicyRule> decided = new(StringComparer.Ordinal);
        for (long at = 0; at < reader.Head.Size; )
        {
            IReadOnlyList<StoredEntry> some = reader.Read(at, ReadAtOnce);
            foreach (StoredEntry stored in some)
            {
                // Most entries are calls: only those that can be a change are parsed.
                if (stored.Bytes.Span.IndexOf("\"policy."u8) >= 0)
                {
                    Fold(EntryReader.Parse(stored.Bytes.Span), decided);
                }
            }

            at += some.Count;
            progress.Report(at);
        }

        return [.. PolicyMerge.Of(configured, decided.Values)];
    }

    private static void Fold(Entry entry, Dictionary<string, PolicyRule> decided)
    {
        if (
            entry is not { Kind: EntryKind.Admin, Reason: { } reason, Subject: { } id }
            || !reason.StartsWith(Kind, StringComparison.Ordinal)
        )
        {
            return;
        }

        if (entry.After is null)
        {
            decided.Remove(id);
            return;
        }

        using JsonDocument document = JsonDocument.Parse(entry.After);
        if (RuleJsonReader.Read(document.RootElement, []) is { } rule && rule.Id == id)
        {
            decided[id] = rule;
        }
    }
}
