using System.Globalization;
using System.Text;
using TokenLedger.Accounting.Metering;
using TokenLedger.Accounting.Money;
using TokenLedger.Accounting.Rates;

namespace TokenLedger.Commands.Pricing;

/// <summary>A priced exchange as a bill for people.</summary>
public static class PricedText
{
    /// <summary>Writes the bill, several lines.</summary>
    public static string Bill(PricedExchange priced)
    {
        (Exchange exchange, UsageReport usage, Bill bill, IReadOnlyList<LineItem> estimate) = priced;
        StringBuilder text = new();
        string model = usage.ServedModel ?? exchange.Model ?? "no model named";
        string at = exchange.At.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        text.AppendLine($"{exchange.Id}: {model} at {exchange.Provider}, {at}");
        foreach (LineItem line in bill.Lines)
        {
            text.AppendLine(Line(bill, line));
        }

        foreach (LineItem line in estimate)
        {
            string within = line.ErrorPercent is int error ? $", within {error} %" : "";
            text.AppendLine($"{Line(bill, line)}  (estimated{within})");
        }

        text.AppendLine(Total(bill, usage, estimate));
        IReadOnlyList<string> flags = PricedJson.AllFlags(priced);
        if (flags.Count > 0)
        {
            text.AppendLine("  flags: " + string.Join(", ", flags));
        }

        return text.ToString();
    }

    private static string Line(Bill bill, LineItem line)
    {
        string quantity = line.Quantity.ToString("#,0.############", CultureInfo.InvariantCulture);
        string start = $"  {line.Meter, -24} {quantity, 14}";
        if (line.Amount is not Usd amount)
        {
            return bill.CostBasis == CostBasis.Computed ? start + "  unpriced" : start;
        }

        string factors = string.Concat(line.Multipliers.Select(factor => " x " + factor));
        string per = line.Per.ToString("#,0", CultureInfo.InvariantCulture);
        string pricedAs = line.PricedAs is null ? "" : $"  as {line.PricedAs}";
        return $"{start} x {line.Rate} per {per}{factors} = {amount} USD{pricedAs}";
    }

    private static string Total(Bill bill, UsageReport usage, IReadOnlyList<LineItem> estimate)
    {
        if (bill.CostBasis == CostBasis.Prepaid)
        {
            return "  total 0 USD: provisioned throughput, paid for by time";
        }

        if (bill.CostBasis == CostBasis.ProviderReported)
        {
            return bill.Total is null
                ? $"  total unknown: {bill.Known} USD stated, the upstream's own bill is not"
                : $"  total {bill.Total} USD, as the provider states";
        }

        if (bill.Total is Usd total)
        {
            return usage.Source == UsageSource.None
                ? $"  total {total} USD: nothing was generated"
                : $"  total {total} USD, {bill.Model}";
        }

        if (bill.Model is null)
        {
            return "  total unknown: no rate is known for this model";
        }

        if (estimate.Count == 0)
        {
            return $"  total unknown: at least {bill.Known} USD";
        }

        Usd estimated = Usd.Zero;
        foreach (LineItem line in estimate)
        {
            estimated += line.Amount ?? Usd.Zero;
        }

        return $"  total unknown: {bill.Known} USD reported, about {estimated} USD estimated on top";
    }
}
