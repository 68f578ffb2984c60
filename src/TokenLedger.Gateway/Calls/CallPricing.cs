using TokenLedger.Accounting.Metering;
using TokenLedger.Accounting.Money;
using TokenLedger.Accounting.Rates;
using TokenLedger.Accounting.Tokens;
using TokenLedger.Gateway.Dialects;
using TokenLedger.Gateway.Relay;
using TokenLedger.Ledger.Entries;

namespace TokenLedger.Gateway.Calls;

/// <summary>What a call may cost at most, and what it did cost.</summary>
public sealed class CallPricing(RateBook book, GatewayOptions options)
{
    private readonly PendingAnswers _pending = new();

    private static readonly Bill s_free = new()
    {
        Lines = [],
        Total = Usd.Zero,
        Known = Usd.Zero,
        Flags = [],
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
        if (call.Route.Kind != RouteKind.Inference)
        {
            return null;
        }

        bool answers = call.Route.Api != "openai.embeddings";
        long input = call.BodyBytes.Length;
        long output = answers
            ? (call.Reading.MaxOutputTokens ?? options.DefaultOutputTokens) * call.Reading.Choices
            : 0;
        return new Hold(
            input,
            output,
            book.WorstCase(
                call.Upstream.Options.Provider,
                call.Reading.Model,
                call.ArrivedAt,
                input,
                output,
                call.Reading.Conditions
            )
        );
    }

    /// <summary>The settlement of a call that ended so: reported usage where there is any, estimates where not.</summary>
    internal Entry Settle(InferenceCall call, Guid id, RelayEnd end)
    {
        if (call.Route.Kind == RouteKind.Metadata)
        {
            return CallEntries.Settlement(call, id, end.Outcome, s_nothing, s_free);
        }

        UsageReport usage =
            call.Usage?.Report(end.Complete)
            ?? s_nothing with
            {
                Source = UsageSource.Estimated,
                Flags = ["usage_missing"],
            };
        string outcome = Outcome(end.Outcome, usage);
        if (call.Route.Kind == RouteKind.StoredAnswer && !(usage.ResponseId is { } stored && IsDue(usage, stored)))
        {
            // Booked when it was made, or still running: reading it costs nothing.
            return CallEntries.Settlement(
                call,
                id,
                outcome,
                usage with
                {
                    Source = UsageSource.None,
                    Quantities = [],
                },
                s_free
            );
        }

        if (usage.Flags.Contains("usage_pending") && usage.ResponseId is { } running)
        {
            _pending.Add(running);
        }

        if (usage.Source is UsageSource.Estimated or UsageSource.ProviderPartial)
        {
            usage = Estimate.Complete(usage, call);
        }

        Bill bill = book.Price(call.Upstream.Options.Provider, usage, call.Reading.Model, call.ArrivedAt, call.EndedAt);
        return CallEntries.Settlement(call, id, outcome, usage, bill);
    }

    private bool IsDue(UsageReport usage, string responseId) =>
        usage.Source == UsageSource.Provider && _pending.TryTake(responseId);

    private static string Outcome(string ended, UsageReport usage) =>
        ended is CallOutcome.Served or CallOutcome.StreamCut && usage.Flags.Contains("stream_error")
            ? CallOutcome.StreamError
            : ended;
}
