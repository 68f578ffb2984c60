using TokenLedger.Gateway.Calls;
using TokenLedger.Gateway.Dialects;
using TokenLedger.Gateway.Gates;

namespace TokenLedger.Gateway.Limits;

/// <summary>Keeps calls within the rate limits.</summary>
/// <param name="limiter">Counts them.</param>
/// <param name="time">The clock of headers that name an instant.</param>
internal sealed class RateLimitGate(RateLimiter limiter, TimeProvider time) : IGate
{
    private readonly Func<object, Task> _addHeaders = state =>
    {
        InferenceCall call = (InferenceCall)state;
        RateHeaders.AddTo(call, call.LimitTicket!, time.GetUtcNow());
        return Task.CompletedTask;
    };

    /// <inheritdoc/>
    public ValueTask<Refusal?> JudgeAsync(InferenceCall call, CancellationToken cancellation)
    {
        (LimitTicket? ticket, RateRefusal? refused) = limiter.Take(call);
        if (refused is not null)
        {
            return new(refused.ToRefusal(call, time.GetUtcNow()));
        }

        call.LimitTicket = ticket;
        if (ticket is { Requests: not null } or { Tokens: not null })
        {
            // The upstream's headers must be there first: whether it tells of limits decides how ours are called.
            call.Http.Response.OnStarting(_addHeaders, call);
        }

        return default;
    }

    /// <inheritdoc/>
    public void End(InferenceCall call)
    {
        if (call.LimitTicket is { } ticket)
        {
            limiter.End(ticket, CallTokens.WasSent(call), CallTokens.Used(call));
        }
    }
}
