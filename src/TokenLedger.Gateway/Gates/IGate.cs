using TokenLedger.Gateway.Calls;
using TokenLedger.Gateway.Dialects;

namespace TokenLedger.Gateway.Gates;

/// <summary>
/// Says whether a call may go on, before anything is reserved or sent. Gates stand in a fixed order: policy, runaway
/// agents, rate limits; budgets come last, with the authorization itself. Judging must not wait for anything slow without
/// a bound.
/// </summary>
internal interface IGate
{
    /// <summary>
    /// Judges a call. Warnings go to <see cref="InferenceCall.Warnings"/>.
    /// </summary>
    /// <returns>The refusal to answer with; null lets it pass.</returns>
    ValueTask<Refusal?> JudgeAsync(InferenceCall call, CancellationToken cancellation);

    /// <summary>
    /// Told once of every call it let pass, when the call has ended, however it ended: refused by a later gate, served,
    /// or broken off. The call's <see cref="InferenceCall.Settlement"/> says what it used.
    /// </summary>
    void End(InferenceCall call);
}
