using System.Globalization;
using TokenLedger.Accounting;
using TokenLedger.Ledger;
using TokenLedger.Ledger.Entries;

namespace TokenLedger.Commands.Output;

/// <summary>The record of changes for people: a table, or each change with what was before and what is now.</summary>
internal static class ChangeTrail
{
    private const string Gateway = "gateway";

    public static void Write(IEnumerable<StoredEntry> entries, bool whole, TextWriter output)
    {
        (long Sequence, Entry Entry)[] changes =
        [
            .. entries.Select(stored => (stored.Sequence, EntryReader.Parse(stored.Bytes.Span))),
        ];
        if (changes.Length == 0)
        {
            output.WriteLine("No changes match; look further back with --last.");
        }
        else if (whole)
        {
            WriteWhole(changes, output);
        }
        else
        {
            WriteTable(changes, output);
        }
    }

    private static void WriteTable((long Sequence, Entry Entry)[] changes, TextWriter output)
    {
        Table table = new(">ENTRY", "AT (UTC)", "WHO", "WHAT", "SUBJECT", "WHY");
        foreach ((long sequence, Entry entry) in changes)
        {
            table.Add(
                sequence.ToString(CultureInfo.InvariantCulture),
                At(entry),
                entry.Actor ?? Gateway,
                entry.Reason ?? "",
                entry.Subject ?? "",
                entry.Outcome ?? ""
            );
        }

        table.WriteTo(output);
        output.WriteLine(
            $"{Counted.Of(changes.Length, "change")}; what was before and is now with --changes. Each is proved by 'tokenledger proof'."
        );
    }

    private static void WriteWhole((long Sequence, Entry Entry)[] changes, TextWriter output)
    {
        foreach ((long sequence, Entry entry) in changes)
        {
            output.WriteLine(
                $"{sequence}  {At(entry)}  {entry.Actor ?? Gateway}  {entry.Reason}  {Plain(entry.Subject)}"
            );
            WriteLine(output, "why", entry.Outcome);
            WriteLine(output, "before", entry.Before);
            WriteLine(output, "after", entry.After);
        }
    }

    private static void WriteLine(TextWriter output, string name, string? text)
    {
        if (text is not null)
        {
            output.WriteLine($"    {name, -7} {Plain(text)}");
        }
    }

    private static string At(Entry entry) =>
        entry.RecordedAt.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    /// <summary>What people typed must not reach a terminal as control characters.</summary>
    private static string Plain(string? text) =>
        string.Concat((text ?? "").Select(character => char.IsControl(character) ? '?' : character));
}
