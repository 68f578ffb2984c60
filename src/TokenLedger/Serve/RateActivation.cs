using System.Globalization;
using TokenLedger.Accounting.Rates;
using TokenLedger.Ledger;
using TokenLedger.Ledger.Entries;

namespace TokenLedger.Serve;

/// <summary>
/// Writes into the ledger which rate book comes into force, before the first call is priced with it: an admin entry
/// "rates.activated" whose subject is the book's version.
/// </summary>
/// <param name="ledger">The ledger.</param>
/// <param name="note">A small file that says where the last such entry is, so that nobody need search the log for it.</param>
/// <param name="time">The clock.</param>
public sealed class RateActivation(ILedger ledger, string note, TimeProvider time)
{
    /// <summary>The reason of the entry.</summary>
    public const string Reason = "rates.activated";

    /// <summary>Records the book unless the last entry of this kind names it already.</summary>
    /// <returns>Null when the ledger says so now; else why it could not be written.</returns>
    public async Task<string?> RecordAsync(RateBook book, CancellationToken cancellation)
    {
        if (await LastAsync(cancellation) == book.Version)
        {
            return null;
        }

        // Without a note the next start writes an entry too many, which is harmless; with an old one it might write none.
        File.Delete(note);
        DateTimeOffset now = time.GetUtcNow();
        Entry activated = new()
        {
            Kind = EntryKind.Admin,
            Id = Guid.CreateVersion7(now),
            OccurredAt = now,
            Reason = Reason,
            Subject = book.Version,
        };
        AppendResult result = await ledger.AppendAsync(activated, cancellation);
        if (!result.IsAppended)
        {
            return result.Problem ?? "the entry was not taken";
        }

        await File.WriteAllTextAsync(
            note,
            string.Create(CultureInfo.InvariantCulture, $"{result.Sequence} {book.Version}\n"),
            cancellation
        );
        return null;
    }

    /// <summary>The version the last entry names; null when the note is missing or does not fit this ledger.</summary>
    private async Task<string?> LastAsync(CancellationToken cancellation)
    {
        if (!File.Exists(note))
        {
            return null;
        }

        string text = await File.ReadAllTextAsync(note, cancellation);
        if (
            text.TrimEnd().Split(' ') is not [string place, string version]
            || !long.TryParse(place, NumberStyles.None, CultureInfo.InvariantCulture, out long sequence)
            || sequence >= ledger.Head.Size
        )
        {
            return null;
        }

        IReadOnlyList<StoredEntry> found = await ledger.ReadAsync(sequence, 1, cancellation);
        return found.Count == 1 && Names(found[0], version) ? version : null;
    }

    private static bool Names(StoredEntry stored, string version)
    {
        try
        {
            Entry entry = EntryReader.Parse(stored.Bytes.Span);
            return entry.Kind == EntryKind.Admin && entry.Reason == Reason && entry.Subject == version;
        }
        catch (FormatException)
        {
            return false;
        }
    }
}
