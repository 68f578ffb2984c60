using System.Security.Cryptography;
using System.Text;

namespace TokenLedger.Demo.Simulation;

/// <summary>
/// The prompt caches. OpenAI caches by itself: prefixes of at least 1,024 tokens in steps of 128. Anthropic caches up
/// to each marked block. Remembers at most <see cref="Capacity"/> prefixes and then starts anew.
/// </summary>
/// <param name="remembers">False: every prompt is new, so the same request always gets the same answer.</param>
internal sealed class PromptMemory(bool remembers)
{
    /// <summary>Prefixes kept.</summary>
    public const int Capacity = 65_536;

    /// <summary>Shortest prefix that is cached, in tokens.</summary>
    public const int ShortestPrefix = 1_024;

    private const int Step = 128;
    private readonly Lock guard = new();
    private readonly HashSet<string> seen = new(StringComparer.Ordinal);

    /// <summary>Tokens of the longest prefix seen before; remembers this prompt's prefixes.</summary>
    public int AutomaticRead(string scope, string prompt)
    {
        if (!remembers)
        {
            return 0;
        }

        int read = 0;
        foreach ((int tokens, string key) in Prefixes(scope, prompt))
        {
            read = Remember(key) ? read : tokens;
        }

        return read;
    }

    /// <summary>Whether this prefix was seen before; remembers it.</summary>
    public bool SeenBefore(string scope, string prefix) => remembers && !Remember(Hash(scope + "\n" + prefix));

    private static IEnumerable<(int Tokens, string Key)> Prefixes(string scope, string prompt)
    {
        int at = 0;
        for (int tokens = 1; at < prompt.Length; tokens++)
        {
            at = WordTokens.End(prompt, at);
            if (tokens >= ShortestPrefix && tokens % Step == 0)
            {
                yield return (tokens, Hash(scope + "\n" + prompt[..at]));
            }
        }
    }

    /// <returns>True when it was new.</returns>
    private bool Remember(string key)
    {
        lock (guard)
        {
            if (seen.Count >= Capacity)
            {
                seen.Clear();
            }

            return seen.Add(key);
        }
    }

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
