using Microsoft.Extensions.Logging;
using TokenLedger.Gateway.Dialects;
using TokenLedger.Gateway.Relay;
using TokenLedger.Gateway.Upstreams.Breakers;
using TokenLedger.Ledger;
using TokenLedger.Ledger.Entries;

namespace TokenLedger.Gateway.Calls;

/// <summary>Step 7: ends an attempt in the ledger, with a settlement or a void.</summary>
/// <param name="ledger">Where it is booked.</param>
/// <param name="pricing">Prices it.</param>
/// <param name="ids">Makes the entries' ids.</param>
/// <param name="breakers">Are told how attempts ended.</param>
/// <param name="time">The clock.</param>
/// <param name="log">Where failures of the ledger are told.</param>
internal sealed partial class AttemptResolution(
    ILedger ledger,
    CallPricing pricing,
    EntryIds ids,
    CircuitBreakers breakers,
    TimeProvider time,
    ILogger log
)
{
    /// <summary>Makes the settlement, or the void, durable. False when the ledger could not take it.</summary>
    public async ValueTask<bool> SettleAsync(InferenceCall call, RelayEnd end)
    {
        if (call.Status is not 0 and (< 200 or >= 300))
        {
            return await VoidAsync(call, CallOutcome.UpstreamRefused, reason: null).ConfigureAwait(false);
        }

        if (call.Route.Kind == RouteKind.Metadata && !end.Complete)
        {
            return await VoidAsync(call, end.Outcome, reason: null).ConfigureAwait(false);
        }

        if (call.Attempt.Results is { } results && !await results.FinishAsync(end.Complete).ConfigureAwait(false))
        {
            return false;
        }

        Guid id = ids.Next(time.GetUtcNow());
        Entry settlement = pricing.Settle(call, id, end);
        call.Attempt.Settlement = settlement;
        return await ResolveAsync(call, settlement).ConfigureAwait(false);
    }

    /// <summary>Makes a void durable: the provider does not bill the attempt. False when the ledger could not take it.</summary>
    public ValueTask<bool> VoidAsync(InferenceCall call, string outcome, string? reason) =>
        ResolveAsync(call, CallEntries.Void(call, ids.Next(time.GetUtcNow()), outcome, reason));

    /// <summary>Settles what a fault left open, so that nothing authorised stays without an end.</summary>
    public async ValueTask ResolveLeftoverAsync(InferenceCall call)
    {
        // A dead ledger cannot take it now; the next start finds the open hold and resolves it.
        if (call.Authorization is not null && !call.Attempt.IsResolved && ledger.Failure is null)
        {
            await SettleAsync(call, new RelayEnd(CallOutcome.GatewayFault, Complete: false, Broken: true))
                .ConfigureAwait(false);
        }
    }

    private async ValueTask<bool> ResolveAsync(InferenceCall call, Entry resolution)
    {
        if (call.Attempt.TopUp is { } topUp)
        {
            await topUp.FinishAsync().ConfigureAwait(false);
        }

        call.Attempt.Outcome = resolution.Outcome;
        if (AttemptVerdict.Tell(breakers, call.Attempt) is { } warning)
        {
            // For those who follow the ledger: this is the attempt that opened the breaker, or closed it.
            resolution = resolution with
            {
                Warnings = [.. resolution.Warnings.Append(warning).Order(StringComparer.Ordinal)],
            };
        }

        // Not cancelled by anything: once authorised, an attempt is always resolved.
        AppendResult result = await ledger.AppendAsync(resolution, CancellationToken.None).ConfigureAwait(false);
        call.Attempt.IsResolved = result.IsAppended;
        if (result.IsAppended)
        {
            call.Booking?.Confirm();
        }
        else
        {
            LogNotSettled(call.Id, result.Status, result.Problem);
        }

        return result.IsAppended;
    }

    [LoggerMessage(LogLevel.Error, "Call {Call} could not be settled ({Status}): {Problem}")]
    private partial void LogNotSettled(Guid call, AppendStatus status, string? problem);
}
