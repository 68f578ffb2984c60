using System.Globalization;
using System.Text;
using TokenLedger.Accounting.Metering;
using TokenLedger.Accounting.Rates;
using TokenLedger.Gateway;
using TokenLedger.Gateway.Dialects;
using TokenLedger.Gateway.Upstreams;

namespace TokenLedger.Tests.Documentation;

/// <summary>Writes docs/providers.md from what the code declares, so that the page cannot say anything else.</summary>
internal static class ProvidersPage
{
    /// <summary>The whole page.</summary>
    public static string Text()
    {
        StringBuilder page = new();
        page.Append(
            """
            # Providers and meters

            This page is written by a test from the code and the built-in rate tables, which fails when they differ. To write
            it anew, run that test with `TOKENLEDGER_UPDATE_DOCS=1`:
            `dotnet test tests/TokenLedger.Tests --filter The_page_of_providers_says_what_the_code_does`.

            ## Providers

            Every provider has a rate table of its own; those with an address or a prefix are known upstreams. A prefix stands
            before the path of a request; the models and meters are those with a price.

            | provider | prefix | wire format | address | models | meters with a price |
            |---|---|---|---|---|---|

            """
        );
        foreach (string provider in RateBook.Embedded.Providers.Order(StringComparer.Ordinal))
        {
            page.AppendLine(Provider(provider));
        }

        page.Append(
            """

            ## Where usage comes from

            One part for each dialect: the routes it is read on, the meters it can report, where the provider states them, and
            what becomes of an answer that states none. Quantities are disjoint: no token is on two meters. Counters of a
            stream are cumulative; the largest value of each stands, and null never erases. What contradicts the provider's
            own total, or is no count, is flagged `inconsistent_usage` and kept as it came.


            """
        );
        foreach (UsageDialect dialect in UsageReaders.All)
        {
            Dialect(page, dialect);
        }

        page.Append(
            """
            ## Meters

            | meter | one unit is a | counts | providers with a price |
            |---|---|---|---|

            """
        );
        foreach (MeterUnit unit in MeterUnits.All)
        {
            page.AppendLine(
                $"| `{unit.Name}` | {unit.Unit} | {unit.Counts} | {Joined(ProvidersOf(unit.Name), "no price of its own")} |"
            );
        }

        page.Append(
            """

            A token meter without a price of its own is priced as the broader one (reasoning as output, a cache write as
            input). A fee without a price leaves the call without a total, flagged `unpriced_meter`.


            """
        );
        page.AppendLine($"Rate tables also price what no answer reports: {Joined(Unreported(), "nothing")}.");
        return page.ToString();
    }

    private static string Provider(string provider)
    {
        IReadOnlyList<RateRow> rows = RateBook.Embedded.RowsOf(provider);
        UpstreamOptions[] defaults = [.. UpstreamOptions.Defaults.Where(upstream => upstream.Provider == provider)];
        UpstreamPreset[] presets = [.. UpstreamPreset.All.Where(preset => preset.Provider == provider)];
        string[] prefixes =
        [
            .. defaults.Select(upstream => upstream.PathPrefix is "" or "/" ? "none" : $"`{upstream.PathPrefix}`"),
            .. presets.Where(preset => preset.Address.Length == 0).Select(preset => $"`/{preset.Name}`"),
        ];
        string[] formats =
        [
            .. defaults.Select(upstream => upstream.Dialect),
            .. presets.Select(preset => preset.Dialect),
        ];
        string[] addresses =
        [
            .. defaults.Select(upstream => upstream.BaseAddress.AbsoluteUri.TrimEnd('/')),
            .. presets
                .Where(preset => preset.Address.Length == 0)
                .Select(preset => preset.RegionalHost.Length > 0 ? "https://" + preset.RegionalHost : "configured"),
        ];
        string models = rows.Select(row => row.Model)
            .Distinct(StringComparer.Ordinal)
            .Count()
            .ToString(CultureInfo.InvariantCulture);
        string meters = Joined(
            rows.SelectMany(row => row.Prices).Select(price => price.Meter).Distinct().Order(StringComparer.Ordinal),
            ""
        );
        return $"| {provider} | {Joined(prefixes.Distinct(), "")} | {Joined(formats.Distinct(), "")} | "
            + $"{Joined(addresses.Distinct(), "")} | {models} | {meters} |";
    }

    private static void Dialect(StringBuilder page, UsageDialect dialect)
    {
        page.AppendLine($"### {dialect.Api}").AppendLine();
        string[] routes = [.. KnownRoutes.Of(dialect.Api).Select(route => $"`{route}`")];
        page.AppendLine(
            $"- **Routes**: {Joined(routes, "none of its own; recorded exchanges and batch results only")}"
        );
        page.AppendLine($"- **Usage**: {dialect.Source}");
        page.AppendLine($"- **Without usage**: {dialect.Missing}");
        page.AppendLine($"- **Meters**: {MetersOf(dialect)}").AppendLine();
    }

    /// <summary>The whole OpenAI family shares one usage object, whose meters are listed once.</summary>
    private static string MetersOf(UsageDialect dialect)
    {
        const string Shared = "openai.chat";
        IReadOnlyList<string> usual = UsageReaders.All.Single(other => other.Api == Shared).Meters;
        bool family = dialect.Api != Shared && usual.All(dialect.Meters.Contains);
        string[] own =
        [
            .. dialect.Meters.Where(meter => !family || !usual.Contains(meter)).Select(meter => $"`{meter}`"),
        ];
        return Joined(family ? own.Prepend($"those of {Shared}") : own, "");
    }

    private static IEnumerable<string> ProvidersOf(string meter) =>
        RateBook
            .Embedded.Providers.Where(provider =>
                RateBook.Embedded.RowsOf(provider).Any(row => row.Prices.Any(price => price.Meter == meter))
            )
            .Order(StringComparer.Ordinal);

    private static IEnumerable<string> Unreported() =>
        RateBook
            .Embedded.Rows.SelectMany(row => row.Prices)
            .Select(price => price.Meter)
            .Except(UsageReaders.All.SelectMany(dialect => dialect.Meters))
            .Distinct()
            .Order(StringComparer.Ordinal)
            .Select(meter => $"`{meter}`");

    private static string Joined(IEnumerable<string> words, string nothing)
    {
        string joined = string.Join(", ", words);
        return joined.Length == 0 ? nothing : joined;
    }
}
