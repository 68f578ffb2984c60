using System.CommandLine;
using System.Globalization;
using TokenLedger.Accounting;
using TokenLedger.Commands.Output;
using TokenLedger.Ledger;
using TokenLedger.Ledger.Embedded;
using TokenLedger.Ledger.Verification;
using TokenLedger.Reporting.Exports;

namespace TokenLedger.Commands;

/// <summary><c>tokenledger proof</c>: writes the proof that one entry is in the ledger, to be checked offline.</summary>
public static class ProofCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        Argument<string> entry = new("ENTRY") { Description = "The entry's id, or its sequence." };
        Option<string?> output = new("--output", "-o")
        {
            HelpName = "FILE",
            Description = "The file to write. Default: standard output.",
        };
        Option<string?> data = CommonOptions.Data();
        Command command = new(
            "proof",
            "Write the proof that an entry is in the ledger. Whoever has the ledger's public key, 'ledger/vkey', can check it offline."
        )
        {
            entry,
            output,
            data,
        };
        command.SetAction(
            async (parsed, cancellation) =>
            {
                string folder = DataFolder.Resolve(parsed.GetValue(data)).Ledger;
                return await WriteAsync(folder, parsed.GetValue(entry)!, parsed.GetValue(output), cancellation);
            }
        );
        return command;
    }

    private static async Task<int> WriteAsync(
        string folder,
        string entry,
        string? output,
        CancellationToken cancellation
    )
    {
        ReadOnlyOpenResult opened = LedgerReader.Open(folder);
        using LedgerReader? reader = opened.Reader;
        if (reader is null)
        {
            return Failed(opened.Problem!, 1);
        }

        bool isSequence = long.TryParse(entry, NumberStyles.None, CultureInfo.InvariantCulture, out long sequence);
        if (!isSequence && !Guid.TryParse(entry, out _))
        {
            return Failed($"'{entry}' is neither an entry id nor a sequence.", 2);
        }

        StoredEntry? found = isSequence
            ? reader.Read(sequence, 1).Select(stored => (StoredEntry?)stored).FirstOrDefault()
            : reader.Find(Guid.Parse(entry), cancellation);
        (SignedCheckpoint? checkpoint, string? problem) = reader.ReadCheckpoint();
        if (found is not { } stored)
        {
            return Failed($"The ledger in {folder} has no entry {entry}.", 1);
        }

        if (checkpoint is null)
        {
            return Failed($"The ledger in {folder} cannot prove anything: {problem}.", 1);
        }

        // The checkpoint may be newer than the head seen at opening, or the entry newer than the checkpoint.
        long head = reader.Refresh().Size;
        if (stored.Sequence >= checkpoint.Size || checkpoint.Size > head)
        {
            return Failed(
                $"Entry {stored.Sequence} is not covered by a checkpoint yet ({checkpoint.Size} of {Counted.Of(head, "entry is", "entries are")} "
                    + "signed). Try again in a second; if no server runs, start it once.",
                1
            );
        }

        InclusionProof proof = reader.ProveInclusion(stored.Sequence, checkpoint.Size);
        string text = new ProofBundle(stored.Sequence, stored.Bytes, proof.Path, checkpoint.Note).ToString();
        if (output is null)
        {
            await Console.Out.WriteAsync(text);
        }
        else
        {
            await AtomicFile.WriteAsync(output, file => file.WriteAsync(text.AsMemory(), cancellation));
            await Console.Error.WriteLineAsync(
                $"Entry {stored.Sequence} and its proof are in {output}. Check it: tokenledger verify --bundle {output}"
            );
        }

        return 0;
    }

    private static int Failed(string problem, int code)
    {
        Console.Error.WriteLine(problem);
        return code;
    }
}
