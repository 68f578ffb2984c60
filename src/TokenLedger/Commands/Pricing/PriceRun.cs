using TokenLedger.Accounting.Metering;
using TokenLedger.Accounting.Rates;
using TokenLedger.Commands.Rates;

namespace TokenLedger.Commands.Pricing;

/// <summary>What the command line asked for.</summary>
internal sealed record PriceRequest(
    IReadOnlyList<string> Paths,
    bool Json,
    string? Provider,
    string? Api,
    string? Request,
    string? Response,
    string? At,
    IReadOnlyList<string> Attributes,
    string? Rates,
    string? Config
);

/// <summary>
/// Prices every exchange that can be priced and says of every other why not. Exit code 0: all priced; 1: a dialect
/// that cannot be read; 2: bad input.
/// </summary>
internal sealed class PriceRun(TextWriter output, TextWriter error, TimeProvider clock)
{
    private const int Unsupported = 1;
    private const int BadInput = 2;

    private int exitCode;

    public async Task<int> RunAsync(PriceRequest request, CancellationToken cancellation)
    {
        if (request is { Rates: not null, Config: not null })
        {
            return Fail("--rates and --config are two books; give one of them");
        }

        if (await BookAsync(request, cancellation) is not RateBook book)
        {
            return BadInput;
        }

        bool two = request.Request is not null || request.Response is not null;
        if (two == request.Paths.Count > 0)
        {
            return Fail("give files or folders of exchanges, or --provider, --api, --request and --response");
        }

        if (two)
        {
            await PriceTwoFilesAsync(request, book, cancellation);
            return exitCode;
        }

        if (ReadAttributes(request) is not IReadOnlyList<KeyValuePair<string, string>> attributes)
        {
            return exitCode;
        }

        foreach (string path in PriceFiles.Expand(request.Paths, Complain))
        {
            await PriceFileAsync(path, attributes, request.Json, book, cancellation);
        }

        return exitCode;
    }

    private async Task PriceFileAsync(
        string path,
        IReadOnlyList<KeyValuePair<string, string>> attributes,
        bool json,
        RateBook book,
        CancellationToken cancellation
    )
    {
        if (await PriceFiles.ReadAsync(path, Complain, cancellation) is not byte[] bytes)
        {
            return;
        }

        ExchangeResult result = ExchangeReader.Read(Path.GetFileNameWithoutExtension(path), bytes);
        if (result.Exchange is Exchange exchange)
        {
            Print(exchange.With(attributes), path, json, book);
        }
        else
        {
            Complain($"{path}: {result.Problem}");
        }
    }

    private async Task PriceTwoFilesAsync(PriceRequest request, RateBook book, CancellationToken cancellation)
    {
        if (
            request
            is not { Provider: string provider, Api: string api, Request: string asked, Response: string answered }
        )
        {
            Complain("--provider, --api, --request and --response belong together");
            return;
        }

        DateTimeOffset at = clock.GetUtcNow();
        if (request.At is string text && !ExchangeReader.TryInstant(text, out at))
        {
            Complain($"--at {text} is not an instant such as 2026-11-02T10:15:30Z");
            return;
        }

        if (ReadAttributes(request) is not IReadOnlyList<KeyValuePair<string, string>> attributes)
        {
            return;
        }

        byte[]? requestBytes = await PriceFiles.ReadAsync(asked, Complain, cancellation);
        byte[]? responseBytes = await PriceFiles.ReadAsync(answered, Complain, cancellation);
        if (requestBytes is null || responseBytes is null)
        {
            return;
        }

        ExchangeResult result = ExchangeReader.FromBytes(provider, api, at, requestBytes, responseBytes, attributes);
        if (result.Exchange is Exchange exchange)
        {
            Print(exchange, answered, request.Json, book);
        }
        else
        {
            Complain($"{asked}: {result.Problem}");
        }
    }

    private List<KeyValuePair<string, string>>? ReadAttributes(PriceRequest request)
    {
        List<KeyValuePair<string, string>> attributes = [];
        foreach (string attribute in request.Attributes)
        {
            int equals = attribute.IndexOf('=', StringComparison.Ordinal);
            if (equals < 1)
            {
                Complain($"--attr {attribute} must have the form NAME=VALUE");
                return null;
            }

            attributes.Add(new(attribute[..equals], attribute[(equals + 1)..]));
        }

        return attributes;
    }

    private void Print(Exchange exchange, string path, bool json, RateBook book)
    {
        if (ExchangePricing.Price(exchange, book) is not PricedExchange priced)
        {
            string known = string.Join(", ", UsageReaders.Dialects);
            error.WriteLine($"{path}: the api \"{exchange.Api}\" cannot be read; these can: {known}");
            exitCode = Math.Max(exitCode, Unsupported);
            return;
        }

        if (json)
        {
            output.WriteLine(PricedJson.Line(priced));
        }
        else
        {
            output.WriteLine(PricedText.Bill(priced));
        }
    }

    private async Task<RateBook?> BookAsync(PriceRequest request, CancellationToken cancellation)
    {
        if (request.Rates is null)
        {
            return request.Config is null ? RateBook.Embedded : BookChoice.Configured(request.Config);
        }

        List<(string, ReadOnlyMemory<byte>)> tables = [];
        foreach (string file in PriceFiles.Expand([request.Rates], Complain))
        {
            // The schema of the tables may lie beside them.
            if (!file.EndsWith(".schema.json", StringComparison.Ordinal))
            {
                tables.Add((file, await PriceFiles.ReadAsync(file, Complain, cancellation)));
            }
        }

        if (exitCode != 0)
        {
            return null;
        }

        RateBookResult result = RateBook.Load(tables);
        foreach (RateProblem problem in result.Problems)
        {
            Complain(problem.ToString());
        }

        return result.Book;
    }

    private int Fail(string sentence)
    {
        Complain(sentence);
        return BadInput;
    }

    private void Complain(string sentence)
    {
        error.WriteLine("price: " + sentence);
        exitCode = BadInput;
    }
}
