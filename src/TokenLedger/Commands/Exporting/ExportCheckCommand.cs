using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using TokenLedger.Commands.Output;
using TokenLedger.Reporting.Exports;
using TokenLedger.Reporting.Exports.Checking;

namespace TokenLedger.Commands.Exporting;

/// <summary>tokenledger export check: whether an export is as it was written, and what the ledger says to it.</summary>
internal static class ExportCheckCommand
{
    /// <summary>Creates the command.</summary>
    public static Command Create()
    {
        Argument<string> file = new("FILE") { Description = "The export; its manifest lies beside it." };
        Option<string?> data = CommonOptions.Data();
        Option<bool> json = CommonOptions.Json();
        Command command = new(
            "check",
            "Check an export: its checksum, its totals, and what it was made from against the ledger where there is one. "
                + "Exit 0 when all holds, 1 when not."
        )
        {
            file,
            data,
            json,
        };
        command.SetAction(
            async (parsed, cancellation) =>
            {
                InvocationConfiguration console = parsed.InvocationConfiguration;
                string path = parsed.GetRequiredValue(file);
                ExportManifest manifest = Manifest(path);
                List<CheckedPart> parts = [.. await ExportCheck.OfFileAsync(path, manifest, cancellation)];
                DataFolder folder = DataFolder.Resolve(parsed.GetValue(data));
                if (parsed.GetValue(data) is not null || Directory.Exists(folder.Ledger))
                {
                    using LedgerReports reports = await LedgerReports.OpenAsync(folder, console.Error, cancellation);
                    ExportSource ledger = ExportSource.Of(reports.Reader);
                    parts.AddRange(await ExportCheck.OfLedgerAsync(manifest, ledger, reports.Views, cancellation));
                }
                else
                {
                    parts.Add(new("root", null, "There is no ledger at hand: name its data folder with --data."));
                }

                Write(parts, parsed.GetValue(json), console.Output);
                bool all = parts.All(part => part.Holds != false);
                bool compared = parsed.GetValue(data) is null || parts.All(part => part.Holds is not null);
                return all && compared ? 0 : ExitCode.Failed;
            }
        );
        return command;
    }

    private static ExportManifest Manifest(string path)
    {
        string beside = path + ExportManifest.Ending;
        if (!File.Exists(path) || !File.Exists(beside))
        {
            throw new CommandFailedException(
                $"{(File.Exists(path) ? beside : path)} is not there. A manifest is written with 'export -o FILE'.",
                ExitCode.Misused
            );
        }

        return ExportManifest.Parse(File.ReadAllText(beside))
            ?? throw new CommandFailedException($"{beside} is no manifest of an export.");
    }

    private static void Write(List<CheckedPart> parts, bool json, TextWriter output)
    {
        if (json)
        {
            using MemoryStream text = new();
            using (Utf8JsonWriter writer = new(text, new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
            {
                writer.WriteStartObject();
                writer.WriteBoolean("holds", parts.All(part => part.Holds != false));
                writer.WriteStartArray("parts");
                foreach (CheckedPart part in parts)
                {
                    writer.WriteStartObject();
                    writer.WriteString("what", part.What);
                    writer.WriteString("holds", Word(part.Holds));
                    writer.WriteString("text", part.Text);
                    writer.WriteEndObject();
                }

                writer.WriteEndArray();
                writer.WriteEndObject();
            }

            output.WriteLine(System.Text.Encoding.UTF8.GetString(text.ToArray()));
            return;
        }

        foreach (CheckedPart part in parts)
        {
            output.WriteLine($"{part.What, -11} {Word(part.Holds), -8} {part.Text}");
        }
    }

    private static string Word(bool? holds) =>
        holds switch
        {
            true => "holds",
            false => "WRONG",
            _ => "unknown",
        };
}
