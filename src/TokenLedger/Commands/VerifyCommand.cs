using System.CommandLine;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using TokenLedger.Accounting;
using TokenLedger.Commands.Output;
using TokenLedger.Ledger.Embedded;
using TokenLedger.Ledger.Signing;
using TokenLedger.Ledger.Verification;

namespace TokenLedger.Commands;

/// <summary>
/// <c>tokenledger verify</c>: derives everything again from the ledger's bytes. Exit 0 intact, 1 not, 2 wrong usage.
/// </summary>
public static class VerifyCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        Option<string?> data = CommonOptions.Data();
        Option<bool> json = new("--json") { Description = "Print one JSON object." };
        Option<string?> bundle = new("--bundle")
        {
            HelpName = "FILE",
            Description = "Check a proof written by 'proof' instead, offline.",
        };
        Option<string?> key = new("--key")
        {
            HelpName = "KEY",
            Description =
                "The public key (vkey text or a file with it) that must have signed. Default: the ledger's own.",
        };
        Command command = new(
            "verify",
            "Verify that the ledger is intact: every checksum, hash, signature and sum, from the bytes. Exit 0 when it is, 1 when not."
        )
        {
            data,
            json,
            bundle,
            key,
        };
        command.SetAction(
            async (parsed, cancellation) =>
            {
                string folder = DataFolder.Resolve(parsed.GetValue(data)).Ledger;
                string? file = parsed.GetValue(bundle);
                if (!TryKey(parsed.GetValue(key), out VerifierKey? pinned))
                {
                    return Usage("The value of --key is neither a verifier key nor a file that holds one.");
                }

                return file is not null
                    ? CheckBundle(file, pinned, folder)
                    : await VerifyAsync(folder, pinned, parsed.GetValue(json), cancellation);
            }
        );
        return command;
    }

    private static async Task<int> VerifyAsync(
        string folder,
        VerifierKey? pinned,
        bool json,
        CancellationToken cancellation
    )
    {
        ReadOnlyOpenResult opened = LedgerReader.Open(folder);
        if (opened.Reader is null)
        {
            return Failed(opened.Problem!);
        }

        opened.Reader.Dispose();
        using ProgressBar bar = new("verifying");
        VerificationReport report;
        try
        {
            report = await LedgerVerifier.RunAsync(folder, pinned, bar, cancellation);
        }
        catch (IOException failed)
        {
            return Failed($"The ledger in {folder} cannot be read: {failed.Message}");
        }

        bar.Clear();
        if (json)
        {
            PrintJson(report);
        }
        else
        {
            Print(report);
        }

        return report.IsIntact ? 0 : 1;
    }

    private static void Print(VerificationReport report)
    {
        TextWriter output = Console.Out;
        output.WriteLine($"ledger      {report.Origin}");
        output.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"entries     {report.Head.Size:N0} in {Counted.Of(report.Segments, "segment")}"
            )
        );
        output.WriteLine($"root        {Base64(report.Head.Root)}");
        output.WriteLine(
            report.Checkpoint is { } signed
                ? $"checkpoint  signed at {Counted.Of(signed.Size, "entry", "entries")}"
                : "checkpoint  none"
        );
        output.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"open holds  {report.OpenHolds:N0}{(report.HasWriter ? " (the server is running)" : "")}"
            )
        );
        if (report.UnfinishedBytes > 0 && !report.HasWriter)
        {
            output.WriteLine(
                $"note        {Counted.Of(report.UnfinishedBytes, "byte")} of an unfinished commit; the next start cuts them off"
            );
        }

        foreach (Finding finding in report.Findings)
        {
            string index = finding.Index is { } at ? $", entry {at}" : "";
            output.WriteLine($"WRONG       {finding.File}{index}: {finding.What}");
        }

        output.WriteLine(report.IsIntact ? "intact" : $"NOT intact: {Counted.Of(report.Findings.Count, "finding")}");
    }

    private static void PrintJson(VerificationReport report)
    {
        using Stream output = Console.OpenStandardOutput();
        using Utf8JsonWriter writer = new(
            output,
            new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }
        );
        writer.WriteStartObject();
        writer.WriteBoolean("intact", report.IsIntact);
        writer.WriteString("origin", report.Origin);
        writer.WriteNumber("entries", report.Head.Size);
        writer.WriteNumber("segments", report.Segments);
        writer.WriteString("root", Base64(report.Head.Root));
        if (report.Checkpoint is { } signed)
        {
            writer.WriteStartObject("checkpoint");
            writer.WriteNumber("size", signed.Size);
            writer.WriteString("root", Base64(signed.Root));
            writer.WriteEndObject();
        }
        else
        {
            writer.WriteNull("checkpoint");
        }

        writer.WriteNumber("open_holds", report.OpenHolds);
        writer.WriteNumber("unfinished_bytes", report.UnfinishedBytes);
        writer.WriteBoolean("writer_running", report.HasWriter);
        writer.WriteStartArray("findings");
        foreach (Finding finding in report.Findings)
        {
            writer.WriteStartObject();
            writer.WriteString("segment", finding.File);
            if (finding.Index is { } index)
            {
                writer.WriteNumber("index", index);
            }
            else
            {
                writer.WriteNull("index");
            }

            writer.WriteString("what", finding.What);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.Flush();
        output.WriteByte((byte)'\n');
    }

    private static int CheckBundle(string file, VerifierKey? pinned, string folder)
    {
        try
        {
            ProofBundle bundle = ProofBundle.Parse(File.ReadAllText(file));
            if (pinned is null && !TryKey(Path.Combine(folder, "vkey"), out pinned))
            {
                return Usage("Name the public key that must have signed with --key, or the ledger with --data.");
            }

            if (bundle.Check(pinned!) is { } problem)
            {
                Console.Out.WriteLine($"NOT proved: {problem}");
                return 1;
            }

            Console.Out.WriteLine($"proved: entry {bundle.Sequence} of {pinned!.Name}");
            return 0;
        }
        catch (FormatException malformed)
        {
            return Failed($"{file}: {malformed.Message}");
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return Usage($"--bundle: {file} cannot be read: {unreadable.Message}");
        }
    }

    private static bool TryKey(string? text, out VerifierKey? key)
    {
        key = null;
        return text is null || VerifierKey.TryParse(File.Exists(text) ? File.ReadAllText(text) : text, out key);
    }

    private static string Base64(ReadOnlyMemory<byte> hash) =>
        hash.IsEmpty ? "not computed" : Convert.ToBase64String(hash.Span);

    private static int Failed(string problem)
    {
        Console.Error.WriteLine(problem);
        return 1;
    }

    private static int Usage(string problem)
    {
        Console.Error.WriteLine(problem);
        return 2;
    }
}
