using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using TokenLedger.Accounting.Json;
using TokenLedger.Dashboard.ReadApi;
using TokenLedger.Ledger.Adjusting;

namespace TokenLedger.Dashboard.Adjusting;

/// <summary>Corrections and credits over HTTP: one, or a list at once.</summary>
internal static class AdjustmentsApi
{
    /// <summary>Largest request, in bytes.</summary>
    public const int LargestRequest = 4 * 1024 * 1024;

    private const string KeyHeader = "Idempotency-Key";

    public static void Map(RouteGroupBuilder api, AdjustmentBook book, TimeProvider time)
    {
        api.MapPost("/adjustments", (Delegate)((HttpContext http) => PostAsync(http, book, time)))
            .WithName("BookAdjustment")
            .WithSummary("Book a correction of an entry, or a credit to a scope")
            .WithDescription(
                "Appends an adjustment entry; the original never changes. 'corrects' names the entry or 'call' the call; "
                    + "without either the amount belongs to the scope given (provider, tenant …). 'amount_usd' is signed. "
                    + "With the same Idempotency-Key a repetition books nothing and answers 200."
            )
            .WithTags("adjustments")
            .WithMetadata(new SizeLimit())
            .Accepts<AdjustmentRequest>("application/json")
            .Produces<AdjustmentDocument>(StatusCodes.Status201Created)
            .Produces<AdjustmentDocument>()
            .Produces<ApiError>(StatusCodes.Status400BadRequest)
            .Produces<ApiError>(StatusCodes.Status404NotFound)
            .Produces<ApiError>(StatusCodes.Status409Conflict)
            .Produces<ApiError>(StatusCodes.Status503ServiceUnavailable);
        api.MapPost("/adjustments/list", (Delegate)((HttpContext http) => PostListAsync(http, book)))
            .WithName("BookAdjustments")
            .WithSummary("Book several adjustments in order")
            .WithDescription(
                "At most 500, each with an idempotency_key of its own. Answers 200 with an outcome for each."
            )
            .WithTags("adjustments")
            .WithMetadata(new SizeLimit())
            .Accepts<AdjustmentListRequest>("application/json")
            .Produces<AdjustmentListDocument>()
            .Produces<ApiError>(StatusCodes.Status400BadRequest);
        // A form of a foreign web page can post text to this machine, but no JSON without asking first.
        foreach (string path in (string[])["/adjustments", "/adjustments/list"])
        {
            api.MapPost(path, NotJsonAsync).ExcludeFromDescription();
        }
    }

    private static Task NotJsonAsync(HttpContext http) =>
        RefuseAsync(
            http,
            StatusCodes.Status415UnsupportedMediaType,
            "invalid_request",
            "Send JSON, with the header Content-Type: application/json."
        );

    private static async Task PostAsync(HttpContext http, AdjustmentBook book, TimeProvider time)
    {
        (AdjustmentRequest? request, string? problem) = await ReadAsync(http, AdjustmentJson.Default.AdjustmentRequest)
            .ConfigureAwait(false);
        AdjustmentDraft? draft = null;
        if (request is not null)
        {
            string header = http.Request.Headers[KeyHeader].ToString();
            string key = header.Length > 0 ? header : request.IdempotencyKey ?? AdjustmentKey.Fresh(time.GetUtcNow());
            (draft, problem) = AdjustmentForm.Read(request, key);
        }

        if (draft is null)
        {
            await RefuseAsync(http, StatusCodes.Status400BadRequest, "invalid_request", problem!).ConfigureAwait(false);
            return;
        }

        IReadOnlyList<AdjustmentOutcome> outcomes = await book.BookAsync([draft], http.RequestAborted)
            .ConfigureAwait(false);
        await AnswerAsync(http, outcomes[0]).ConfigureAwait(false);
    }

    private static async Task PostListAsync(HttpContext http, AdjustmentBook book)
    {
        (AdjustmentListRequest? list, string? problem) = await ReadAsync(
                http,
                AdjustmentJson.Default.AdjustmentListRequest
            )
            .ConfigureAwait(false);
        problem ??= Judge(list!);
        if (problem is not null)
        {
            await RefuseAsync(http, StatusCodes.Status400BadRequest, "invalid_request", problem).ConfigureAwait(false);
            return;
        }

        AdjustmentListDocument document = new()
        {
            Results = await BookAsync(list!.Adjustments, book, http.RequestAborted).ConfigureAwait(false),
        };
        await WriteAsync(http, StatusCodes.Status200OK, document, AdjustmentJson.Default.AdjustmentListDocument)
            .ConfigureAwait(false);
    }

    private static string? Judge(AdjustmentListRequest list) =>
        list.Adjustments.Count is 0 or > AdjustmentBook.MostAtOnce
            ? $"'adjustments' must be a list of 1 to {AdjustmentBook.MostAtOnce}; it has {list.Adjustments.Count}."
        : list.Adjustments.Any(one => one.IdempotencyKey is null)
            ? "Each adjustment of a list needs an idempotency_key."
        : null;

    /// <summary>Malformed ones are answered in their place; the others are booked together.</summary>
    private static async Task<AdjustmentDocument[]> BookAsync(
        IReadOnlyList<AdjustmentRequest> requests,
        AdjustmentBook book,
        CancellationToken cancellation
    )
    {
        List<AdjustmentDraft> drafts = [];
        List<int> places = [];
        AdjustmentDocument[] results = new AdjustmentDocument[requests.Count];
        for (int i = 0; i < requests.Count; i++)
        {
            (AdjustmentDraft? draft, string? problem) = AdjustmentForm.Read(requests[i], requests[i].IdempotencyKey!);
            if (draft is null)
            {
                results[i] = AdjustmentDocument.Of(AdjustmentOutcome.Refused(AdjustmentStatus.Invalid, problem!));
                continue;
            }

            drafts.Add(draft);
            places.Add(i);
        }

        IReadOnlyList<AdjustmentOutcome> outcomes = await book.BookAsync(drafts, cancellation).ConfigureAwait(false);
        for (int i = 0; i < outcomes.Count; i++)
        {
            results[places[i]] = AdjustmentDocument.Of(outcomes[i]);
        }

        return results;
    }

    private static Task AnswerAsync(HttpContext http, AdjustmentOutcome outcome) =>
        outcome.Status switch
        {
            AdjustmentStatus.Booked => WriteAsync(
                http,
                StatusCodes.Status201Created,
                AdjustmentDocument.Of(outcome),
                AdjustmentJson.Default.AdjustmentDocument
            ),
            AdjustmentStatus.AlreadyBooked => WriteAsync(
                http,
                StatusCodes.Status200OK,
                AdjustmentDocument.Of(outcome),
                AdjustmentJson.Default.AdjustmentDocument
            ),
            AdjustmentStatus.NotFound => RefuseAsync(
                http,
                StatusCodes.Status404NotFound,
                "not_found",
                outcome.Problem!
            ),
            AdjustmentStatus.Conflict => RefuseAsync(http, StatusCodes.Status409Conflict, "conflict", outcome.Problem!),
            AdjustmentStatus.Unavailable => RefuseAsync(
                http,
                StatusCodes.Status503ServiceUnavailable,
                "ledger_unavailable",
                outcome.Problem!
            ),
            _ => RefuseAsync(http, StatusCodes.Status400BadRequest, "invalid_request", outcome.Problem!),
        };

    private static async Task<(T? Request, string? Problem)> ReadAsync<T>(HttpContext http, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            T? request = await JsonSerializer
                .DeserializeAsync(http.Request.Body, type, http.RequestAborted)
                .ConfigureAwait(false);
            return (request, request is null ? "The body is null; send an object." : null);
        }
        catch (JsonException wrong)
        {
            return (null, "The body is not what is expected: " + JsonProblem.Of(wrong, type));
        }
        catch (BadHttpRequestException tooLarge)
        {
            return (null, tooLarge.Message);
        }
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
