using TokenLedger.Accounting.Money;
using TokenLedger.Ledger.Control;
using TokenLedger.Ledger.Entries;
using TokenLedger.Ledger.Outcomes;

namespace TokenLedger.Dashboard.Outcomes;

/// <summary>Drafts as requests.</summary>
internal static class OutcomeForm
{
    /// <summary>The draft a request asks for, or one sentence that says what is wrong.</summary>
    /// <param name="request">The request.</param>
    /// <param name="key">Its idempotency key; null for none.</param>
    /// <param name="own">The only tenant that the caller may tell of; null for any.</param>
    public static (OutcomeDraft? Draft, string? Problem) Read(OutcomeRequest request, string? key, string? own)
    {
        Usd value = default;
        string? problem =
            request.Name is null ? "'name' must say what was achieved or not, such as \"ticket_resolved\"."
            : request.Success is null ? "'success' must be true or false."
            : request.ValueUsd is not null && !Usd.TryParse(request.ValueUsd, out value)
                ? $"'value_usd' must be an exact decimal of USD with at most twelve decimals; it is '{request.ValueUsd}'."
            : own is not null && request.Tenant is not null && request.Tenant != own
                ? $"'tenant' must be \"{own}\", yours, or be left out."
            : null;
        if (problem is not null)
        {
            return (null, problem);
        }

        return (
            new()
            {
                Name = request.Name!,
                Success = request.Success!.Value,
                Attribution = Who(request, own),
                Value = request.ValueUsd is null ? null : value,
                OccurredAt = request.OccurredAt,
                Key = key,
            },
            null
        );
    }

    /// <summary>
    /// A draft of who shows a virtual key: what the key proves stands, all else is what he claims. One sentence when he
    /// claims what is not the key's.
    /// </summary>
    public static (OutcomeDraft Draft, string? Problem) Prove(OutcomeDraft draft, KeyHolder holder)
    {
        Attribution said = draft.Attribution;
        (Attribution who, string? problem) = holder.Join(said with { Claimed = [.. Said(said)] });
        return (draft with { Attribution = who }, problem);
    }

    /// <summary>The parts that a text names, by the names and in the order that entries have them.</summary>
    private static IEnumerable<string> Said(Attribution who) =>
        new (string Name, bool IsSaid)[]
        {
            ("agent", who.Agent is not null),
            ("cost_center", who.CostCenter is not null),
            ("environment", who.Environment is not null),
            ("feature", who.Feature is not null),
            ("project", who.Project is not null),
            ("session", who.Session is not null),
            ("tags", who.Tags.Count > 0),
            ("task", who.Task is not null),
            ("tenant", who.Tenant is not null),
            ("user", who.User is not null),
        }
            .Where(part => part.IsSaid)
            .Select(part => part.Name);

    private static Attribution Who(OutcomeRequest request, string? own) =>
        new()
        {
            Tenant = own ?? request.Tenant,
            Session = request.Session,
            Agent = request.Agent,
            Feature = request.Feature,
            Task = request.Task,
            User = request.User,
            Environment = request.Environment,
            Project = request.Project,
            CostCenter = request.CostCenter,
            Tags =
            [
                .. (request.Tags ?? new Dictionary<string, string>()).OrderBy(tag => tag.Key, StringComparer.Ordinal),
            ],
        };
}
