using System.Net;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using TokenLedger.Commands;
using TokenLedger.Dashboard;
using TokenLedger.Dashboard.ReadApi;

namespace TokenLedger.Demo;

/// <summary>
/// The route of the first page's button. It changes nothing here, but starts something: administrators only, and only from
/// this machine, where alone the demonstration can be reached.
/// </summary>
internal static class DemoApi
{
    public static void Map(IEndpointRouteBuilder routes, DemoStage stage) =>
        routes
            .MapPost("/api/v1/demo", (Delegate)((HttpContext http) => PostAsync(http, stage)))
            .WithMetadata(ManagementRoute.Instance)
            .WithName("StartDemo")
            .WithSummary("Start the demonstration, unless it runs")
            .WithDescription(
                "Another gateway on a port of its own, with a simulated provider, sample agents and a ledger of its own that is deleted afterwards. Only for administrators on the gateway's machine, and only while its ledger has no call."
            )
            .WithTags("demo")
            .Produces<DemoDocument>()
            .Produces<ApiError>(StatusCodes.Status409Conflict)
            .Produces<ApiError>(StatusCodes.Status503ServiceUnavailable);

    private static async Task<IResult> PostAsync(HttpContext http, DemoStage stage)
    {
        // A form of a foreign web page can post text to this machine, but no JSON without asking first.
        if (!http.Request.HasJsonContentType())
        {
            return Refuse(415, "Send the header Content-Type: application/json.");
        }

        Uri home = new($"{http.Request.Scheme}://{http.Request.Host}");
        bool isHere = http.Connection.RemoteIpAddress is { } caller && IPAddress.IsLoopback(caller) && home.IsLoopback;
        if (!isHere)
        {
            return Refuse(409, "The demonstration is reached on the gateway's own machine only: tokenledger demo");
        }

        try
        {
            return await stage.StartAsync(home, http.RequestAborted) is { } demo
                ? TypedResults.Json(
                    new DemoDocument(demo.Address.ToString(), demo.WorksUntil, demo.EndsAt),
                    DemoJson.Default.DemoDocument
                )
                : Refuse(409, "This ledger has calls of its own to show. For the demonstration: tokenledger demo");
        }
        catch (CommandFailedException failure)
        {
            return Refuse(503, failure.Message);
        }
    }

    private static JsonHttpResult<ApiError> Refuse(int status, string message) =>
        TypedResults.Json(new ApiError(new ApiErrorBody("demo_not_available", message)), statusCode: status);
}

/// <summary>A demonstration that runs.</summary>
/// <param name="Address">Its dashboard.</param>
/// <param name="WorksUntil">Until when its agents work.</param>
/// <param name="EndsAt">When it is gone.</param>
internal sealed record DemoDocument(string Address, DateTimeOffset WorksUntil, DateTimeOffset EndsAt);

[JsonSerializable(typeof(DemoDocument))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
internal sealed partial class DemoJson : JsonSerializerContext;
