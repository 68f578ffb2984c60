using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Routing;
using TokenLedger.Accounting.Budgets;
using TokenLedger.Gateway.Hosting;
using TokenLedger.Ledger.Control;

namespace TokenLedger.Gateway.Administration.Budgets;

/// <summary>/api/v1/budgets/{id}/overrides: another amount for a while, with reason and author.</summary>
internal sealed class BudgetOverridesApi(BudgetsInForce budgets, ControlBook control, TimeProvider time)
{
    private const int IdBytes = 8;

    /// <summary>Maps the routes.</summary>
    public void Map(RouteGroupBuilder api)
    {
        RouteGroupBuilder group = api.MapGroup("/budgets/{id}/overrides")
            .WithTags("budgets")
            .WithMetadata(TenantScoped.Instance);
        group
            .MapPost("", (HttpContext http, string id) => AddAsync(http, id))
            .WithName("OverrideBudget")
            .WithSummary("Changes a limit for a time; the same Idempotency-Key does it once")
            .Accepts<BudgetOverrideRequest>("application/json")
            .Produces<BudgetOverrideAnswer>(201)
            .Produces<BudgetOverrideAnswer>()
            .Produces<AdminError>(400)
            .Produces<AdminError>(404)
            .Produces<AdminError>(409)
            .Requires(RouteAccess.TenantAdmin);
        group
            .MapDelete("/{change}", (HttpContext http, string id, string change) => RemoveAsync(http, id, change))
            .WithName("RemoveBudgetOverride")
            .WithSummary("Ends a change of a limit")
            .Produces(204)
            .Produces<AdminError>(404)
            .Requires(RouteAccess.TenantAdmin);
    }

    private async Task AddAsync(HttpContext http, string id)
    {
        Principal who = Principal.Of(http);
        if (Find(http, id) is not { } held)
        {
            await MissingAsync(http, $"There is no budget \"{id}\".").ConfigureAwait(false);
            return;
        }

        (BudgetOverrideRequest? asked, string? problem) = await AdminAnswer
            .ReadAsync(http, AdminJson.Default.BudgetOverrideRequest)
            .ConfigureAwait(false);
        if (asked is null)
        {
            await AdminAnswer.RefuseAsync(http, 400, "invalid_request", problem!).ConfigureAwait(false);
            return;
        }

        string? key = http.Request.Headers["Idempotency-Key"];
        (OverrideDocument? said, List<AdminProblem> problems) = Read(asked, held.Budget, who);
        if (said is null)
        {
            await AdminAnswer.RefuseAsync(http, problems).ConfigureAwait(false);
            return;
        }

        string own = key is null
            ? Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(IdBytes))
            : Digest($"{who.Name}\n{id}\n{key}");
        said = said with
        {
            Asked = key is null
                ? null
                : Digest(JsonSerializer.Serialize(asked, AdminJson.Default.BudgetOverrideRequest)),
        };
        ControlChange change = new(
            ControlKinds.Override,
            $"{id}/{own}",
            JsonSerializer.Serialize(said, AdminJson.Default.OverrideDocument),
            who.Name
        )
        {
            Expected = -1,
            Note = said.Reason,
        };
        ControlResult result = await control.ChangeAsync(change, http.RequestAborted).ConfigureAwait(false);
        await AnswerAsync(http, own, said, result).ConfigureAwait(false);
    }

    private async Task AnswerAsync(HttpContext http, string own, OverrideDocument said, ControlResult result)
    {
        OverrideDocument? before = result is { Status: ControlStatus.Conflict, Document: { } there }
            ? OverrideDocument.Read(there.Json)
            : null;
        if (before is not null && before.Asked != said.Asked)
        {
            await AdminAnswer
                .RefuseAsync(http, 409, "conflict", "This Idempotency-Key was used for another change. Use a new key.")
                .ConfigureAwait(false);
            return;
        }

        if (before is null && !result.IsDone)
        {
            await AdminAnswer.RefuseAsync(http, result).ConfigureAwait(false);
            return;
        }

        await budgets.ApplyAsync(CancellationToken.None).ConfigureAwait(false);
        BudgetOverrideAnswer answer = BudgetOverrideAnswer.Of((before ?? said).Override(), own);
        await AdminAnswer
            .WriteAsync(http, before is null ? 201 : 200, answer, AdminJson.Default.BudgetOverrideAnswer)
            .ConfigureAwait(false);
    }

    private async Task RemoveAsync(HttpContext http, string id, string own)
    {
        Principal who = Principal.Of(http);
        ControlDocument? kept = control.Find(ControlKinds.Override, $"{id}/{own}");
        if (kept is null || (Find(http, id) is null && who.Tenant is not null))
        {
            await MissingAsync(http, $"The budget \"{id}\" has no override \"{own}\".").ConfigureAwait(false);
            return;
        }

        ControlChange change = new(ControlKinds.Override, kept.Id, null, who.Name) { Expected = kept.Revision };
        ControlResult result = await control.ChangeAsync(change, http.RequestAborted).ConfigureAwait(false);
        if (!result.IsDone)
        {
            await AdminAnswer.RefuseAsync(http, result).ConfigureAwait(false);
            return;
        }

        await budgets.ApplyAsync(CancellationToken.None).ConfigureAwait(false);
        http.Response.StatusCode = 204;
    }

    private (OverrideDocument?, List<AdminProblem>) Read(BudgetOverrideRequest asked, Budget budget, Principal who)
    {
        List<AdminProblem> problems = [];
        DateTimeOffset now = time.GetUtcNow();
        string[] units = [.. budget.Limits.Select(limit => BudgetNames.Of(limit.Unit)).Distinct()];
        string? unit = asked.Unit ?? (units.Length == 1 ? units[0] : null);
        if (unit is null || !BudgetNames.Units.Contains(unit))
        {
            problems.Add(new("unit", $"say which limit: {string.Join(", ", units)}"));
        }

        bool isAmount = decimal.TryParse(
            asked.Amount,
            NumberStyles.AllowDecimalPoint,
            CultureInfo.InvariantCulture,
            out decimal amount
        );
        if (!isAmount)
        {
            problems.Add(new("amount", "write the limit meanwhile as a decimal in a text, such as \"50\""));
        }

        DateTimeOffset from = (asked.From ?? now).ToUniversalTime();
        DateTimeOffset? to = asked.To?.ToUniversalTime();
        TimeSpan length = default;
        bool isLength = asked.For is not null && DurationText.TryParse(asked.For, out length);
        if ((asked.For is null) == (to is null) || (asked.For is not null && !isLength))
        {
            problems.Add(new("to", "say when it ends: either \"to\", an instant, or \"for\", a length such as \"2h\""));
        }

        to ??= from + length;
        if (to <= now && problems.Count == 0)
        {
            problems.Add(new("to", "it would be over already"));
        }

        if (problems.Count > 0)
        {
            return (null, problems);
        }

        OverrideDocument said = new(
            unit!,
            Amounts.Text(amount),
            from,
            to.Value,
            asked.Reason ?? "",
            who.Name,
            asked.Member,
            Asked: null
        );

        // Judged as the last of the budget's, so that what is wrong is wrong with this one.
        Budget changed = budget with
        {
            Overrides = [.. budget.Overrides, said.Override()],
        };
        string path = string.Create(CultureInfo.InvariantCulture, $"overrides[{budget.Overrides.Count}].");
        problems.AddRange(
            BudgetCheck
                .Problems(changed)
                .Select(one => new AdminProblem(one.Path.Replace(path, "", StringComparison.Ordinal), one.Message))
        );
        return problems.Count > 0 ? (null, problems) : (said, problems);
    }

    private BudgetInForce? Find(HttpContext http, string id) =>
        budgets.Now.Budgets.GetValueOrDefault(id) is { } held && BudgetScope.IsWithin(held.Budget, Principal.Of(http))
            ? held
            : null;

    private static Task MissingAsync(HttpContext http, string message) =>
        AdminAnswer.RefuseAsync(http, 404, "not_found", message);

    private static string Digest(string text) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, IdBytes));
}
