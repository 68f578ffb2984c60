using System.Collections.Concurrent;

namespace TokenLedger.Gateway.Policies.DecisionPoint;

/// <summary>Answers to pure questions, for a short time. When it is full all are forgotten at once: asking again is cheap.</summary>
internal sealed class RememberedAnswers(TimeSpan lifetime, TimeProvider time)
{
    /// <summary>Most answers remembered.</summary>
    public const int Most = 4_096;

    private ConcurrentDictionary<string, (DecisionAnswer Answer, DateTimeOffset Until)> _answers = new(
        StringComparer.Ordinal
    );

    public DecisionAnswer? Find(string key) =>
        _answers.TryGetValue(key, out (DecisionAnswer Answer, DateTimeOffset Until) held)
        && time.GetUtcNow() < held.Until
            ? held.Answer
            : null;

    public void Add(string key, DecisionAnswer answer)
    {
        if (_answers.Count >= Most)
        {
            _answers = new(StringComparer.Ordinal);
        }

        _answers[key] = (answer, time.GetUtcNow() + lifetime);
    }
}
