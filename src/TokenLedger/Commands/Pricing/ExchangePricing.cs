using TokenLedger.Accounting.Metering;
using TokenLedger.Accounting.Rates;
using TokenLedger.Accounting.Tokens;

namespace TokenLedger.Commands.Pricing;

/// <summary>An exchange with its usage and its bill.</summary>
/// <param name="Exchange">The exchange.</param>
/// <param name="Usage">What the provider reported.</param>
/// <param name="Bill">The bill of what was reported; its total is null when a part is unknown.</param>
/// <param name="Estimate">Priced lines of what was not reported; empty when everything was.</param>
public sealed record PricedExchange(Exchange Exchange, UsageReport Usage, Bill Bill, IReadOnlyList<LineItem> Estimate);

/// <summary>Reads an exchange's usage and prices it.</summary>
public static class ExchangePricing
{
    /// <summary>The priced exchange; null when its dialect cannot be read.</summary>
    public static PricedExchange? Price(Exchange exchange, RateBook book)
    {
        RequestFacts facts = new(exchange.Model, exchange.Response.IsStream, exchange.Attributes);
        if (UsageReaders.Create(exchange.Api, facts) is not UsageReader reader)
        {
            return null;
        }

        reader.ReadHeaders(name => exchange.Headers.GetValueOrDefault(name));
        Feed(reader, exchange);
        UsageReport usage = reader.Report(ended: true);
        Bill bill = Bill(exchange, usage, book);
        return new(exchange, usage, bill, Estimate(exchange, usage, reader.UnreportedOutput, book));
    }

    private static void Feed(UsageReader reader, Exchange exchange)
    {
        if (exchange.Response.Stream is string stream)
        {
            foreach ((byte[] name, byte[] data) in ServerSentText.Events(stream))
            {
                reader.ReadEvent(name, data);
            }
        }
        else if (exchange.Response.Events is IReadOnlyList<byte[]> events)
        {
            foreach (byte[] data in events)
            {
                reader.ReadEvent(default, data);
            }
        }
        else
        {
            reader.ReadBody(exchange.Status, exchange.Response.Body);
        }
    }

    private static Bill Bill(Exchange exchange, UsageReport usage, RateBook book) =>
        exchange.HasOwnRate
            ? RateBook.Price(exchange.OwnRate, usage, exchange.At, exchange.CompletedAt)
            : book.Price(exchange.Provider, usage, exchange.Model, exchange.At, exchange.CompletedAt);

    private static IReadOnlyList<LineItem> Estimate(
        Exchange exchange,
        UsageReport usage,
        string unreportedOutput,
        RateBook book
    )
    {
        if (usage.Source is UsageSource.None or UsageSource.Provider || usage.EveryPartReported)
        {
            return [];
        }

        string? model = usage.ServedModel ?? exchange.Model;
        List<Quantity> estimated = [];
        long? context = usage.ContextTokens;
        if (usage.Source == UsageSource.Estimated && !exchange.RequestBody.IsEmpty)
        {
            TokenEstimate input = PromptEstimate.Of(exchange.Provider, model, exchange.RequestBody.Span);
            estimated.Add(new(Meters.Input, input.Tokens, Provenance.Estimated, input.ErrorPercent));
            context = input.Tokens;
        }

        TokenEstimate answer = AnswerEstimate.Of(exchange.Provider, model, unreportedOutput);
        estimated.Add(new(Meters.Output, answer.Tokens, Provenance.Estimated, answer.ErrorPercent));
        UsageReport whole = usage with { Quantities = estimated, ContextTokens = context };
        return Bill(exchange, whole, book).Lines;
    }
}
