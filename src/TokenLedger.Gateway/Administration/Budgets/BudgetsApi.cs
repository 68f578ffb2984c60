using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Routing;
using TokenLedger.Accounting.Budgets;
using TokenLedger.Gateway.Hosting;
using TokenLedger.Ledger;
using TokenLedger.Ledger.Control;

namespace TokenLedger.Gateway.Administration.Budgets;

/// <summary>/api/v1/budgets: the budgets in force, how full they are, and changes of them.</summary>
internal sealed class BudgetsApi(BudgetsInForce budgets, ControlBook control, ILedger ledger)
{
    /// <summary>Accounts shown of each budget when nothing else is asked for, and at most.</summary>
    public const int DefaultAccounts = 20;

    /// <summary>Most accounts shown of a budget.</summary>
    public const int MostAccounts = 1_000;

    /// <summary>Maps the routes.</summary>
    public void Map(RouteGroupBuilder api)
    {
        RouteGroupBuilder group = api.MapGroup("/budgets").WithTags("budgets").WithMetadata(TenantScoped.Instance);
        group
            .MapGet("", (HttpContext http, string? accounts) => ListAsync(http, accounts))
            .WithName("ListBudgets")
            .WithSummary("The budgets in force and how full they are")
            .WithDescription(
                "'accounts': most accounts shown of each budget, 0 to 1000 (default 20), the fullest first."
            )
            .Produces<BudgetsAnswer>()
            .Requires(RouteAccess.Viewer);
        group
            .MapGet("/{id}", (HttpContext http, string id, string? accounts) => GetAsync(http, id, accounts))
            .WithName("GetBudget")
            .WithSummary("One budget; its ETag is what If-Match of a change says")
            .Produces<BudgetAnswer>()
            .Produces<AdminError>(404)
            .Requires(RouteAccess.Viewer);
        group
            .MapPost("", (Delegate)new BudgetImport(budgets, control).RunAsync)
            .WithName("SetBudgets")
            .WithSummary("Sets many budgets at once: all of them, or none when one is wrong")
            .WithDescription(
                $"At most {BudgetsBody.Most}. Sending the same again changes nothing; others stay as they are."
            )
            .Accepts<BudgetsBody>("application/json")
            .Produces<BudgetsSetAnswer>()
            .Produces<AdminError>(400)
            .Requires(RouteAccess.TenantAdmin);
        group
            .MapPut("/{id}", (HttpContext http, string id) => PutAsync(http, id))
            .WithName("SetBudget")
            .WithSummary("Sets a budget; it takes the place of a configured one of this name")
            .Accepts<BudgetBody>("application/json")
            .Produces<BudgetAnswer>()
            .Produces<BudgetAnswer>(201)
            .Produces<AdminError>(400)
            .Produces<AdminError>(412)
            .Requires(RouteAccess.TenantAdmin);
        group
            .MapDelete("/{id}", (HttpContext http, string id) => DeleteAsync(http, id))
            .WithName("RemoveBudget")
            .WithSummary(
                "Removes what was decided at run time; a configured budget of this name is back (200), or none (204)"
            )
            .Produces<BudgetAnswer>()
            .Produces(204)
            .Produces<AdminError>(404)
            .Produces<AdminError>(412)
            .Requires(RouteAccess.TenantAdmin);
    }

    private Task ListAsync(HttpContext http, string? most)
    {
        if (Accounts(most) is not { } accounts)
        {
            return RefuseAccountsAsync(http);
        }

        Principal who = Principal.Of(http);
        BudgetMerge now = budgets.Now;
        BudgetAnswer[] all =
        [
            .. now
                .Budgets.Values.Where(held => BudgetScope.IsWithin(held.Budget, who))
                .OrderBy(held => held.Budget.Id, StringComparer.Ordinal)
                .Select(held => BudgetAnswer.Of(held, ledger, control, accounts)),
        ];
        AdminProblem[]? problems =
            now.Problems.Count == 0 ? null : [.. now.Problems.Select(one => new AdminProblem(one.Path, one.Message))];
        return AdminAnswer.WriteAsync(http, 200, new BudgetsAnswer(all, problems), AdminJson.Default.BudgetsAnswer);
    }

    private Task GetAsync(HttpContext http, string id, string? most) =>
        Accounts(most) is not { } accounts ? RefuseAccountsAsync(http)
        : Find(http, id) is { } held ? AnswerAsync(http, 200, held, accounts)
        : MissingAsync(http, id);

    private async Task PutAsync(HttpContext http, string id)
    {
        (JsonDocument? json, string? problem) = await AdminAnswer
            .ReadAsync(http, AdminJson.Default.JsonDocument)
            .ConfigureAwait(false);
        using JsonDocument? owned = json;
        if (json is null)
        {
            await AdminAnswer.RefuseAsync(http, 400, "invalid_request", problem!).ConfigureAwait(false);
            return;
        }

        BudgetReading reading = BudgetJson.Read(json.RootElement, id);
        List<AdminProblem> problems = [.. reading.Problems.Select(one => new AdminProblem(one.Path, one.Message))];
        if (reading.Budget is { Overrides.Count: > 0 })
        {
            problems.Add(new("overrides", OverridesElsewhere(id)));
        }

        if (problems.Count > 0)
        {
            await AdminAnswer.RefuseAsync(http, problems).ConfigureAwait(false);
            return;
        }

        Budget budget = reading.Budget!;
        Principal who = Principal.Of(http);
        BudgetInForce? before = budgets.Now.Budgets.GetValueOrDefault(id);
        if (!BudgetScope.MaySet(budget, before, who))
        {
            await BudgetScope.RefuseAsync(http, who).ConfigureAwait(false);
            return;
        }

        if (await ConditionAsync(http, before).ConfigureAwait(false) is not { } expected)
        {
            return;
        }

        ControlChange change = new(ControlKinds.Budget, id, BudgetJson.Write(budget), who.Name)
        {
            Expected = expected.Revision,
        };
        await DoAsync(http, change, created: before is null).ConfigureAwait(false);
    }

    private async Task DeleteAsync(HttpContext http, string id)
    {
        Principal who = Principal.Of(http);
        if (Find(http, id) is not { } before)
        {
            await MissingAsync(http, id).ConfigureAwait(false);
            return;
        }

        if (before.Document is not { Kind: ControlKinds.Budget })
        {
            string whose = before.Document switch
            {
                { Kind: ControlKinds.Key } key =>
                    $"It belongs to the key \"{key.Id}\": PUT /api/v1/keys/{key.Id} without it, or PUT a budget over it.",
                { } rule =>
                    $"It comes from the budget rule \"{rule.Id}\"; remove that at /api/admin/budgets/rules, or PUT a budget over it.",
                null => "It comes from the configuration; remove it there, or PUT a budget over it.",
            };
            await AdminAnswer.RefuseAsync(http, 409, "conflict", whose).ConfigureAwait(false);
            return;
        }

        if (await ConditionAsync(http, before).ConfigureAwait(false) is { } expected)
        {
            ControlChange change = new(ControlKinds.Budget, id, null, who.Name) { Expected = expected.Revision };
            await DoAsync(http, change, created: false).ConfigureAwait(false);
        }
    }

    /// <summary>Makes a change durable, puts it in force, and shows what then holds.</summary>
    private async Task DoAsync(HttpContext http, ControlChange change, bool created)
    {
        ControlResult result = await control.ChangeAsync(change, http.RequestAborted).ConfigureAwait(false);
        if (!result.IsDone)
        {
            await AdminAnswer.RefuseAsync(http, result).ConfigureAwait(false);
            return;
        }

        // Durable already: whoever asked may have gone, but it must come into force.
        await budgets.ApplyAsync(CancellationToken.None).ConfigureAwait(false);
        if (budgets.Now.Budgets.GetValueOrDefault(change.Id) is { } held)
        {
            await AnswerAsync(http, created ? 201 : 200, held, DefaultAccounts).ConfigureAwait(false);
            return;
        }

        http.Response.StatusCode = 204;
    }

    /// <summary>What the change must find, from If-Match and If-None-Match; null when it was refused for them.</summary>
    private static async Task<Expectation?> ConditionAsync(HttpContext http, BudgetInForce? before)
    {
        string match = AdminCondition.Tag(http.Request.Headers.IfMatch);
        bool isNew = AdminCondition.Tag(http.Request.Headers.IfNoneMatch) == "*";
        string? problem =
            isNew && before is not null ? "There is one of this name already."
            : match is "" ? null
            : before is null ? "There is none of this name."
            : match != "*" && match != before.Revision
                ? $"It was changed meanwhile: its revision is \"{before.Revision}\"."
            : null;
        if (problem is not null)
        {
            string what = problem + " Read it again and repeat the change.";
            await AdminAnswer.RefuseAsync(http, 412, "conflict", what).ConfigureAwait(false);
            return null;
        }

        bool isConditional = isNew || match is not "";
        long revision = before?.Document is { Kind: ControlKinds.Budget } document ? document.Revision : -1;
        return new(isConditional ? revision : null);
    }

    private BudgetInForce? Find(HttpContext http, string id) =>
        budgets.Now.Budgets.GetValueOrDefault(id) is { } held && BudgetScope.IsWithin(held.Budget, Principal.Of(http))
            ? held
            : null;

    private Task AnswerAsync(HttpContext http, int status, BudgetInForce held, int accounts)
    {
        http.Response.Headers.ETag = $"\"{held.Revision}\"";
        BudgetAnswer answer = BudgetAnswer.Of(held, ledger, control, accounts);
        return AdminAnswer.WriteAsync(http, status, answer, AdminJson.Default.BudgetAnswer);
    }

    /// <summary>Why overrides are no part of a budget that is set.</summary>
    internal static string OverridesElsewhere(string id) =>
        $"they have an author: POST each to /api/v1/budgets/{id}/overrides";

    private static Task MissingAsync(HttpContext http, string id) =>
        AdminAnswer.RefuseAsync(
            http,
            404,
            "not_found",
            $"There is no budget \"{id}\". GET /api/v1/budgets lists them."
        );

    private static int? Accounts(string? text) =>
        text is null ? DefaultAccounts
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int most) && most <= MostAccounts
            ? most
        : null;

    private static Task RefuseAccountsAsync(HttpContext http) =>
        AdminAnswer.RefuseAsync(http, 400, "invalid_request", $"'accounts' must be 0 to {MostAccounts}.");

    /// <summary>The revision the runtime document must have: -1 for none, null for any.</summary>
    private sealed record Expectation(long? Revision);
}
