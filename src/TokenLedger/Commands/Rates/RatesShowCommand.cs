using System.CommandLine;
using System.Text.Json;
using TokenLedger.Accounting.Rates;
using TokenLedger.Commands.Output;
using TokenLedger.Configuration;

namespace TokenLedger.Commands.Rates;

/// <summary><c>tokenledger rates show</c>: how a model's name leads to a row, and everything the row says.</summary>
internal static class RatesShowCommand
{
    /// <summary>Who makes models comes before who resells them, when no provider is named.</summary>
    private static readonly string[] Makers =
    [
        "openai",
        "anthropic",
        "google",
        "mistral",
        "deepseek",
        "cohere",
        "xai",
        "perplexity",
        "moonshot",
        "zai",
        "minimax",
    ];

    public static Command Create(TimeProvider clock)
    {
        BookChoice choice = new();
        AtOption at = new(clock);
        Option<bool> json = CommonOptions.Json();
        Argument<string> model = new("MODEL") { Description = "A model's id, as a request or an answer names it." };
        Option<string?> provider = new("--provider")
        {
            HelpName = "NAME",
            Description = "Whose price. Without it: of all who have the model, who makes it first.",
        };
        Command command = new("show", "Show how a model's name leads to its prices, and all of them.")
        {
            model,
            provider,
            at.Option,
            json,
        };
        choice.AddTo(command);
        command.SetAction(parsed =>
        {
            DateTimeOffset instant = at.Read(parsed);
            RateBook book = choice.Read(parsed);
            string id = parsed.GetValue(model)!;
            string? named = parsed.GetValue(provider);
            RateMatch[] found = [.. Find(book, id, named, instant)];
            InvocationConfiguration console = parsed.InvocationConfiguration;
            if (parsed.GetValue(json))
            {
                console.Output.Write(Json(book, id, named, instant, found));
                return 0;
            }

            if (found.Length == 0)
            {
                console.Error.WriteLine(NotFound(book, id, named, instant));
                return ExitCode.Failed;
            }

            RateRowText.Write(book, id, found, instant, console.Output);
            return 0;
        });
        return command;
    }

    private static IEnumerable<RateMatch> Find(RateBook book, string id, string? provider, DateTimeOffset at)
    {
        if (provider is not null)
        {
            return book.Find(provider, id, at) is RateMatch only ? [only] : [];
        }

        return book
            .Providers.Select(name => book.Find(name, id, at))
            .OfType<RateMatch>()
            // What takes every name says nothing about this one.
            .Where(match => !match.Row.SelfHosted || match.Row.Model != "*")
            .OrderBy(match => match.Row.Bucket)
            .ThenBy(match => Array.IndexOf(Makers, match.Row.Provider) is >= 0 and int rank ? rank : Makers.Length)
            .ThenBy(match => match.Row.Provider, StringComparer.Ordinal);
    }

    private static string Json(RateBook book, string id, string? provider, DateTimeOffset at, RateMatch[] found) =>
        RateRowJson.Document(writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("asked", id);
            RateRowJson.Instant(writer, "at", at);
            writer.WriteString("version", book.Version);
            writer.WriteString("provider", found.Length > 0 ? found[0].Row.Provider : provider);
            writer.WriteString("model", found.Length > 0 ? found[0].Row.Model : null);
            writer.WriteString("how", found.Length > 0 ? found[0].How : null);
            if (found.Length > 0)
            {
                RateRowJson.Members(writer, found[0].Row);
                Factors(writer, found[0].Row);
                Others(writer, found.AsSpan(1));
            }
            else
            {
                writer.WriteNull("row");
                writer.WriteStartArray("prices");
                writer.WriteEndArray();
            }

            writer.WriteEndObject();
        });

    private static void Factors(Utf8JsonWriter writer, RateRow row)
    {
        if (row.OwnFactors.Count == 0)
        {
            return;
        }

        writer.WriteStartArray("own_factors");
        foreach (RateFactor factor in row.OwnFactors)
        {
            writer.WriteStartObject();
            writer.WriteString("name", factor.Name);
            writer.WriteString("kind", factor.Kind.ToString().ToLowerInvariant());
            writer.WriteString("times", factor.Times);
            RateRowJson.Instant(writer, "from", factor.From);
            RateRowJson.Instant(writer, "to", factor.To);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void Others(Utf8JsonWriter writer, ReadOnlySpan<RateMatch> others)
    {
        writer.WriteStartArray("others");
        foreach (RateMatch other in others)
        {
            writer.WriteStartObject();
            writer.WriteString("provider", other.Row.Provider);
            writer.WriteString("model", other.Row.Model);
            writer.WriteString("how", other.How);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static string NotFound(RateBook book, string id, string? provider, DateTimeOffset at)
    {
        if (provider is not null && !book.Providers.Contains(provider, StringComparer.OrdinalIgnoreCase))
        {
            return $"The book has no provider {provider}{NearMiss.Suggest(provider, book.Providers)}; it has {string.Join(", ", book.Providers)}.";
        }

        IEnumerable<RateRow> rows = provider is null ? book.Rows : book.RowsOf(provider);
        string near = NearMiss.Suggest(id, rows.SelectMany(row => row.Match.Ids.Append(row.Model)).Distinct());
        string where = provider is null ? "" : $" of {provider}";
        return $"{id}{where} has no price at {RateText.Of(at)}{near}: its calls are unpriced, not free. "
            + "Give it one with rates.models or rates.overlays in the configuration.";
    }
}
