using Microsoft.AspNetCore.Http.Features;
using TokenLedger.Accounting.Budgets;
using TokenLedger.Gateway.Administration.Budgets;
using TokenLedger.Gateway.Calls;
using TokenLedger.Gateway.Dialects;
using TokenLedger.Gateway.Upstreams;
using TokenLedger.Ledger;
using TokenLedger.Ledger.Entries;

namespace TokenLedger.Gateway.Budgets;

/// <summary>
/// Tells before a call what the budgets would say to it, by the same road a call takes: route, reading, hold and the
/// ledger's judgement. Nothing is reserved, sent or recorded.
/// </summary>
/// <param name="upstreams">Where calls go.</param>
/// <param name="intake">Reads them.</param>
/// <param name="gate">Says what they reserve.</param>
/// <param name="time">The clock.</param>
internal sealed class FitCheck(UpstreamTable upstreams, RequestIntake intake, BudgetGate gate, TimeProvider time)
{
    private readonly EntryIds _ids = new();

    /// <summary>Asks for a request as a provider would get it. The verdict, or what is wrong with the question.</summary>
    /// <param name="request">The request.</param>
    /// <param name="tenant">The only tenant the asker sees; null for all.</param>
    public async Task<(FitAnswer? Answer, string? Problem)> OfRequestAsync(FitRequest request, string? tenant)
    {
        byte[] body = System.Text.Encoding.UTF8.GetBytes(request.Body?.GetRawText() ?? "");
        DefaultHttpContext http = new();
        http.Request.Method = request.Method ?? HttpMethods.Post;
        http.Request.Path = request.Path;
        http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget = request.Path!;
        http.Request.ContentType = "application/json";
        foreach ((string name, string value) in request.Headers ?? new Dictionary<string, string>())
        {
            http.Request.Headers[name] = value;
        }

        http.Request.Body = new MemoryStream(body);
        http.Request.ContentLength = body.Length;
        if (upstreams.Match(http.Request) is not { Route: not null } match)
        {
            return (null, $"No upstream serves {request.Path}; give the path as the gateway's callers do.");
        }

        using InferenceCall call = new(http, match, _ids, time);
        if ((intake.ReadCaller(call) ?? await intake.ReadBodyAsync(call).ConfigureAwait(false)) is { } wrong)
        {
            return (null, wrong.Message);
        }

        call.Attribution = FitAttribution.Lay(request.Attribution, over: call.Attribution, tenant);
        return (Answer(gate.Reserve(call, _ids.Next(time.GetUtcNow()))), null);
    }

    /// <summary>Asks for a call of which only the figures are known.</summary>
    public FitAnswer OfFigures(FitRequest figures, string? tenant)
    {
        DateTimeOffset now = time.GetUtcNow();
        Entry authorization = new()
        {
            Kind = EntryKind.Authorization,
            Id = _ids.Next(now),
            OccurredAt = now,
            Provider = figures.Provider,
            Upstream = figures.Upstream == figures.Provider ? null : figures.Upstream,
            ModelRequested = figures.Model,
            Attribution = FitAttribution.Lay(figures.Attribution, over: new(), tenant),
        };
        return Answer(gate.Reserve(authorization, figures.InputTokens ?? 0, figures.MaxOutputTokens));
    }

    private FitAnswer Answer(Reservation asked)
    {
        IReadOnlyList<BudgetFinding> findings = [];
        if (asked.Refusal is null)
        {
            (asked, findings) = gate.WouldSay(asked);
        }

        Refusal? refusal =
            asked.Refusal
            ?? (
                findings.Any(finding => finding.Refuses)
                    ? BudgetRefusal.Of(findings, asked.Budgets, asked.Authorization.ModelRequested)
                    : null
            );
        return FitAnswer.Of(asked, findings, refusal);
    }
}
