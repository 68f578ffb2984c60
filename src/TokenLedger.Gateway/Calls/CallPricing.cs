using TokenLedger.Accounting.Metering;
using TokenLedger.Accounting.Money;
using TokenLedger.Accounting.Rates;
using TokenLedger.Accounting.Tokens;
using TokenLedger.Gateway.Booking;
using TokenLedger.Gateway.Dialects;
using TokenLedger.Gateway.Relay;
using TokenLedger.Ledger.Entries;

namespace TokenLedger.Gateway.Calls;

/// <summary>What a call may cost at most, and what it did cost.</summary>
public sealed class CallPricing(RatesInForce rates, GatewayOptions options)
{
    private static readonly Bill s_free = new()
    {
        Lines = [],
        Total = Usd.Zero,
        Known = Usd.Zero,
        Flags = [],
    };

    private static readonly Bill s_unknown = new()
    {
        Lines = [],
        Total = null,
        Known = Usd.Zero,
        Flags = ["unmetered_route"],
    };

    private static readonly UsageReport s_nothing = new()
    {
        Source = UsageSource.None,
        Quantities = [],
        Conditions = [],
        Flags = [],
    };

    /// <summary>
    /// The true bound of a call: no prompt has more tokens than bytes, and no answer more than the caller (or our
    /// default) allows. Null for calls that cost nothing.
    /// </summary>
    internal Hold? HoldFor(InferenceCall call)
    {
        long input = call.MeantBytes.Length;
        if (call.Route.Kind == RouteKind.Unmetered)
        {
            return new Hold(input, 0, null); // what it may cost is not known, which is not nothing
        }

        if (call.Route.Kind != RouteKind.Inference)
        {
            return null;
        }

        string operation = call.Route.Api[(call.Route.Api.LastIndexOf('.') + 1)..];
        if (operation is "images" or "speech" or "transcription" or "predict")
        {
            return new Hold(0, 0, MediaBound.Of(BookOf(call), call)); // seconds and audio tokens have no bound in bytes
        }

        bool answers = operation is not ("embeddings" or "embed" or "moderations" or "rerank" or "classify");
        long output = answers
            ? (call.Reading.MaxOutputTokens ?? options.DefaultOutputTokens) * call.Reading.Choices
            : 0;
        return new Hold(
            input,
            output,
            BookOf(call)
                .WorstCase(
                    call.Upstream.Options.Provider,
                    call.ModelMeant,
                    call.ArrivedAt,
                    input,
                    output,
                    call.Conditions
                )
        );
    }

    /// <summary>The settlement of a call that ended so: reported usage where there is any, estimates where not.</summary>
    internal Entry Settle(InferenceCall call, Guid id, RelayEnd end)
    {
        if (call.Route.Kind == RouteKind.BatchResults)
        {
            return SettleDownload(call, id, end);
        }

        if (call.Route.Kind == RouteKind.Metadata)
        {
            return CallEntries.Settlement(call, id, end.Outcome, s_nothing, s_free);
        }

        if (IsUnmetered(call))
        {
            return CallEntries.Settlement(call, id, end.Outcome, s_nothing, s_unknown) with { UsageSource = null };
        }

        UsageReport usage =
            call.Usage?.Report(end.Complete)
            ?? s_nothing with
            {
                Source = UsageSource.Estimated,
                Conditions = CallConditions.OfPrice(call),
                Flags = ["usage_missing"],
            };
        if (end.Unread)
        {
            usage = usage with { Flags = [.. usage.Flags, "malformed_stream"] };
        }

        string outcome = Outcome(end.Outcome, usage);
        if (call.Route.Kind == RouteKind.StoredAnswer && !IsDue(call, usage))
        {
            // Booked when it was made, or still running: reading it costs nothing.
            return CallEntries.Settlement(call, id, outcome, Unbooked(usage, null), s_free);
        }

        if (call.Route.Kind == RouteKind.Inference && IsRepeated(call, usage))
        {
            return CallEntries.Settlement(call, id, outcome, Unbooked(usage, "duplicate_response"), s_free);
        }

        if (usage.Source is UsageSource.Estimated or UsageSource.ProviderPartial)
        {
            usage = Estimate.Complete(usage, call);
        }

        Bill bill = BookOf(call)
            .Price(call.Upstream.Options.Provider, usage, call.ModelMeant, call.ArrivedAt, call.EndedAt);
        return CallEntries.Settlement(call, id, outcome, usage, bill);
    }

    /// <summary>The settlement of a download: it costs nothing itself.</summary>
    private static Entry SettleDownload(InferenceCall call, Guid id, RelayEnd end) =>
        CallEntries.Settlement(
            call,
            id,
            end.Outcome,
            call.Attempt.Results is { Flags: { Count: > 0 } flags } ? s_nothing with { Flags = flags } : s_nothing,
            s_free
        ) with
        {
            Reason = call.Attempt.Results?.Summary,
        };

    /// <summary>The bill of one result of a batch; unpriced when it was answered without a word of usage.</summary>
    internal Bill PriceResult(InferenceCall call, UsageReport usage, DateTimeOffset at) =>
        usage.Source == UsageSource.Estimated
            ? s_unknown with
            {
                Flags = [],
            }
            : BookOf(call).Price(call.Upstream.Options.Provider, usage, null, at, null);

    /// <summary>What is told of a call without being booked: its raw usage stays, as evidence.</summary>
    private static UsageReport Unbooked(UsageReport usage, string? flag)
    {
        IEnumerable<string> flags = usage.Flags.Where(told => told != BookedOnce.PendingFlag);
        return usage with
        {
            Source = UsageSource.None,
            Quantities = [],
            Flags = flag is null ? [.. flags] : [.. flags, flag],
        };
    }

    /// <summary>Whether nobody here can read what the call used.</summary>
    private static bool IsUnmetered(InferenceCall call) =>
        call.Route.Kind == RouteKind.Unmetered
        || (call.Usage is null && UsageReaders.Create(call.Route.Api, call.Facts) is null);

    /// <summary>Whether a stored answer ran in the background, is complete, and has not been booked.</summary>
    private static bool IsDue(InferenceCall call, UsageReport usage) =>
        usage is { Source: UsageSource.Provider, ResponseId: { } id }
        && call.Booking!.TryClaimAwaited(BookingKey.OfAwaited(call.Upstream.Options.Name, id));

    /// <summary>
    /// Whether this very answer has been booked: a provider or a cache between may answer a retry with what it answered
    /// before. An answer that only begins to run in the background is booked when it is read complete.
    /// </summary>
    private static bool IsRepeated(InferenceCall call, UsageReport usage)
    {
        if (usage.ResponseId is not { } id || call.Booking is not { } booking)
        {
            return false;
        }

        string upstream = call.Upstream.Options.Name;
        if (usage.Flags.Contains(BookedOnce.PendingFlag))
        {
            booking.TryClaim(BookedKind.Awaited, BookingKey.OfAwaited(upstream, id));
            return false;
        }

        return call.Upstream.Options.UniqueIds
            && usage.Source != UsageSource.None
            && !booking.TryClaim(
                BookedKind.Answer,
                BookingKey.OfAnswer(upstream, id, usage.RawUsage, call.RequestDigest)
            );
    }

    /// <summary>The book in force now.</summary>
    internal RateBook Book => rates.Book;

    /// <summary>One book prices a call from its hold to its settlement, whatever comes into force in between.</summary>
    internal RateBook BookOf(InferenceCall call) => call.Rates ??= rates.Book;

    private static string Outcome(string ended, UsageReport usage) =>
        ended is CallOutcome.Served or CallOutcome.StreamCut && usage.Flags.Contains("stream_error")
            ? CallOutcome.StreamError
            : ended;
}
