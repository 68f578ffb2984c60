using System.Globalization;
using TokenLedger.Accounting.Metering;
using TokenLedger.Accounting.Money;
using TokenLedger.Accounting.Rates;
using TokenLedger.Ledger.Adjusting;
using TokenLedger.Ledger.Entries;

namespace TokenLedger.Dashboard.Adjusting;

/// <summary>Drafts as requests and back: the form in which they travel to a running gateway.</summary>
public static class AdjustmentForm
{
    /// <summary>Longest name in a scope, in characters.</summary>
    public const int LongestName = 256;

    private const int MostTags = 32;
    private static readonly string[] _sources = ["reported", "counted", "estimated"];

    /// <summary>The request that asks for a draft.</summary>
    public static AdjustmentRequest Of(AdjustmentDraft draft)
    {
        ArgumentNullException.ThrowIfNull(draft);
        Attribution who = draft.Attribution;
        return new()
        {
            Corrects = draft.Corrects,
            Call = draft.CorrectsCall,
            Reason = draft.Reason,
            IdempotencyKey = draft.Key,
            Lines = [.. draft.Lines.Select(Of)],
            Priced = draft.Priced,
            KnownBefore = draft.KnownBefore?.ToString(),
            Subject = draft.Subject,
            ChecksNewest = draft.ChecksNewest,
            NewestAdjustment = draft.Newest,
            OccurredAt = draft.OccurredAt,
            Provider = draft.Provider,
            Model = draft.Model,
            ServiceTier = draft.ServiceTier,
            Tenant = who.Tenant,
            Key = who.Key,
            Feature = who.Feature,
            User = who.User,
            Session = who.Session,
            Agent = who.Agent,
            Environment = who.Environment,
            Project = who.Project,
            CostCenter = who.CostCenter,
            Tags = who.Tags.Count == 0 ? null : new Dictionary<string, string>(who.Tags),
        };
    }

    /// <summary>The draft a request asks for.</summary>
    /// <param name="request">The request.</param>
    /// <param name="key">The key it is booked under.</param>
    /// <returns>The draft, or one sentence that says what is wrong.</returns>
    public static (AdjustmentDraft? Draft, string? Problem) Read(AdjustmentRequest request, string key)
    {
        ArgumentNullException.ThrowIfNull(request);
        List<LineItem> lines = [];
        string? problem = JudgeShape(request) ?? JudgeScope(request) ?? ReadLines(request, lines);
        if (problem is not null)
        {
            return (null, problem);
        }

        return (
            new()
            {
                Key = key,
                Reason = request.Reason ?? "",
                Lines = lines,
                Corrects = request.Corrects,
                CorrectsCall = request.Call,
                Newest = request.NewestAdjustment,
                ChecksNewest = request.ChecksNewest,
                Priced = request.Priced,
                KnownBefore = Usd.TryParse(request.KnownBefore, out Usd before) ? before : null,
                Subject = request.Subject,
                Attribution = Who(request),
                Provider = request.Provider,
                Model = request.Model,
                ServiceTier = request.ServiceTier,
                OccurredAt = request.OccurredAt?.ToUniversalTime(),
            },
            null
        );
    }

    private static string? JudgeShape(AdjustmentRequest request) =>
        request.Corrects is not null && request.Call is not null
            ? "Give either 'corrects' (an entry) or 'call', not both."
        : (request.AmountUsd is null) == (request.Lines is null)
            ? "Give the amount: 'amount_usd', a signed decimal of USD as a string such as \"-0.10\"."
        : request.Meter is not (null or AdjustmentLines.Correction or AdjustmentLines.Credit)
            ? $"'meter' must be {AdjustmentLines.Correction} or {AdjustmentLines.Credit}; it is '{request.Meter}'."
        : request.KnownBefore is not null && !Usd.TryParse(request.KnownBefore, out _)
            ? "'known_before' must be a decimal of USD as a string such as \"0.10\"."
        : request.Subject?.Length > LongestName ? $"'subject' is longer than {LongestName} characters."
        : null;

    private static string? JudgeScope(AdjustmentRequest request)
    {
        string?[] names =
        [
            request.Provider,
            request.Model,
            request.ServiceTier,
            request.Tenant,
            request.Key,
            request.Feature,
            request.User,
            request.Session,
            request.Agent,
            request.Environment,
            request.Project,
            request.CostCenter,
            .. request.Tags?.SelectMany(tag => (string?[])[tag.Key, tag.Value]) ?? [],
        ];
        bool corrects = request.Corrects is not null || request.Call is not null;
        return corrects && (names.Any(name => name is not null) || request.OccurredAt is not null)
                ? "An adjustment of an entry takes its scope and its instant from the entry: leave them out."
            : names.Any(name => name?.Length is 0 or > LongestName)
                ? $"A name of the scope must have 1 to {LongestName} characters."
            : request.Tags?.Count > MostTags ? $"At most {MostTags} tags can be given."
            : null;
    }

    private static string? ReadLines(AdjustmentRequest request, List<LineItem> lines)
    {
        if (request.AmountUsd is { } text)
        {
            if (!Usd.TryParse(text, out Usd amount))
            {
                return $"'amount_usd' must be an exact decimal of USD with at most twelve decimals; it is '{text}'.";
            }

            bool corrects = request.Corrects is not null || request.Call is not null;
            string meter = request.Meter ?? (corrects ? AdjustmentLines.Correction : AdjustmentLines.Credit);
            lines.Add(AdjustmentLines.Of(meter, amount));
            return null;
        }

        foreach (AdjustmentLineRequest line in request.Lines!)
        {
            if (Read(line) is not { } item)
            {
                return $"The line of '{line.Meter}' is malformed: quantities and amounts are exact decimals as strings, "
                    + "and 'source' is reported, counted or estimated.";
            }

            lines.Add(item);
        }

        return null;
    }

    private static LineItem? Read(AdjustmentLineRequest line)
    {
        Usd amount = default;
        decimal billed = 0;
        int source = line.Source is null ? 0 : Array.IndexOf(_sources, line.Source);
        return
            source < 0
            || line.Per < 0
            || !TryDecimal(line.Quantity, out decimal quantity)
            || (line.BilledQuantity is not null && !TryDecimal(line.BilledQuantity, out billed))
            || (line.Usd is not null && !Usd.TryParse(line.Usd, out amount))
            ? null
            : new()
            {
                Meter = line.Meter,
                Quantity = quantity,
                Provenance = (Provenance)source,
                Rate = line.Rate,
                Per = line.Per,
                PricedAs = line.PricedAs,
                Multipliers = line.Multipliers ?? [],
                BilledQuantity = line.BilledQuantity is null ? null : billed,
                RateId = line.RateId,
                Amount = line.Usd is null ? null : amount,
            };
    }

    private static AdjustmentLineRequest Of(LineItem line) =>
        new()
        {
            Meter = line.Meter,
            Quantity = line.Quantity.ToString(CultureInfo.InvariantCulture),
            Source = _sources[(int)line.Provenance],
            Rate = line.Rate,
            Per = line.Per,
            PricedAs = line.PricedAs,
            Multipliers = line.Multipliers.Count == 0 ? null : line.Multipliers,
            BilledQuantity = line.BilledQuantity?.ToString(CultureInfo.InvariantCulture),
            RateId = line.RateId,
            Usd = line.Amount?.ToString(),
        };

    private static Attribution Who(AdjustmentRequest request) =>
        new()
        {
            Tenant = request.Tenant,
            Key = request.Key,
            Feature = request.Feature,
            User = request.User,
            Session = request.Session,
            Agent = request.Agent,
            Environment = request.Environment,
            Project = request.Project,
            CostCenter = request.CostCenter,
            Tags =
            [
                .. (request.Tags ?? new Dictionary<string, string>()).OrderBy(tag => tag.Key, StringComparer.Ordinal),
            ],
        };

    private static bool TryDecimal(string text, out decimal value) =>
        decimal.TryParse(
            text,
            NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint,
            CultureInfo.InvariantCulture,
            out value
        );
}
