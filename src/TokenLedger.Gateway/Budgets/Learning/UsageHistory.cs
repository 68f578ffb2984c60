using System.Collections.Concurrent;

namespace TokenLedger.Gateway.Budgets.Learning;

/// <summary>
/// What calls have used, by the caller's key and the model, and by the model alone. One thread notes; any thread asks.
/// </summary>
internal sealed class UsageHistory
{
    /// <summary>Most kinds of calls remembered; the one that was noted longest ago is forgotten for a new one.</summary>
    public const int MostKinds = 10_000;

    /// <summary>Least output that is expected of any call, in tokens: a short history must not make holds worthless.</summary>
    public const long LeastOutput = 256;

    private readonly ConcurrentDictionary<Kind, Expectation> _expected = new();
    private readonly Dictionary<Kind, LinkedListNode<Learned>> _learned = [];
    private readonly LinkedList<Learned> _byAge = [];

    /// <summary>Kinds of calls remembered.</summary>
    public int Count => _expected.Count;

    /// <summary>What a call of this key and model probably uses; of the model where the key is new, else the default.</summary>
    public Expectation Of(string? key, string? model) =>
        _expected.TryGetValue(new(key ?? "", model ?? ""), out Expectation own) ? own
        : _expected.TryGetValue(new(null, model ?? ""), out Expectation any) ? any
        : Expectation.Default;

    /// <summary>Notes a call that was served.</summary>
    /// <param name="key">The caller's key.</param>
    /// <param name="model">The model asked for.</param>
    /// <param name="outputTokens">Output tokens of all kinds.</param>
    /// <param name="tokensPerKilobyte">Prompt tokens for 1,024 bytes of body; null when not known.</param>
    public void Note(string? key, string? model, long outputTokens, long? tokensPerKilobyte)
    {
        Note(new Kind(key ?? "", model ?? ""), outputTokens, tokensPerKilobyte);
        Note(new Kind(null, model ?? ""), outputTokens, tokensPerKilobyte);
    }

    private void Note(Kind kind, long outputTokens, long? tokensPerKilobyte)
    {
        Learned learned = Touch(kind);
        learned.Output.Note(outputTokens);
        if (tokensPerKilobyte is { } rate)
        {
            learned.Input.Note(rate);
        }

        if (learned.Output.Expected() is { } output)
        {
            _expected[kind] = new(
                Math.Max(LeastOutput, output),
                learned.Input.Expected() ?? Expectation.Default.TokensPerKilobyte
            );
        }
    }

    private Learned Touch(Kind kind)
    {
        if (_learned.TryGetValue(kind, out LinkedListNode<Learned>? known))
        {
            _byAge.Remove(known);
            _byAge.AddLast(known);
            return known.Value;
        }

        if (_learned.Count == MostKinds)
        {
            Kind oldest = _byAge.First!.Value.Kind;
            _byAge.RemoveFirst();
            _learned.Remove(oldest);
            _expected.TryRemove(oldest, out _);
        }

        LinkedListNode<Learned> added = _byAge.AddLast(new Learned(kind));
        _learned.Add(kind, added);
        return added.Value;
    }

    /// <summary>A kind of call.</summary>
    /// <param name="Key">The caller's key, empty without one; null for all keys together.</param>
    /// <param name="Model">The model.</param>
    private readonly record struct Kind(string? Key, string Model);

    private sealed class Learned(Kind kind)
    {
        public Kind Kind { get; } = kind;

        public Samples Output { get; } = new();

        public Samples Input { get; } = new();
    }
}
