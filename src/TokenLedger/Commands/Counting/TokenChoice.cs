using TokenLedger.Accounting.Tokens;

namespace TokenLedger.Commands.Counting;

/// <summary>What a text is counted with.</summary>
/// <param name="Counter">The encoding, and how a family without one of its own is estimated from it.</param>
internal sealed record TokenChoice(TokenCounter Counter)
{
    /// <summary>The names --encoding takes.</summary>
    public static string EncodingNames { get; } =
        string.Join(", ", BytePairEncoding.All.Select(encoding => encoding.Name));

    /// <summary>The choice of the command line; o200k_base when it names nothing.</summary>
    /// <exception cref="CommandFailedException">The name is not known, or both were given.</exception>
    public static TokenChoice Read(string? encoding, string? model)
    {
        if (encoding is null && model is null)
        {
            return new(TokenCounter.Exact(BytePairEncoding.O200kBase));
        }

        return TryRead(encoding, model, out string? problem)
            ?? throw new CommandFailedException(problem!, ExitCode.Misused);
    }

    /// <summary>The choice of an encoding or a model; null with a problem when there is none.</summary>
    public static TokenChoice? TryRead(string? encoding, string? model, out string? problem)
    {
        problem = null;
        if (encoding is not null && model is not null)
        {
            problem = "Name an encoding or a model, not both.";
        }
        else if (encoding is not null)
        {
            if (BytePairEncoding.Named(encoding) is { } named)
            {
                return new(TokenCounter.Exact(named));
            }

            problem = $"There is no encoding '{encoding}'. There are {EncodingNames}.";
        }
        else if (model is not null)
        {
            if (TokenCounter.ForKnownModel(model) is { } counter)
            {
                return new(counter);
            }

            problem =
                $"How the model '{model}' cuts text into tokens is not known. Name an encoding instead: {EncodingNames}.";
        }
        else
        {
            problem = "Neither an encoding nor a model is named.";
        }

        return null;
    }
}
