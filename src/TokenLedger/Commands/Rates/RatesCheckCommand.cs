using System.CommandLine;
using System.Globalization;
using TokenLedger.Accounting;
using TokenLedger.Accounting.Rates;
using TokenLedger.Commands.Output;

namespace TokenLedger.Commands.Rates;

/// <summary><c>tokenledger rates check</c>: reviews tables. Exit 0 when all are in order, 1 when not.</summary>
internal static class RatesCheckCommand
{
    public static Command Create()
    {
        Argument<string[]> paths = new("FILE_OR_DIR")
        {
            Description = "Tables, or folders of them. Without any: the ones built in.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        Option<bool> json = CommonOptions.Json();
        Command command = new(
            "check",
            "Check rate tables: schema, overlaps, gaps, order, sources, meters. Exit 0 when all is well, 1 when not."
        )
        {
            paths,
            json,
        };
        command.SetAction(parsed =>
        {
            string[] named = parsed.GetValue(paths) ?? [];
            List<RateFile> files = named.Length == 0 ? BuiltIn() : BookChoice.Files(named);
            Review review = Review.Of(files);
            TextWriter output = parsed.InvocationConfiguration.Output;
            if (parsed.GetValue(json))
            {
                output.Write(review.Json());
            }
            else
            {
                review.Write(output);
            }

            return review.Problems.Count == 0 ? 0 : ExitCode.Failed;
        });
        return command;
    }

    private static List<RateFile> BuiltIn() =>
        [
            .. RateBook.Embedded.Providers.Select(provider => new RateFile(
                $"rates/{provider}.json",
                RateBook.BuiltInTable(provider)
            )),
        ];

    /// <summary>What came of checking some tables.</summary>
    private sealed record Review(IReadOnlyList<RateProblem> Problems, int Tables, int Rows)
    {
        public static Review Of(List<RateFile> files)
        {
            List<RateProblem> problems = [];
            Dictionary<string, string> fileOf = new(StringComparer.OrdinalIgnoreCase);
            int rows = 0;
            foreach (RateFile file in files)
            {
                (IReadOnlyList<RateProblem> found, string? provider, int count) = RateTableReview.Of(file);
                problems.AddRange(found);
                rows += count;
                if (provider is not null && !fileOf.TryAdd(provider, file.Name))
                {
                    problems.Add(
                        new(
                            file.Name,
                            null,
                            $"provider {provider} is already in {fileOf[provider]}; keep one table per provider"
                        )
                    );
                }
            }

            return new(problems, files.Count, rows);
        }

        public void Write(TextWriter output)
        {
            foreach (RateProblem problem in Problems)
            {
                output.WriteLine(problem);
            }

            string tables = string.Create(
                CultureInfo.InvariantCulture,
                $"{Counted.Of(Tables, "table")}, {Counted.Of(Rows, "row")}: "
            );
            output.WriteLine(tables + (Problems.Count == 0 ? "in order" : Counted.Of(Problems.Count, "problem")));
        }

        public string Json() =>
            RateRowJson.Document(writer =>
            {
                writer.WriteStartObject();
                writer.WriteBoolean("ok", Problems.Count == 0);
                writer.WriteNumber("tables", Tables);
                writer.WriteNumber("rows", Rows);
                writer.WriteStartArray("problems");
                foreach (RateProblem problem in Problems)
                {
                    writer.WriteStartObject();
                    writer.WriteString("file", problem.File);
                    writer.WriteString("row", problem.Row);
                    writer.WriteString("message", problem.Message);
                    writer.WriteEndObject();
                }

                writer.WriteEndArray();
                writer.WriteEndObject();
            });
    }
}
