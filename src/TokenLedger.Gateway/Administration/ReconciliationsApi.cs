using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Routing;
using TokenLedger.Accounting.Money;
using TokenLedger.Gateway.Alerts.Recognising;
using TokenLedger.Gateway.Hosting;
using TokenLedger.Ledger;
using TokenLedger.Ledger.Entries;

namespace TokenLedger.Gateway.Administration;

/// <summary>/api/v1/reconciliations/gaps: a reconciliation leaves in the ledger that something remains unexplained.</summary>
internal static class ReconciliationsApi
{
    private const int LongestText = 200;

    /// <summary>Maps the route.</summary>
    public static void Map(IEndpointRouteBuilder api, ILedger ledger, TimeProvider time) =>
        api.MapPost("/reconciliations/gaps", (Delegate)((HttpContext http) => NoteAsync(http, ledger, time)))
            .Requires(RouteAccess.Admin)
            .WithName("NoteReconciliationGap")
            .WithSummary("Records that a bill and the ledger differ by an amount that nothing explains.")
            .WithTags("Reconciliation")
            .Accepts<ReconciliationGap>("application/json")
            .Produces<RecordedGap>(201)
            .Produces<AdminError>(400)
            .Produces<AdminError>(503);

    private static async Task NoteAsync(HttpContext http, ILedger ledger, TimeProvider time)
    {
        (ReconciliationGap? gap, string? problem) = await AdminAnswer
            .ReadAsync(http, ReconciliationJson.Default.ReconciliationGap)
            .ConfigureAwait(false);
        problem ??= Judge(gap!);
        if (problem is not null)
        {
            await AdminAnswer.RefuseAsync(http, 400, "invalid_request", problem).ConfigureAwait(false);
            return;
        }

        DateTimeOffset now = time.GetUtcNow();
        Entry entry = new()
        {
            Kind = EntryKind.Admin,
            Id = Guid.CreateVersion7(now),
            OccurredAt = now,
            Reason = AdminAlerts.GapReason,
            Subject = gap!.Subject,
            Actor = Principal.Of(http).Name,
            After = JsonSerializer.Serialize(gap, ReconciliationJson.Default.ReconciliationGap),
        };
        AppendResult result = await ledger.AppendAsync(entry, http.RequestAborted).ConfigureAwait(false);
        await (
            result.IsAppended
                ? AdminAnswer.WriteAsync(
                    http,
                    201,
                    new RecordedGap(entry.Id, result.Sequence),
                    ReconciliationJson.Default.RecordedGap
                )
                : AdminAnswer.RefuseAsync(http, 503, "ledger_unavailable", result.Problem ?? "The ledger cannot write.")
        ).ConfigureAwait(false);
    }

    private static string? Judge(ReconciliationGap gap)
    {
        string?[] amounts = [gap.Unexplained, gap.Theirs, gap.Ours];
        return string.IsNullOrWhiteSpace(gap.Subject) || gap.Subject.Length > LongestText
                ? $"subject: say what was reconciled in 1 to {LongestText} characters."
            : amounts.Any(amount => !Usd.TryParse(amount, out _))
                ? "unexplained, theirs and ours: each must be an exact amount of USD as text, such as \"1.25\"."
            : gap.Export is { Length: > LongestText } ? $"export: at most {LongestText} characters."
            : null;
    }
}

/// <summary>A difference that nothing explains. Amounts are exact USD as text.</summary>
/// <param name="Subject">What was reconciled: the provider and the days.</param>
/// <param name="Unexplained">What remains, each part counted as positive.</param>
/// <param name="Theirs">The provider's charges.</param>
/// <param name="Ours">The ledger's cost.</param>
/// <param name="Export">SHA-256 of the export, in hex; null when it is not known.</param>
public sealed record ReconciliationGap(string Subject, string Unexplained, string Theirs, string Ours, string? Export);

/// <summary>The entry that records it.</summary>
/// <param name="EntryId">Its id.</param>
/// <param name="Sequence">Its position in the ledger.</param>
public sealed record RecordedGap(Guid EntryId, long Sequence);

/// <summary>JSON of the reconciliation routes.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow
)]
[JsonSerializable(typeof(ReconciliationGap))]
[JsonSerializable(typeof(RecordedGap))]
public sealed partial class ReconciliationJson : JsonSerializerContext;
