using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Routing;
using TokenLedger.Accounting.Policies;
using TokenLedger.Gateway.Hosting;
using TokenLedger.Gateway.Policies;
using TokenLedger.Ledger.Control;

namespace TokenLedger.Gateway.Administration.Policies;

/// <summary>/api/v1/policies: the rules in force, and changes of them.</summary>
internal sealed class PoliciesApi(PolicyBook book, ControlBook control)
{
    /// <summary>Maps the routes.</summary>
    public void Map(RouteGroupBuilder api)
    {
        RouteGroupBuilder group = api.MapGroup("/policies").WithTags("policies");
        group
            .MapGet("", (Delegate)ListAsync)
            .WithName("ListPolicies")
            .WithSummary("The rules in force, in their order, and who decided them")
            .Produces<PoliciesAnswer>()
            .Requires(RouteAccess.Viewer);
        group
            .MapGet("/{id}", (HttpContext http, string id) => GetAsync(http, id))
            .WithName("GetPolicy")
            .WithSummary("One rule; its ETag is what If-Match of a change says")
            .Produces<PolicyAnswer>()
            .Produces<AdminError>(404)
            .Requires(RouteAccess.Viewer);
        group
            .MapPut("/{id}", (HttpContext http, string id) => PutAsync(http, id))
            .WithName("SetPolicy")
            .WithSummary("Sets a rule; it takes the place of a configured one of this name")
            .Produces<PolicyAnswer>()
            .Produces<PolicyAnswer>(201)
            .Produces<AdminError>(400)
            .Produces<AdminError>(412)
            .Requires(RouteAccess.Admin);
        group
            .MapDelete("/{id}", (HttpContext http, string id) => DeleteAsync(http, id))
            .WithName("RemovePolicy")
            .WithSummary(
                "Removes a rule decided at run time; a configured one of this name is back (200), or none (204)"
            )
            .Produces<PolicyAnswer>()
            .Produces(204)
            .Produces<AdminError>(404)
            .Produces<AdminError>(409)
            .Produces<AdminError>(412)
            .Requires(RouteAccess.Admin);
    }

    private Task ListAsync(HttpContext http)
    {
        PolicySet now = book.Now.Set;
        PolicyAnswer[] rules = [.. now.Rules.Select(rule => PolicyAnswer.Of(rule, Document(rule.Id)))];
        return AdminAnswer.WriteAsync(http, 200, new(now.Revision, rules), PolicyJson.Default.PoliciesAnswer);
    }

    private Task GetAsync(HttpContext http, string id) =>
        Find(id) is { } rule ? AnswerAsync(http, 200, rule) : MissingAsync(http, id);

    private async Task PutAsync(HttpContext http, string id)
    {
        (JsonDocument? json, string? problem) = await AdminAnswer
            .ReadAsync(http, PolicyJson.Default.JsonDocument)
            .ConfigureAwait(false);
        using JsonDocument? owned = json;
        if (json is null)
        {
            await AdminAnswer.RefuseAsync(http, 400, "invalid_request", problem!).ConfigureAwait(false);
            return;
        }

        List<(string Member, string Message)> wrong = [];
        PolicyRule? rule = RuleJsonReader.Read(json.RootElement, wrong);
        // The name is in the path; in the body it may be left out, and must not differ.
        wrong.RemoveAll(one => one.Member == "id");
        string[] problems =
        [
            .. wrong.Select(one => one.Member.Length == 0 ? one.Message : $"{one.Member}: {one.Message}"),
            .. rule is { Id.Length: > 0 } && rule.Id != id
                ? [$"id: must be \"{id}\", as in the path"]
                : Array.Empty<string>(),
            .. rule is null ? [] : book.ProblemsWith(rule with { Id = id }),
        ];
        if (problems.Length > 0)
        {
            string all = string.Join("; ", problems);
            await AdminAnswer
                .RefuseAsync(http, 400, "invalid_request", $"The rule is not in order: {all}.")
                .ConfigureAwait(false);
            return;
        }

        bool isNew = Find(id) is null;
        ControlChange change = new(
            ControlKinds.Policy,
            id,
            RuleJson.Write(rule! with { Id = id }),
            Principal.Of(http).Name
        )
        {
            Expected = Expected(http),
        };
        await DoAsync(http, change, isNew ? 201 : 200).ConfigureAwait(false);
    }

    private async Task DeleteAsync(HttpContext http, string id)
    {
        if (Document(id) is null)
        {
            await (
                Find(id) is null
                    ? MissingAsync(http, id)
                    : AdminAnswer.RefuseAsync(
                        http,
                        409,
                        "conflict",
                        $"The rule \"{id}\" comes from the configuration. Remove it there, or PUT a rule over it."
                    )
            ).ConfigureAwait(false);
            return;
        }

        ControlChange change = new(ControlKinds.Policy, id, null, Principal.Of(http).Name)
        {
            Expected = Expected(http),
        };
        await DoAsync(http, change, 200).ConfigureAwait(false);
    }

    private async Task DoAsync(HttpContext http, ControlChange change, int status)
    {
        ControlResult result = await control.ChangeAsync(change, http.RequestAborted).ConfigureAwait(false);
        if (!result.IsDone)
        {
            await AdminAnswer.RefuseAsync(http, result).ConfigureAwait(false);
            return;
        }

        if (Find(change.Id) is { } rule)
        {
            await AnswerAsync(http, status, rule).ConfigureAwait(false);
            return;
        }

        http.Response.StatusCode = 204;
    }

    /// <summary>The revision the change must find: If-Match's, none at all (If-None-Match: *), or any.</summary>
    private static long? Expected(HttpContext http) =>
        http.Request.Headers.IfNoneMatch == "*" ? -1
        : long.TryParse(
            http.Request.Headers.IfMatch.ToString().Trim('"'),
            NumberStyles.None,
            CultureInfo.InvariantCulture,
            out long revision
        )
            ? revision
        : http.Request.Headers.IfMatch.Count > 0 && http.Request.Headers.IfMatch != "*" ? -1
        : null;

    private Task AnswerAsync(HttpContext http, int status, PolicyRule rule)
    {
        ControlDocument? document = Document(rule.Id);
        http.Response.Headers.ETag = document is null
            ? "\"configuration\""
            : $"\"{document.Revision.ToString(CultureInfo.InvariantCulture)}\"";
        return AdminAnswer.WriteAsync(http, status, PolicyAnswer.Of(rule, document), PolicyJson.Default.PolicyAnswer);
    }

    private PolicyRule? Find(string id) => book.Now.Set.Rules.FirstOrDefault(rule => rule.Id == id);

    private ControlDocument? Document(string id) => control.Find(ControlKinds.Policy, id);

    private static Task MissingAsync(HttpContext http, string id) =>
        AdminAnswer.RefuseAsync(
            http,
            404,
            "not_found",
            $"There is no policy \"{id}\". GET /api/v1/policies lists them."
        );
}
