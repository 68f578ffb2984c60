using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using TokenLedger.Accounting.Json;
using TokenLedger.Dashboard.ReadApi;
using TokenLedger.Ledger.Control;
using TokenLedger.Ledger.Outcomes;
using TokenLedger.Reporting.Documents;
using TokenLedger.Reporting.Queries;
using TokenLedger.Reporting.Queries.Outcomes;

namespace TokenLedger.Dashboard.Outcomes;

/// <summary>Business outcomes over HTTP: telling one, and what they cost.</summary>
internal static class OutcomesApi
{
    /// <summary>Largest request, in bytes.</summary>
    public const int LargestRequest = 64 * 1024;

    private const string KeyHeader = "Idempotency-Key";
    private const string DefaultLast = "30d";

    public static void Map(RouteGroupBuilder api, RouteGroupBuilder reports, ReadSide side)
    {
        api.MapPost("/outcomes", (Delegate)((HttpContext http) => PostAsync(http, side.Outcomes)))
            .WithName("RecordOutcome")
            .WithSummary("Record a business outcome of a session")
            .WithDescription(
                "Appends an outcome entry and answers when it is durable. 'session', 'name' and 'success' are required; "
                    + "'value_usd' says what it is worth. With the same Idempotency-Key within a tenant a repetition books "
                    + "nothing and answers 200 with the same entry. For administrators, those of a tenant within it, and holders of a virtual key for "
                    + "sessions of the key's tenant."
            )
            .WithTags("outcomes")
            .WithMetadata(new SizeLimit(), TenantChanges.Instance, KeyHolders.Instance)
            .Accepts<OutcomeRequest>("application/json")
            .Produces<OutcomeDocument>(StatusCodes.Status201Created)
            .Produces<OutcomeDocument>()
            .Produces<ApiError>(StatusCodes.Status400BadRequest)
            .Produces<ApiError>(StatusCodes.Status403Forbidden)
            .Produces<ApiError>(StatusCodes.Status409Conflict)
            .Produces<ApiError>(StatusCodes.Status503ServiceUnavailable);
        // A form of a foreign web page can post text to this machine, but no JSON without asking first.
        api.MapPost("/outcomes", NotJsonAsync)
            .WithMetadata(TenantChanges.Instance, KeyHolders.Instance)
            .ExcludeFromDescription();
        reports
            .MapGet(
                "/reports/outcomes",
                (HttpContext http, CancellationToken cancellation) => GetAsync(side, http, cancellation)
            )
            .WithName("ReportOutcomes")
            .WithSummary("Business outcomes: success rate, cost per outcome and per success, value for the cost")
            .WithDescription(
                "A session's cost in the window is shared equally among its outcomes in the window. Conditions are about "
                    + $"outcomes. Without a window: the last {DefaultLast}."
            )
            .WithWords(
                ("by", $"Up to {OutcomesQuery.MostGroupings} of {OutcomesQuery.Choices}, besides the name."),
                ("limit", $"Most groups, 1 to {OutcomesQuery.MostLimit}. Default {OutcomesQuery.DefaultLimit}."),
                WordsOfRequest.Compare
            )
            .WithTags("reports");
    }

    private static Task NotJsonAsync(HttpContext http) =>
        RefuseAsync(
            http,
            StatusCodes.Status415UnsupportedMediaType,
            "invalid_request",
            "Send JSON, with the header Content-Type: application/json."
        );

    private static async Task PostAsync(HttpContext http, OutcomeBook book)
    {
        (OutcomeRequest? request, string? problem) = await ReadAsync(http).ConfigureAwait(false);
        KeyHolder? holder = http.Features.Get<KeyHolder>();
        OutcomeDraft? draft = null;
        if (request is not null)
        {
            string header = http.Request.Headers[KeyHeader].ToString();
            string? key = header.Length > 0 ? header : request.IdempotencyKey;
            (draft, problem) = OutcomeForm.Read(request, key, holder is null ? http.Scope().Tenant : null);
        }

        if (draft is null)
        {
            await RefuseAsync(http, StatusCodes.Status400BadRequest, "invalid_request", problem!).ConfigureAwait(false);
            return;
        }

        if (holder is not null)
        {
            (draft, problem) = OutcomeForm.Prove(draft, holder);
            if (problem is not null)
            {
                await RefuseAsync(http, StatusCodes.Status403Forbidden, "permission_error", problem)
                    .ConfigureAwait(false);
                return;
            }
        }

        await AnswerAsync(http, await book.BookAsync(draft, http.RequestAborted).ConfigureAwait(false))
            .ConfigureAwait(false);
    }

    private static Task AnswerAsync(HttpContext http, OutcomeResult result) =>
        result.Status switch
        {
            OutcomeStatus.Booked or OutcomeStatus.AlreadyBooked => WriteAsync(
                http,
                result.Status == OutcomeStatus.Booked ? StatusCodes.Status201Created : StatusCodes.Status200OK,
                OutcomeDocument.Of(result.Entry!, result.Sequence, result.Status == OutcomeStatus.Booked),
                OutcomeJson.Default.OutcomeDocument
            ),
            OutcomeStatus.Conflict => RefuseAsync(http, StatusCodes.Status409Conflict, "conflict", result.Problem!),
            OutcomeStatus.Unavailable => RefuseAsync(
                http,
                StatusCodes.Status503ServiceUnavailable,
                "ledger_unavailable",
                result.Problem!
            ),
            _ => RefuseAsync(http, StatusCodes.Status400BadRequest, "invalid_request", result.Problem!),
        };

    private static async Task<(OutcomeRequest? Request, string? Problem)> ReadAsync(HttpContext http)
    {
        try
        {
            OutcomeRequest? request = await JsonSerializer
                .DeserializeAsync(http.Request.Body, OutcomeJson.Default.OutcomeRequest, http.RequestAborted)
                .ConfigureAwait(false);
            return (request, request is null ? "The body is null; send an object." : null);
        }
        catch (JsonException wrong)
        {
            return (
                null,
                "The body is not what is expected: " + JsonProblem.Of(wrong, OutcomeJson.Default.OutcomeRequest)
            );
        }
        catch (BadHttpRequestException tooLarge)
        {
            return (null, tooLarge.Message);
        }
    }

    private static async Task<Results<Ok<OutcomesDocument>, BadRequest<ApiError>, JsonHttpResult<ApiError>>> GetAsync(
        ReadSide side,
        HttpContext http,
        CancellationToken cancellation
    )
    {
        ReportQuestion asked = new(http);
        if (OutcomesQuery.ParseBy(asked.Text("by") ?? "", out string? problem) is not { } by)
        {
            return ApiError.Invalid(problem!);
        }

        OutcomesQuery? query = asked.ReadCompared(
            new OutcomesQuery
            {
                By = by,
                Limit = asked.Number("limit", OutcomesQuery.DefaultLimit, 1, OutcomesQuery.MostLimit),
            },
            DefaultLast,
            side.Time.GetUtcNow()
        );
        return await ReportAnswer
            .OfAsync(
                query,
                query?.Problem ?? asked.Problem,
                side,
                http.Scope(),
                static (views, question, stamp) => OutcomesDocument.Of(views.Outcomes(question), stamp),
                cancellation
            )
            .ConfigureAwait(false);
    }

    private static Task RefuseAsync(HttpContext http, int status, string type, string message) =>
        WriteAsync(http, status, new ApiError(new ApiErrorBody(type, message)), ReadJson.Default.ApiError);

    private static Task WriteAsync<T>(HttpContext http, int status, T document, JsonTypeInfo<T> type)
    {
        http.Response.StatusCode = status;
        return http.Response.WriteAsJsonAsync(document, type, cancellationToken: http.RequestAborted);
    }

    private sealed class SizeLimit : IRequestSizeLimitMetadata
    {
        public long? MaxRequestBodySize => LargestRequest;
    }
}
