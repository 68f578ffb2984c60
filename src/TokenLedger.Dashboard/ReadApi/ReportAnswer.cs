using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using TokenLedger.Ledger.Control;
using TokenLedger.Reporting.Exports;
using TokenLedger.Reporting.Queries;

namespace TokenLedger.Dashboard.ReadApi;

/// <summary>Answers the question of a report: within what the reader may see, and from the views as they are now.</summary>
internal static class ReportAnswer
{
    /// <summary>Answers.</summary>
    /// <param name="question">The question as asked; null when it makes no sense.</param>
    /// <param name="problem">Why.</param>
    /// <param name="side">The ledger and its views.</param>
    /// <param name="scope">What the reader may see.</param>
    /// <param name="answer">Makes the document.</param>
    /// <param name="cancellation">Ends waiting for the views.</param>
    public static async Task<Results<Ok<TDocument>, BadRequest<ApiError>, JsonHttpResult<ApiError>>> OfAsync<
        TQuestion,
        TDocument
    >(
        TQuestion? question,
        string? problem,
        ReadSide side,
        ReadScope scope,
        Func<Views, TQuestion, LedgerStamp, TDocument> answer,
        CancellationToken cancellation
    )
        where TQuestion : Slice
    {
        if (problem is null && question is not null && scope.Tenant is { } own && AsksForAnother(question, own))
        {
            return ApiError.Invalid($"'tenant' must be \"{own}\", yours, or be left out.");
        }

        return await WithinAsync(question, problem, side, scope, answer, cancellation).ConfigureAwait(false);
    }

    /// <summary>Answers within the reader's tenant; of another he gets nothing.</summary>
    /// <inheritdoc cref="OfAsync"/>
    public static async Task<Results<Ok<TDocument>, BadRequest<ApiError>, JsonHttpResult<ApiError>>> WithinAsync<
        TQuestion,
        TDocument
    >(
        TQuestion? question,
        string? problem,
        ReadSide side,
        ReadScope scope,
        Func<Views, TQuestion, LedgerStamp, TDocument> answer,
        CancellationToken cancellation
    )
        where TQuestion : Slice
    {
        if (question is null || problem is not null)
        {
            return ApiError.Invalid(problem!);
        }

        using Views? views = await side.OpenViewsAsync(cancellation).ConfigureAwait(false);
        return views is null
            ? ApiError.NotReady(side)
            : TypedResults.Ok(answer(views, (TQuestion)question.Within(scope.Tenant), side.Stamp));
    }

    // It would be answered with nothing, which would look as if the tenant had done nothing.
    private static bool AsksForAnother(Slice question, string own) =>
        question.Where.Any(filter =>
            filter.By.Name == Grouping.Tenant.Name && !filter.Excludes && !filter.Values.Contains(own)
        );
}
