using System.Text;
using TokenLedger.Accounting.Rates;

namespace TokenLedger.Ledger.Tests.Adjusting;

/// <summary>Small books of one provider, "p".</summary>
internal static class Rates
{
    /// <summary>One model "m", USD per million tokens; a null output has no price.</summary>
    public static RateBook Of(string input, string? output = "10", string more = "", string model = "m")
    {
        string outputs = output is null ? "" : $$""",{"meter":"tokens.output","usd":"{{output}}","per":1000000}""";
        return Book(
            $$"""
            {"model":"{{model}}","match":{"ids":["{{model}}"]},"from":null,"to":null,"prices":[
              {"meter":"tokens.input","usd":"{{input}}","per":1000000}{{outputs}}{{more}}],
             "sources":["s"],"confidence":"high"}
            """
        );
    }

    /// <summary>A book with the rows given.</summary>
    public static RateBook Book(params string[] rows)
    {
        string table = $$$"""
            {"schema":"rate-table/1","provider":"p","currency":"USD","as_of":"2026-01-01","sources":{"s":{"what":"a test"}},
             "rates":[{{{string.Join(',', rows)}}}]}
            """;
        RateBookResult result = RateBook.Load([("p.json", Encoding.UTF8.GetBytes(table))]);
        return result.Book ?? throw new FormatException(string.Join('\n', result.Problems));
    }
}
