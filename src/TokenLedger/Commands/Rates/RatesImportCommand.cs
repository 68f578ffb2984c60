using System.CommandLine;
using System.Globalization;
using TokenLedger.Accounting;
using TokenLedger.Accounting.Rates;
using TokenLedger.Accounting.Rates.Import;
using TokenLedger.Commands.Output;
using TokenLedger.Commands.Pricing;

namespace TokenLedger.Commands.Rates;

/// <summary><c>tokenledger rates import</c>: writes others' tables as tables of our own, and says what did not fit.</summary>
internal static class RatesImportCommand
{
    /// <summary>Models named per remark; all of them with --json.</summary>
    private const int MostNamed = 4;

    public static Command Create(TimeProvider clock)
    {
        Argument<string> file = new("FILE") { Description = $"One of: {TableImport.KnownForms}." };
        Option<string> folder = new("--output", "-o")
        {
            HelpName = "DIR",
            Description = "Folder to write PROVIDER.json into; made if it is missing.",
            Required = true,
        };
        Option<bool> force = new("--force") { Description = "Replace tables that are there already." };
        Option<bool> json = CommonOptions.Json();
        Command command = new(
            "import",
            "Take over a table of LiteLLM, genai-prices or models.dev (told apart by form), figures exactly as written."
        )
        {
            file,
            folder,
            force,
            json,
        };
        command.SetAction(
            async (parsed, cancellation) =>
            {
                string path = parsed.GetValue(file)!;
                ImportedTables tables = await ReadAsync(path, cancellation);
                Written[] written = Texts(tables, DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime));
                await WriteAsync(written, parsed.GetValue(folder)!, parsed.GetValue(force), cancellation);
                TextWriter output = parsed.InvocationConfiguration.Output;
                if (parsed.GetValue(json))
                {
                    await output.WriteAsync(Json(tables, written, parsed.GetValue(folder)!));
                }
                else
                {
                    Report(tables, written, parsed.GetValue(folder)!, output);
                }

                return 0;
            }
        );
        return command;
    }

    private static async Task<ImportedTables> ReadAsync(string path, CancellationToken cancellation)
    {
        string complaint = "";
        byte[]? bytes = await PriceFiles.ReadAsync(path, sentence => complaint = sentence, cancellation);
        if (bytes is null)
        {
            throw new CommandFailedException(complaint, ExitCode.Misused);
        }

        (ImportedTables? tables, string? problem) = TableImport.Read(bytes);
        return tables ?? throw new CommandFailedException($"{path}: {problem}.");
    }

    private static Written[] Texts(ImportedTables tables, DateOnly today) =>
        [
            .. tables
                .Rows.OrderBy(table => table.Key, StringComparer.Ordinal)
                .Select(table => new Written(
                    table.Key,
                    table.Value.Count,
                    RateTableWriter.Write(
                        table.Key,
                        today,
                        [KeyValuePair.Create(tables.Format, TableImport.Describe(tables.Format))],
                        table.Value
                    )
                )),
        ];

    private static async Task WriteAsync(Written[] tables, string folder, bool force, CancellationToken cancellation)
    {
        try
        {
            Directory.CreateDirectory(folder);
            string[] there = [.. tables.Select(table => Path.Combine(folder, table.File)).Where(File.Exists)];
            if (there.Length > 0 && !force)
            {
                throw new CommandFailedException(
                    $"{string.Join(", ", there)} {(there.Length == 1 ? "is" : "are")} there already. Name another folder, or replace them with --force.",
                    ExitCode.Misused
                );
            }

            foreach (Written table in tables)
            {
                await File.WriteAllTextAsync(Path.Combine(folder, table.File), table.Text, cancellation);
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailedException($"{folder} cannot be written: {failure.Message}", ExitCode.Misused);
        }
    }

    private static void Report(ImportedTables tables, Written[] written, string folder, TextWriter output)
    {
        int rows = written.Sum(table => table.Rows);
        output.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{tables.Format}: {Counted.Of(rows, "row")} of {Counted.Of(written.Length, "provider")} written to {folder}"
            )
        );
        if (tables.Left.Count > 0)
        {
            output.WriteLine("Not carried over, or to be looked at:");
        }

        foreach (NotCarried left in tables.Left)
        {
            string more = left.Models.Count > MostNamed ? " …" : "";
            output.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{left.Models.Count, 6:N0}  {left.What} ({string.Join(", ", left.Models.Take(MostNamed))}{more})"
                )
            );
        }

        output.WriteLine(
            $"Next: tokenledger rates check {folder}; tokenledger rates diff {BookChoice.BuiltIn} {folder}; then name tables in rates.files or rates.overlays."
        );
    }

    private static string Json(ImportedTables tables, Written[] written, string folder) =>
        RateRowJson.Document(writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("format", tables.Format);
            writer.WriteStartArray("tables");
            foreach (Written table in written)
            {
                writer.WriteStartObject();
                writer.WriteString("file", Path.Combine(folder, table.File));
                writer.WriteString("provider", table.Provider);
                writer.WriteNumber("rows", table.Rows);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteStartArray("not_carried");
            foreach (NotCarried left in tables.Left)
            {
                writer.WriteStartObject();
                writer.WriteString("what", left.What);
                writer.WriteStartArray("models");
                foreach (string model in left.Models)
                {
                    writer.WriteStringValue(model);
                }

                writer.WriteEndArray();
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        });

    private sealed record Written(string Provider, int Rows, string Text)
    {
        public string File => Provider + ".json";
    }
}
