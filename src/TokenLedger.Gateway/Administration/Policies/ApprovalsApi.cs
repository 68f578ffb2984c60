using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Routing;
using TokenLedger.Accounting.Policies;
using TokenLedger.Accounting.Policies.Conditions;
using TokenLedger.Gateway.Hosting;
using TokenLedger.Gateway.Policies;
using TokenLedger.Gateway.Policies.Approvals;
using TokenLedger.Ledger.Control;

namespace TokenLedger.Gateway.Administration.Policies;

/// <summary>/api/v1/approvals: who may do, for a time, what a rule with require_approval stops.</summary>
internal sealed class ApprovalsApi(PolicyBook book, ControlBook control, TimeProvider time)
{
    private const int LongestReason = 200;
    private const int LongestKey = 128;

    /// <summary>Most approvals that may hold at once; each call that needs one looks through them.</summary>
    public const int Most = 1_000;

    /// <summary>Maps the routes.</summary>
    public void Map(RouteGroupBuilder api)
    {
        RouteGroupBuilder group = api.MapGroup("/approvals").WithTags("policies");
        group
            .MapGet("", (Delegate)ListAsync)
            .WithName("ListApprovals")
            .WithSummary("The approvals that hold now")
            .Produces<ApprovalsAnswer>()
            .Requires(RouteAccess.Viewer);
        group
            .MapPost("", (Delegate)PostAsync)
            .WithName("Approve")
            .WithSummary("Approves calls that a rule stops, for a time; the same Idempotency-Key does it once")
            .Produces<ApprovalAnswer>(201)
            .Produces<AdminError>(400)
            .Requires(RouteAccess.TenantAdmin);
        group
            .MapDelete("/{id}", (HttpContext http, string id) => DeleteAsync(http, id))
            .WithName("WithdrawApproval")
            .WithSummary("Withdraws an approval")
            .Produces(204)
            .Produces<AdminError>(404)
            .Requires(RouteAccess.TenantAdmin);
    }

    private Task ListAsync(HttpContext http)
    {
        DateTimeOffset now = time.GetUtcNow();
        ApprovalAnswer[] held =
        [
            .. book
                .Now.Approvals.Where(approval => now < approval.ExpiresAt && IsSeen(approval, Principal.Of(http)))
                .OrderBy(approval => approval.ExpiresAt)
                .Select(approval => ApprovalAnswer.Of(approval, Document(approval.Id))),
        ];
        return AdminAnswer.WriteAsync(http, 200, new(held), PolicyJson.Default.ApprovalsAnswer);
    }

    private async Task PostAsync(HttpContext http)
    {
        (ApprovalBody? body, string? problem) = await AdminAnswer
            .ReadAsync(http, PolicyJson.Default.ApprovalBody)
            .ConfigureAwait(false);
        Principal who = Principal.Of(http);
        string[] problems = body is null ? [problem!] : [.. Problems(body, who)];
        if (problems.Length > 0)
        {
            string all = string.Join("; ", problems);
            await AdminAnswer.RefuseAsync(http, 400, "invalid_request", all).ConfigureAwait(false);
            return;
        }

        DateTimeOffset now = time.GetUtcNow();
        Approval approval = new(
            IdOf(http),
            body!.Policy!,
            body.When,
            who.Tenant ?? body.Tenant,
            EndOf(body, now)!.Value,
            body.Reason!.Trim()
        );
        string name = PolicyBook.ApprovalPrefix + approval.Id;
        if (control.Find(ControlKinds.Policy, name) is { } before && Approval.Read(before.Json) is { } same)
        {
            await AnswerAsync(http, same).ConfigureAwait(false); // asked for again under the same key
            return;
        }

        await ForgetEndedAsync(now, who).ConfigureAwait(false);
        ControlChange change = new(ControlKinds.Policy, name, approval.Write(), who.Name) { Note = approval.Reason };
        ControlResult result = await control.ChangeAsync(change, http.RequestAborted).ConfigureAwait(false);
        await (result.IsDone ? AnswerAsync(http, approval) : AdminAnswer.RefuseAsync(http, result)).ConfigureAwait(
            false
        );
    }

    private IEnumerable<string> Problems(ApprovalBody body, Principal who)
    {
        DateTimeOffset now = time.GetUtcNow();
        if (book.Now.Set.Rules.FirstOrDefault(rule => rule.Id == body.Policy) is not { } rule)
        {
            yield return $"policy: there is no policy \"{body.Policy}\"";
        }
        else if (rule.Action is not (PolicyAction.RequireApproval or PolicyAction.Ask))
        {
            yield return $"policy: \"{rule.Id}\" asks for no approval";
        }

        if (Condition.Parse(body.When ?? "true").Problem is { } wrong)
        {
            yield return $"when: {wrong}";
        }

        if (EndOf(body, now) is not { } end || end <= now || end - now > Approval.Longest)
        {
            yield return $"expires_at: an approval ends; give an instant, or seconds, within {Approval.Longest.TotalDays:0} days";
        }

        if (body.Reason?.Trim().Length is not (> 0 and <= LongestReason))
        {
            yield return $"reason: say why, in 1 to {LongestReason} characters";
        }

        if (who.Tenant is { } own && body.Tenant is { } other && other != own)
        {
            yield return $"tenant: you may approve for \"{own}\" only";
        }

        if (book.Now.Approvals.Count(approval => now < approval.ExpiresAt) >= Most)
        {
            yield return $"there are {Most} approvals already; withdraw some, or change the rule";
        }
    }

    private static DateTimeOffset? EndOf(ApprovalBody body, DateTimeOffset now) =>
        body.ExpiresAt?.ToUniversalTime()
        ?? (
            body.Seconds is { } seconds and > 0 && seconds <= Approval.Longest.TotalSeconds
                ? now.AddSeconds(seconds)
                : null
        );

    /// <summary>From the caller's key follows the name, so that the same key approves once.</summary>
    private static string IdOf(HttpContext http)
    {
        string key = http.Request.Headers["Idempotency-Key"].ToString();
        return key.Length is 0 or > LongestKey
            ? Guid.CreateVersion7().ToString("N")
            : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)).AsSpan(0, 16));
    }

    /// <summary>Approvals that have ended are in the ledger; here they would only be looked through.</summary>
    private async Task ForgetEndedAsync(DateTimeOffset now, Principal who)
    {
        foreach (Approval ended in book.Now.Approvals.Where(approval => approval.ExpiresAt <= now))
        {
            string name = PolicyBook.ApprovalPrefix + ended.Id;
            ControlChange change = new(ControlKinds.Policy, name, null, who.Name) { Note = "ended" };
            await control.ChangeAsync(change, CancellationToken.None).ConfigureAwait(false);
        }
    }

    private async Task DeleteAsync(HttpContext http, string id)
    {
        Principal who = Principal.Of(http);
        if (!book.Now.Approvals.Any(approval => approval.Id == id && IsSeen(approval, who) && IsHis(approval, who)))
        {
            await AdminAnswer
                .RefuseAsync(
                    http,
                    404,
                    "not_found",
                    $"There is no approval \"{id}\". GET /api/v1/approvals lists them."
                )
                .ConfigureAwait(false);
            return;
        }

        ControlChange change = new(ControlKinds.Policy, PolicyBook.ApprovalPrefix + id, null, who.Name);
        ControlResult result = await control.ChangeAsync(change, http.RequestAborted).ConfigureAwait(false);
        if (!result.IsDone)
        {
            await AdminAnswer.RefuseAsync(http, result).ConfigureAwait(false);
            return;
        }

        http.Response.StatusCode = 204;
    }

    private Task AnswerAsync(HttpContext http, Approval approval) =>
        AdminAnswer.WriteAsync(
            http,
            201,
            ApprovalAnswer.Of(approval, Document(approval.Id)),
            PolicyJson.Default.ApprovalAnswer
        );

    private static bool IsSeen(Approval approval, Principal who) =>
        who.Tenant is null || approval.Tenant is null || approval.Tenant == who.Tenant;

    private static bool IsHis(Approval approval, Principal who) => who.Tenant is null || approval.Tenant == who.Tenant;

    private ControlDocument? Document(string id) => control.Find(ControlKinds.Policy, PolicyBook.ApprovalPrefix + id);
}
