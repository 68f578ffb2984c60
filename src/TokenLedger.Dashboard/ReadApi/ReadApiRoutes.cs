using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using TokenLedger.Dashboard.Adjusting;
using TokenLedger.Dashboard.AgentLedger;
using TokenLedger.Dashboard.Outcomes;
using TokenLedger.Ledger.Control;
using TokenLedger.Reporting.Documents;
using TokenLedger.Reporting.Exports;
using TokenLedger.Reporting.Exports.Delivering;

namespace TokenLedger.Dashboard.ReadApi;

/// <summary>The JSON API under <c>/api/v1</c> and its description at <c>/openapi/v1.json</c>.</summary>
public static class ReadApiRoutes
{
    private static readonly JsonSerializerContext[] s_forms =
    [
        ReadJson.Default,
        AdjustmentJson.Default,
        OutcomeJson.Default,
        ReportJson.Default,
        SessionReportJson.Default,
        ForesightJson.Default,
        ChargebackJson.Default,
        DeliveryJson.Default,
        DashboardJson.Default,
    ];

    /// <summary>What the API needs in the container: its JSON form and the document generator, which runs on request.</summary>
    public static IServiceCollection AddReadApi(this IServiceCollection services)
    {
        services.ConfigureHttpJsonOptions(options =>
        {
            options.SerializerOptions.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
            options.SerializerOptions.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
            // Answers are application/json with nosniff, never part of a page: quotes and names stay readable.
            options.SerializerOptions.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
            int place = 0;
            foreach (JsonSerializerContext form in s_forms)
            {
                options.SerializerOptions.TypeInfoResolverChain.Insert(place++, form);
            }
        });
        return services.AddOpenApi(
            "v1",
            options =>
                options.AddDocumentTransformer(
                    (document, _, _) =>
                    {
                        document.Info.Title = "TokenLedger";
                        document.Info.Description =
                            "The ledger of AI calls: read it, book corrections and credits, and decide who may spend what. Amounts are exact decimals of USD, written as strings.";
                        document.Servers?.Clear();
                        return Task.CompletedTask;
                    }
                )
        );
    }

    /// <summary>Maps the API. Every endpoint carries <see cref="ManagementRoute"/>.</summary>
    public static void MapReadApi(this IEndpointRouteBuilder routes, ReadSide side)
    {
        RouteGroupBuilder api = routes
            .MapGroup("/api/v1")
            .WithMetadata(ManagementRoute.Instance, TenantScoped.Instance);
        RouteGroupBuilder reports = InCurrency.Group(api, side.Currencies);
        CallsApi.Map(api, side);
        EntriesApi.Map(api, side);
        CostsApi.Map(reports, side);
        SessionReportsApi.Map(reports, side);
        OutcomesApi.Map(api, reports, side);
        SeriesApi.Map(reports, side);
        LatencyApi.Map(api, side);
        ForecastApi.Map(reports, side);
        AnomaliesApi.Map(reports, side);
        WasteApi.Map(reports, side);
        ErrorsApi.Map(api, side);
        EfficiencyApi.Map(reports, side);
        CoverageApi.Map(reports, side);
        BudgetBurnApi.Map(reports, side);
        DriversApi.Map(reports, side);
        CompareApi.Map(reports, side);
        CheckpointApi.Map(api, side);
        ChargebackApi.Map(reports, side);
        ExportApi.Map(api, side);
        AdjustmentsApi.Map(api, side.Adjustments, side.Time);
        api.Map("/{**rest}", (HttpRequest request) => Unknown(request)).ExcludeFromDescription();
        KnownKeysApi.Map(routes, side);
        DashboardApi.Map(routes, side);
        routes.MapOpenApi("/openapi/{documentName}.json").WithMetadata(ManagementRoute.Instance, TenantScoped.Instance);
    }

    private static NotFound<ApiError> Unknown(HttpRequest request) =>
        ApiError.Missing(
            $"There is no {request.Method} {request.Path}. The API is described at /openapi/v1.json."
                // A route that takes JSON is not found by a body of another type, which is what curl sends by default.
                + (
                    request.ContentLength > 0 && !request.HasJsonContentType()
                        ? " A body must come with the header Content-Type: application/json."
                        : ""
                )
        );
}
