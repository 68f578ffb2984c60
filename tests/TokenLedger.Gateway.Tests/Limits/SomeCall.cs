using System.Text;
using Microsoft.AspNetCore.Http;
using TokenLedger.Accounting.Metering;
using TokenLedger.Accounting.Money;
using TokenLedger.Accounting.Rates;
using TokenLedger.Gateway.Calls;
using TokenLedger.Gateway.Dialects;
using TokenLedger.Gateway.Relay;
using TokenLedger.Gateway.Upstreams;
using TokenLedger.Ledger.Entries;
using LedgerAttribution = TokenLedger.Ledger.Entries.Attribution;

namespace TokenLedger.Gateway.Tests.Limits;

/// <summary>Calls as they come to a gate.</summary>
internal static class SomeCall
{
    private static readonly Upstream s_upstream = new(
        new UpstreamOptions
        {
            Name = "openai",
            Provider = "openai",
            Dialect = "openai",
            BaseAddress = new Uri("http://127.0.0.1:1"),
        },
        TimeSpan.FromSeconds(1)
    );

    public static InferenceCall Of(
        TimeProvider clock,
        LedgerAttribution? attribution = null,
        string? body = null,
        string? credential = null,
        string api = "openai.chat"
    )
    {
        DefaultHttpContext http = new();
        if (credential is not null)
        {
            http.Request.Headers.Authorization = "Bearer " + credential;
        }

        InferenceCall call = new(
            http,
            new UpstreamMatch(s_upstream, new Route(api, RouteKind.Inference), "/"),
            new EntryIds(),
            clock
        )
        {
            Attribution = attribution ?? LedgerAttribution.None,
        };
        if (body is not null)
        {
            byte[] bytes = Encoding.UTF8.GetBytes(body);
            call.Body = new PooledBuffer(bytes.Length);
            call.Body.Append(bytes);
            call.Reading = RequestReading.Read(bytes);
        }

        return call;
    }

    /// <summary>Lets a call have been sent and settled.</summary>
    public static InferenceCall Settled(this InferenceCall call, long tokens, decimal cost = 0)
    {
        call.Attempt.Authorization = Guid.CreateVersion7();
        call.Attempt.Settlement = new Entry
        {
            Kind = EntryKind.Settlement,
            Id = Guid.CreateVersion7(),
            Attribution = call.Attribution,
            KnownCost = Usd.FromDecimal(cost),
            Lines =
            [
                new LineItem
                {
                    Meter = Meters.Output,
                    Quantity = tokens,
                    Provenance = Provenance.Reported,
                },
                new LineItem
                {
                    Meter = Meters.SearchesWeb,
                    Quantity = 3,
                    Provenance = Provenance.Reported,
                },
            ],
        };
        return call;
    }
}
