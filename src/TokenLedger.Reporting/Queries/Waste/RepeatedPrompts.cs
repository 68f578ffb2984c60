namespace TokenLedger.Reporting.Queries.Waste;

/// <summary>
/// What a cache of answers would have spared. It is filled and asked as such a cache would be: the first of equal requests
/// of one tenant and key (same body, API and model asked for) fills it when its answer is complete; what begins after
/// that, and at most the time an answer is kept after the first began, is a duplicate; the next one fills it anew.
/// </summary>
/// <remarks>
/// Calls are seen in the order in which they ended. Only those that succeeded take part, and none that took longer than
/// <see cref="Longest"/> from its beginning until it was booked: so it is known when an answer can be forgotten. What
/// began before the window is not seen, which makes the figures lower, never higher.
/// </remarks>
internal sealed class RepeatedPrompts(TimeSpan within)
{
    /// <summary>Answers in force at once; the oldest give way.</summary>
    public const int MostPrompts = 1_000_000;

    /// <summary>Longest call that takes part: 1 h.</summary>
    public static TimeSpan Longest { get; } = TimeSpan.FromHours(1);

    private readonly long _within = within.Ticks / TimeSpan.TicksPerMicrosecond;
    private readonly long _longest = Longest.Ticks / TimeSpan.TicksPerMicrosecond;
    private readonly Dictionary<PromptRequest, Answer> _answers = [];
    private readonly Queue<(PromptRequest Request, long Sequence, long Expires)> _order = new();

    /// <summary>Whether answers were forgotten that were in force.</summary>
    public bool IsIncomplete { get; private set; }

    /// <summary>Takes a call that succeeded.</summary>
    /// <returns>The entry of the call whose answer would have done; null when it is no duplicate.</returns>
    public long? Take(in WasteRow call)
    {
        if (call.Prompt == 0 || call.BookedAt - call.At > _longest)
        {
            return null;
        }

        Forget(call.BookedAt);
        PromptRequest request = PromptRequest.Of(call);
        if (_answers.TryGetValue(request, out Answer answer))
        {
            if (call.At < answer.End)
            {
                return null;
            }

            if (call.At - answer.Began <= _within)
            {
                return answer.Sequence;
            }
        }

        _answers[request] = new(call.At, call.BookedAt, call.Sequence);
        _order.Enqueue((request, call.Sequence, call.At + _within + _longest));
        return null;
    }

    private void Forget(long now)
    {
        while (_order.TryPeek(out (PromptRequest Request, long Sequence, long Expires) oldest))
        {
            bool inForce = oldest.Expires >= now;
            if (inForce && _order.Count < MostPrompts)
            {
                return;
            }

            _order.Dequeue();
            if (_answers.TryGetValue(oldest.Request, out Answer answer) && answer.Sequence == oldest.Sequence)
            {
                IsIncomplete |= inForce;
                _answers.Remove(oldest.Request);
            }
        }
    }

    private readonly record struct Answer(long Began, long End, long Sequence);
}
