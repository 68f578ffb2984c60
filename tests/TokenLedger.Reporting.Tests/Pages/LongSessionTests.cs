using System.Globalization;
using System.Net;
using System.Text.Json;
using TokenLedger.Ledger.Entries;
using TokenLedger.Reporting.Tests.Support;

namespace TokenLedger.Reporting.Tests.Pages;

/// <summary>A session of more calls than are read at once, on its page, in the API and on the command line.</summary>
public sealed class LongSessionTests
{
    private const int Calls = 1050;

    [Fact]
    public async Task Its_spans_are_told_a_thousand_calls_at_a_time_and_always_add_up_to_it()
    {
        await using OpenBooks books = await OpenBooks.OpenAsync(1, Session());
        foreach ((int skip, int spans) in ((int, int)[])[(0, 50), (1000, 3)])
        {
            JsonElement answer = await books.ApiAsync($"/api/v1/reports/sessions/long?skip={skip}");
            JsonElement told = await books.CommandAsync("sessions", "show", "long", "--skip", $"{skip}");
            Assert.True(JsonElement.DeepEquals(answer.GetProperty("spans"), told.GetProperty("spans")));
            List<JsonElement> nodes = [.. answer.GetProperty("spans").EnumerateArray()];
            Assert.Equal(spans, nodes.Count(node => node.TryGetProperty("span_id", out _)));
            Assert.Single(nodes, node => node.TryGetProperty("further", out _));
            Assert.Equal(Cost(answer.GetProperty("figures")), nodes.Sum(node => Cost(node.GetProperty("exclusive"))));
        }

        string first = WebUtility.HtmlDecode(await books.PageAsync("/sessions/one?session=long"));
        Assert.Contains("of calls 1 to 1,000 of 1,050", first, StringComparison.Ordinal);
        Assert.Contains("12 more, with 270 calls, cost", first, StringComparison.Ordinal);
        string rest = WebUtility.HtmlDecode(await books.PageAsync("/sessions/one?session=long&spans=40"));
        Assert.Contains("all other calls", rest, StringComparison.Ordinal);
        Assert.Contains("href=\"/sessions/one?session=long&skip=1000\"", rest, StringComparison.Ordinal);
        string last = WebUtility.HtmlDecode(await books.PageAsync("/sessions/one?session=long&skip=1000"));
        Assert.Contains("of calls 1,001 to 1,050 of 1,050", last, StringComparison.Ordinal);
        Assert.Contains(
            "Spans are those of calls 1 to 1,000 of 1,050; see --skip 1000 for the next.",
            await books.TextAsync("sessions", "show", "long"),
            StringComparison.Ordinal
        );
    }

    private static decimal Cost(JsonElement figures) =>
        decimal.Parse(figures.GetProperty("cost_usd").GetString()!, CultureInfo.InvariantCulture);

    /// <summary>Twenty calls of each span, one after the other.</summary>
    private static IEnumerable<Entry> Session()
    {
        for (int i = 0; i < Calls; i++)
        {
            Entry call = Samples.Authorization(
                who: new() { Session = "long", Agent = "worker" },
                at: Samples.Began.AddSeconds(i)
            ) with
            {
                TraceId = new string('c', 32),
                ParentSpanId = $"{i / 20:x15}1",
            };
            yield return call;
            yield return Samples.Settlement(call, "0.001") with
            {
                TraceId = call.TraceId,
                ParentSpanId = call.ParentSpanId,
            };
        }
    }
}
