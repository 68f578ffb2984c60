using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using TokenLedger.Ledger.Control;
using TokenLedger.Reporting.Exports;
using TokenLedger.Reporting.Exports.Delivering;
using TokenLedger.Reporting.Queries;

namespace TokenLedger.Dashboard.ReadApi;

/// <summary>Files: the same exports as on the command line, and how scheduled ones go.</summary>
internal static class ExportApi
{
    /// <summary>Exports made at once; further ones wait for their turn.</summary>
    public const int MostAtOnce = 2;

    /// <summary>The header that carries the manifest.</summary>
    public const string ManifestHeader = "X-TokenLedger-Manifest";

    public static void Map(RouteGroupBuilder api, ReadSide side)
    {
        SemaphoreSlim places = new(MostAtOnce);
        api.MapGet(
                "/export",
                (HttpContext http, CancellationToken cancellation) => GetAsync(http, side, places, cancellation)
            )
            .WithName("GetExport")
            .WithSummary("Costs, calls, line items, FOCUS charges or a statement as a file")
            .WithDescription(
                $"The answer's Repr-Digest is its SHA-256, and {ManifestHeader} its manifest: rows, totals, and the entries of the "
                    + "ledger it was made from. For a statement, the words of GET /api/v1/chargeback."
            )
            .WithWords(
                ("format", $"{ExportWords.Formats}. Default csv."),
                ("rows", "groups (default), calls, lines or chargeback."),
                ("by", $"For groups: one to three of {Grouping.Choices}."),
                ("limit", "For groups: most of them."),
                (
                    "currency",
                    "A currency of the configuration's display.currencies: behind each column NAME_usd one NAME_in_currency. Not for focus."
                ),
                (
                    "compare",
                    "previous, for groups and a statement: behind the figures those of the time before, and the change."
                ),
                ("focus-version", "For focus: 1.2 (default), 1.3 or 1.4."),
                ("grain", "For focus: hour or day.")
            )
            .WithTags("exports");
        api.MapGet("/exports", (HttpContext http) => Deliveries(side, http.Scope()))
            .WithName("ListExports")
            .WithSummary("How scheduled exports go")
            .WithDescription("Each with what was delivered last, when the next is due, and why it failed if it did.")
            .WithTags("exports");
    }

    /// <summary>What is delivered to the operator's places concerns no tenant.</summary>
    private static Ok<IReadOnlyList<DeliveryStatus>> Deliveries(ReadSide side, ReadScope scope) =>
        TypedResults.Ok(scope.Tenant is null ? side.Exports?.States ?? [] : []);

    private static async Task<Results<FileStreamHttpResult, BadRequest<ApiError>, JsonHttpResult<ApiError>>> GetAsync(
        HttpContext http,
        ReadSide side,
        SemaphoreSlim places,
        CancellationToken cancellation
    )
    {
        ReadScope scope = http.Scope();
        DateTimeOffset now = side.Time.GetUtcNow();
        ExportTerms terms = side.ExportTerms with { Currencies = side.Currencies };
        if (ExportWords.Read(http.Request.Words(), terms, now, out string? problem) is not { } asked)
        {
            return ApiError.Invalid(problem!);
        }

        if (ReportAnswer.Refusal(asked, scope) is { } refusal)
        {
            return ApiError.Invalid(refusal);
        }

        ExportQuery query = asked.Within(scope.Tenant);
        await places.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            using Views? views = await side.OpenViewsAsync(cancellation).ConfigureAwait(false);
            if (views is null)
            {
                return ApiError.NotReady(side);
            }

            SpooledExport export = await SpooledExport
                .MakeAsync(
                    side.Folder,
                    ExportName.Of(query),
                    to => views.ExportAsync(query, ExportSource.Of(side.Ledger), to, now, cancellation)
                )
                .ConfigureAwait(false);
            string digest = Convert.ToBase64String(Convert.FromHexString(export.Manifest.Sha256));
            http.Response.Headers["Repr-Digest"] = $"sha-256=:{digest}:";
            http.Response.Headers[ManifestHeader] = export.Manifest.ToHeader();
            return TypedResults.Stream(export.Content, query.ContentType, export.Manifest.File);
        }
        finally
        {
            places.Release();
        }
    }
}
