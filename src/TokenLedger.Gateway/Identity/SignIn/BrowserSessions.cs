using System.Buffers.Text;
using System.Security.Cryptography;
using TokenLedger.Gateway.Hosting;
using TokenLedger.Gateway.Identity.Principals;

namespace TokenLedger.Gateway.Identity.SignIn;

/// <summary>A browser that has signed in.</summary>
/// <param name="principal">Who signed in.</param>
/// <param name="endsAt">When it ends at the latest, UTC.</param>
public sealed class BrowserSession(Principal principal, DateTimeOffset endsAt)
{
    /// <summary>Who signed in.</summary>
    public Principal Principal { get; } = principal;

    /// <summary>When it ends at the latest, UTC.</summary>
    public DateTimeOffset EndsAt { get; } = endsAt;

    /// <summary>When it was last used, UTC.</summary>
    internal DateTimeOffset LastSeen { get; set; }
}

/// <summary>
/// Who has signed in with a browser. The cookie holds a random secret and nothing else; what it stands for is only here, in
/// memory, found by the secret's hash, so that neither this memory nor a comparison's time gives a secret away. A restart
/// signs everyone out.
/// </summary>
internal sealed class BrowserSessions(TimeProvider time)
{
    /// <summary>Most browsers signed in; one more signs out the one that was away longest.</summary>
    public const int Most = 1000;

    private const int SecretBytes = 32;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, BrowserSession> _sessions = new(StringComparer.Ordinal);

    /// <summary>A browser that is not used for this long is signed out: 1 hour.</summary>
    public static TimeSpan Idle { get; } = TimeSpan.FromHours(1);

    /// <summary>However much it is used, it is signed out after this: 12 hours.</summary>
    public static TimeSpan Longest { get; } = TimeSpan.FromHours(12);

    /// <summary>Browsers remembered now.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _sessions.Count;
            }
        }
    }

    /// <summary>Signs a browser in.</summary>
    /// <param name="principal">Who it is.</param>
    /// <param name="until">When what he showed expires; null when it does not.</param>
    /// <returns>The secret for its cookie, and the session.</returns>
    public (string Secret, BrowserSession Session) Begin(Principal principal, DateTimeOffset? until)
    {
        DateTimeOffset now = time.GetUtcNow();
        DateTimeOffset end = now + Longest;
        string secret = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes));
        BrowserSession session = new(principal, until < end ? until.Value : end) { LastSeen = now };
        lock (_gate)
        {
            MakeRoom(now);
            _sessions[KeyOf(secret)] = session;
        }

        return (secret, session);
    }

    /// <summary>The session of a secret; null when there is none, or none any more. It is used by being found.</summary>
    public BrowserSession? Find(string secret)
    {
        DateTimeOffset now = time.GetUtcNow();
        lock (_gate)
        {
            string key = KeyOf(secret);
            if (!_sessions.TryGetValue(key, out BrowserSession? session))
            {
                return null;
            }

            if (IsOver(session, now))
            {
                _sessions.Remove(key);
                return null;
            }

            session.LastSeen = now;
            return session;
        }
    }

    /// <summary>Signs a browser out.</summary>
    public void End(string secret)
    {
        lock (_gate)
        {
            _sessions.Remove(KeyOf(secret));
        }
    }

    private void MakeRoom(DateTimeOffset now)
    {
        if (_sessions.Count < Most)
        {
            return;
        }

        foreach (string over in _sessions.Where(one => IsOver(one.Value, now)).Select(one => one.Key).ToList())
        {
            _sessions.Remove(over);
        }

        if (_sessions.Count >= Most)
        {
            _sessions.Remove(_sessions.MinBy(one => one.Value.LastSeen).Key);
        }
    }

    private static bool IsOver(BrowserSession session, DateTimeOffset now) =>
        now >= session.EndsAt || now - session.LastSeen >= Idle;

    private static string KeyOf(string secret) => Convert.ToHexString(TokenHash.Of(secret));
}
