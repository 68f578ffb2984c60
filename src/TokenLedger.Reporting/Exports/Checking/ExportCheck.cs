using System.Security.Cryptography;
using TokenLedger.Accounting;
using TokenLedger.Reporting.Currencies;
using TokenLedger.Reporting.Queries;

namespace TokenLedger.Reporting.Exports.Checking;

/// <summary>What was found out about one property of an export.</summary>
/// <param name="What">checksum, totals, root, checkpoint or content.</param>
/// <param name="Holds">Whether it holds; null when it could not be found out.</param>
/// <param name="Text">One sentence.</param>
public sealed record CheckedPart(string What, bool? Holds, string Text);

/// <summary>
/// Checks an export against its manifest, and both against the ledger: whether the file is the one that was written, whether its
/// rows sum to its totals, whether the ledger still holds the entries it was made from, and whether they still give it.
/// </summary>
public static class ExportCheck
{
    /// <summary>Checks the file with its manifest alone.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static async Task<IReadOnlyList<CheckedPart>> OfFileAsync(
        string path,
        ExportManifest manifest,
        CancellationToken cancellation
    )
    {
        ArgumentNullException.ThrowIfNull(manifest);
        await using FileStream file = File.OpenRead(path);
        string sha256 = Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellation).ConfigureAwait(false));
        CheckedPart checksum = Same("checksum", "SHA-256", manifest.Sha256, sha256);
        return [checksum, Totals(path, manifest)];
    }

    /// <summary>Checks the manifest, and with it a file of which the checksum holds, against the ledger.</summary>
    /// <param name="manifest">The manifest.</param>
    /// <param name="ledger">The ledger at hand.</param>
    /// <param name="views">Its projection.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="IOException">The ledger cannot be read.</exception>
    public static async Task<IReadOnlyList<CheckedPart>> OfLedgerAsync(
        ExportManifest manifest,
        ExportSource ledger,
        Views views,
        CancellationToken cancellation
    )
    {
        ArgumentNullException.ThrowIfNull(manifest);
        ArgumentNullException.ThrowIfNull(ledger);
        ArgumentNullException.ThrowIfNull(views);
        ExportedEntries entries = manifest.Entries;
        if (ledger.Origin != entries.Origin)
        {
            return
            [
                new("root", null, $"The ledger at hand is {ledger.Origin}; the export was made from {entries.Origin}."),
            ];
        }

        if (views.Position < entries.AsOfEntry)
        {
            string has =
                $"The ledger has {Counted.Of(views.Position, "entry", "entries")}; the export was made from {entries.AsOfEntry}.";
            return [new("root", false, has)];
        }

        List<CheckedPart> parts = [await RootAsync("root", entries.AsOfEntry, entries.Root).ConfigureAwait(false)];
        if (manifest.Checkpoint is { } signed)
        {
            parts.Add(
                signed.Size <= ledger.Entries.Size
                    ? await RootAsync("checkpoint", signed.Size, signed.Root).ConfigureAwait(false)
                    : new("checkpoint", false, $"The ledger has no {signed.Size} entries.")
            );
        }

        parts.Add(await ContentAsync(manifest, ledger, views, cancellation).ConfigureAwait(false));
        return parts;

        async Task<CheckedPart> RootAsync(string what, long size, string? root)
        {
            if (size == 0)
            {
                return new(what, true, "No entries were there yet.");
            }

            ReadOnlyMemory<byte> now = await ledger.RootAt(size, cancellation).ConfigureAwait(false);
            return Same(what, $"root over the first {size} entries", root ?? "", Convert.ToHexStringLower(now.Span));
        }
    }

    private static CheckedPart Totals(string path, ExportManifest manifest)
    {
        string format = manifest.Question.GetValueOrDefault("format") is [{ } name, ..] ? name : "csv";
        try
        {
            (long rows, IReadOnlyDictionary<string, string> sums) = ExportedFile.Sum(
                path,
                format,
                [.. manifest.Totals.Keys]
            );
            return Compare("totals", manifest, rows, sums);
        }
        catch (Exception unreadable) when (unreadable is InvalidDataException or EndOfStreamException)
        {
            return new("totals", false, unreadable.Message);
        }
    }

    /// <summary>Makes the export again from the entries it was made from.</summary>
    private static async Task<CheckedPart> ContentAsync(
        ExportManifest manifest,
        ExportSource ledger,
        Views views,
        CancellationToken cancellation
    )
    {
        SliceWords words = new(name => manifest.Question.GetValueOrDefault(name) ?? []);
        // What a dollar was then, not what the configuration says today.
        ExportTerms terms = new()
        {
            Currencies = manifest.Currency?.ToCurrency() is { } then ? new([then]) : CurrencyTable.None,
        };
        if (words.One("currency") is not null && terms.Currencies.All.Count == 0)
        {
            return new("content", null, "It cannot be made again: its manifest does not say what a dollar was.");
        }

        if (ExportWords.Read(words, terms, manifest.MadeAt, out string? problem) is not { } query)
        {
            return new("content", null, "It cannot be made again: " + problem);
        }

        ExportManifest again = await views
            .ExportAsync(
                manifest.ComparedWith is { } before ? query with { Before = new(before.From, before.To) } : query,
                ledger with
                {
                    Checkpoint = manifest.Checkpoint,
                },
                Stream.Null,
                manifest.MadeAt,
                cancellation,
                manifest.Entries.AsOfEntry
            )
            .ConfigureAwait(false);
        CheckedPart totals = Compare("content", manifest, again.Rows, again.Totals);
        return totals.Holds != true ? totals
            : again.Sha256 == manifest.Sha256 ? new("content", true, "Made again from the ledger it is the same.")
            : totals with { Text = "Made again from the ledger it has the same totals, but not the same bytes." };
    }

    private static CheckedPart Compare(
        string what,
        ExportManifest manifest,
        long rows,
        IReadOnlyDictionary<string, string> sums
    )
    {
        if (rows != manifest.Rows)
        {
            return new(what, false, $"The file has {Counted.Of(rows, "row")}; the manifest says {manifest.Rows}.");
        }

        foreach ((string name, string said) in manifest.Totals)
        {
            if (sums.GetValueOrDefault(name) is var sum && sum != said)
            {
                return new(what, false, $"{name} sums to {sum}; the manifest says {said}.");
            }
        }

        return new(what, true, $"{Counted.Of(rows, "row sums", "rows sum")} to the totals.");
    }

    private static CheckedPart Same(string what, string name, string said, string found) =>
        said == found
            ? new(what, true, $"The {name} is {found}.")
            : new(what, false, $"The {name} is {found}; the manifest says {said}.");
}
