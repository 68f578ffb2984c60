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
    public static Task<Results<Ok<TDocument>, BadRequest<ApiError>, JsonHttpResult<ApiError>>> OfAsync<
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
        where TQuestion : Slice =>
        OfAsync(
            question,
            problem,
            side,
            scope,
            (views, asked, stamp) => Task.FromResult(answer(views, asked, stamp)),
            cancellation
        );

    /// <summary>Answers with what is also read from the ledger.</summary>
    /// <inheritdoc cref="OfAsync{TQuestion,TDocument}(TQuestion,string,ReadSide,ReadScope,Func{Views,TQuestion,LedgerStamp,TDocument},CancellationToken)"/>
    public static async Task<Results<Ok<TDocument>, BadRequest<ApiError>, JsonHttpResult<ApiError>>> OfAsync<
        TQuestion,
        TDocument
    >(
        TQuestion? question,
        string? problem,
        ReadSide side,
        ReadScope scope,
        Func<Views, TQuestion, LedgerStamp, Task<TDocument>> answer,
        CancellationToken cancellation
    )
        where TQuestion : Slice
    {
        if (question is null || problem is not null)
        {
            return ApiError.Invalid(problem!);
        }

        if (Refusal(question, scope) is { } refusal)
        {
            return ApiError.Invalid(refusal);
        }

        using Views? views = await side.OpenViewsAsync(cancellation).ConfigureAwait(false);
        return views is null
            ? ApiError.NotReady(side)
            : TypedResults.Ok(
                await answer(views, (TQuestion)question.Within(scope.Tenant), side.Stamp).ConfigureAwait(false)
            );
    }

    /// <summary>
    /// Why a question may not be asked by a reader who is bound to a tenant; null when it may. Another tenant is refused and
    /// not answered with nothing, which would look as if that tenant had done nothing.
    /// </summary>
    public static string? Refusal(Slice question, ReadScope scope) =>
        scope.Tenant is { } own
        && question.Where.Any(filter =>
            filter.By.Name == Grouping.Tenant.Name && !filter.Excludes && !filter.Values.Contains(own)
        )
            ? $"'tenant' must be \"{own}\", yours, or be left out."
            : null;
}
