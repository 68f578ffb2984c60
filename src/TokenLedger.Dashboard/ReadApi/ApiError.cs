using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace TokenLedger.Dashboard.ReadApi;

/// <summary>Every answer of the API that is not what was asked for.</summary>
/// <param name="Error">What is wrong.</param>
public sealed record ApiError(ApiErrorBody Error)
{
    /// <summary>400: the question cannot be understood.</summary>
    public static BadRequest<ApiError> Invalid(string message) =>
        TypedResults.BadRequest(new ApiError(new ApiErrorBody("invalid_request", message)));

    /// <summary>404: there is no such thing.</summary>
    public static NotFound<ApiError> Missing(string message) =>
        TypedResults.NotFound(new ApiError(new ApiErrorBody("not_found", message)));

    /// <summary>503: the projection is being built.</summary>
    public static JsonHttpResult<ApiError> NotReady(ReadSide side) =>
        TypedResults.Json(
            new ApiError(
                new ApiErrorBody(
                    "views_not_ready",
                    side.Problem is { } problem
                        ? "The views cannot be read: " + problem + " The ledger itself is not affected."
                        : "The views are being built from the ledger. Ask again in a moment."
                )
            ),
            ReadJson.Default.ApiError,
            statusCode: StatusCodes.Status503ServiceUnavailable
        );
}

/// <summary>The error itself.</summary>
/// <param name="Type">A stable name: invalid_request, not_found, views_not_ready, demo_not_available.</param>
/// <param name="Message">One sentence for people.</param>
public sealed record ApiErrorBody(string Type, string Message);
