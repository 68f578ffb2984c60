using System.CommandLine;
using TokenLedger.Commands.Counting;

namespace TokenLedger.Commands;

/// <summary>`tokenledger tokens`: counts the tokens of texts, offline.</summary>
public static class TokensCommand
{
    /// <summary>The command with its options.</summary>
    /// <param name="input">Read when no file is named; standard input when null.</param>
    public static Command Create(Func<Stream>? input = null)
    {
        Argument<string?> file = new("FILE")
        {
            Description = "The text to count, in UTF-8. Default: standard input.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        Option<string?> encoding = new("--encoding")
        {
            HelpName = "NAME",
            Description = "The encoding: " + TokenChoice.EncodingNames + ". Default: o200k_base.",
        };
        Option<string?> model = new("--model")
        {
            HelpName = "MODEL",
            Description = "Count as this model does; for models with a closed tokenizer the count is an estimate.",
        };
        Option<bool> ids = new("--ids") { Description = "Print the ids of the tokens too." };
        Option<bool> json = new("--json") { Description = "One JSON object instead of the bare count." };
        Option<string?> lines = new("--jsonl")
        {
            HelpName = "FILE",
            Description =
                "Count many texts: a line {id, encoding or model, text} each, '-' for standard input. "
                + "Prints {id, count, ids?} for each.",
        };
        Option<string?> request = new("--request")
        {
            HelpName = "FILE",
            Description =
                "A request body instead of a text, '-' for standard input: its prompt with messages, tools and images, "
                + "and the most the call can cost.",
        };
        Option<string> provider = new("--provider")
        {
            HelpName = "NAME",
            Description = "Whose request it is, with --request.",
            DefaultValueFactory = _ => "openai",
        };
        Command command = new("tokens", "Count the tokens of a text as OpenAI's encodings do, offline.")
        {
            file,
            encoding,
            model,
            ids,
            json,
            lines,
            request,
            provider,
        };
        command.SetAction(
            async (parsed, cancellation) =>
            {
                if (parsed.GetValue(request) is { } asked)
                {
                    return await CountRequestAsync(parsed, asked, cancellation);
                }

                TokenChoice choice = TokenChoice.Read(parsed.GetValue(encoding), parsed.GetValue(model));
                InvocationConfiguration console = parsed.InvocationConfiguration;
                bool withIds = parsed.GetValue(ids);
                string? path = parsed.GetValue(file);
                string? many = parsed.GetValue(lines);
                if (path is not null && many is not null)
                {
                    throw new CommandFailedException("Give FILE or --jsonl, not both.", ExitCode.Misused);
                }

                await using Stream stream = TextFile.Open(many ?? path, input ?? Console.OpenStandardInput);
                return many is null
                    ? await new CountText(console.Output).RunAsync(
                        stream,
                        choice,
                        withIds,
                        parsed.GetValue(json),
                        cancellation
                    )
                    : await new CountLines(console.Output, console.Error).RunAsync(
                        stream,
                        choice,
                        withIds,
                        cancellation
                    );
            }
        );
        return command;

        async Task<int> CountRequestAsync(ParseResult parsed, string asked, CancellationToken cancellation)
        {
            await using Stream body = TextFile.Open(asked, input ?? Console.OpenStandardInput);
            return await new CountRequest(parsed.InvocationConfiguration.Output, TimeProvider.System).RunAsync(
                body,
                parsed.GetValue(provider)!,
                parsed.GetValue(model),
                parsed.GetValue(json),
                cancellation
            );
        }
    }
}
