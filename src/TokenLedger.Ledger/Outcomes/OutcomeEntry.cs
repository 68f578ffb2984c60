using System.Security.Cryptography;
using System.Text;
using TokenLedger.Accounting.Money;
using TokenLedger.Ledger.Entries;

namespace TokenLedger.Ledger.Outcomes;

/// <summary>Words a business outcome as an entry, see <c>docs/ledger-format.md</c>.</summary>
public static class OutcomeEntry
{
    /// <summary>Longest name, and longest part of the attribution, in characters.</summary>
    public const int LongestText = 256;

    /// <summary>Longest idempotency key, in characters.</summary>
    public const int LongestKey = 200;

    /// <summary>Most tags.</summary>
    public const int MostTags = 16;

    /// <summary>Longest name of a tag, in characters.</summary>
    public const int LongestTagName = 64;

    /// <summary>Largest value either way: a trillion USD.</summary>
    public static Usd LargestValue { get; } = Usd.FromDecimal(1_000_000_000_000);

    /// <summary>How far clocks may be ahead of ours: 5 min. What lies further in the future has not come about.</summary>
    public static TimeSpan MostAhead { get; } = TimeSpan.FromMinutes(5);

    private static ReadOnlySpan<byte> Domain => "tokenledger outcome\n"u8;

    /// <summary>The entry of a draft, or one sentence that says what is wrong.</summary>
    public static (Entry? Entry, string? Problem) Of(OutcomeDraft draft, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(draft);
        string? problem = JudgeWords(draft) ?? JudgeAttribution(draft.Attribution) ?? JudgeFigures(draft, now);
        if (problem is not null)
        {
            return (null, problem);
        }

        return (
            new()
            {
                Kind = EntryKind.Outcome,
                Id = draft.Key is { } key ? ToId(draft.Attribution.Tenant, key) : Guid.CreateVersion7(now),
                OccurredAt = draft.OccurredAt?.ToUniversalTime() ?? now,
                Attribution = draft.Attribution,
                Name = draft.Name,
                Success = draft.Success,
                Value = draft.Value,
                IdempotencyKey = draft.Key,
            },
            null
        );
    }

    /// <summary>
    /// The id that follows from a key within a tenant, a version 8 UUID: the beginning of the SHA-256 of both (RFC 9562,
    /// 5.8). So whoever tells an outcome again makes the same id.
    /// </summary>
    public static Guid ToId(string? tenant, string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Domain);
        hash.AppendData(Encoding.UTF8.GetBytes(tenant ?? ""));
        hash.AppendData("\n"u8);
        hash.AppendData(Encoding.UTF8.GetBytes(key));
        Span<byte> bytes = hash.GetHashAndReset().AsSpan(0, 16);
        bytes[6] = (byte)(0x80 | (bytes[6] & 0x0F));
        bytes[8] = (byte)(0x80 | (bytes[8] & 0x3F));
        return new Guid(bytes, bigEndian: true);
    }

    /// <summary>Whether an entry of the ledger is the one asked for.</summary>
    /// <param name="booked">The one in the ledger.</param>
    /// <param name="asked">The one asked for.</param>
    /// <param name="saidWhen">Whether the instant was asked for; otherwise it is the clock's, which moves in between.</param>
    public static bool IsSame(Entry booked, Entry asked, bool saidWhen)
    {
        ArgumentNullException.ThrowIfNull(booked);
        ArgumentNullException.ThrowIfNull(asked);
        DateTimeOffset occurredAt = saidWhen ? asked.OccurredAt : booked.OccurredAt;
        return CanonicalEntry
            .Encode(booked with { RecordedAt = default })
            .AsSpan()
            .SequenceEqual(CanonicalEntry.Encode(asked with { RecordedAt = default, OccurredAt = occurredAt }));
    }

    private static string? JudgeWords(OutcomeDraft draft) =>
        draft.Key is { } key && (key.Length is 0 or > LongestKey || key.AsSpan().IndexOfAnyExceptInRange('!', '~') >= 0)
            ? $"The idempotency key must be 1 to {LongestKey} visible ASCII characters."
        : draft.Attribution.Session is null ? "'session' must name the session whose work it was."
        : JudgeText("name", draft.Name);

    private static string? JudgeAttribution(Attribution who)
    {
        (string Name, string? Text)[] parts =
        [
            ("session", who.Session),
            ("tenant", who.Tenant),
            ("feature", who.Feature),
            ("user", who.User),
            ("agent", who.Agent),
            ("task", who.Task),
            ("environment", who.Environment),
            ("project", who.Project),
            ("cost_center", who.CostCenter),
        ];
        foreach ((string name, string? text) in parts)
        {
            if (text is not null && JudgeText(name, text) is { } problem)
            {
                return problem;
            }
        }

        return JudgeTags(who.Tags);
    }

    private static string? JudgeTags(IReadOnlyList<KeyValuePair<string, string>> tags)
    {
        if (tags.Count > MostTags)
        {
            return $"At most {MostTags} tags can be given; there are {tags.Count}.";
        }

        foreach ((string name, string value) in tags)
        {
            if (name.Length is 0 or > LongestTagName || name.Any(letter => !IsOfTagName(letter)))
            {
                return $"A tag's name must have 1 to {LongestTagName} of a-z 0-9 - _ . ; one is '{name}'.";
            }

            if (JudgeText("tags." + name, value) is { } problem)
            {
                return problem;
            }
        }

        return null;
    }

    private static bool IsOfTagName(char letter) =>
        char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter is '-' or '_' or '.';

    private static string? JudgeText(string name, string text) =>
        text.Length is 0 or > LongestText ? $"'{name}' must have 1 to {LongestText} characters; it has {text.Length}."
        : text.Any(char.IsControl) ? $"'{name}' must have no control characters."
        : null;

    private static string? JudgeFigures(OutcomeDraft draft, DateTimeOffset now) =>
        draft.Value is { } value && (value > LargestValue || value < -LargestValue)
            ? $"A value of {value} USD is more than an outcome may have ({LargestValue} USD)."
        : draft.OccurredAt > now + MostAhead ? "'occurred_at' lies in the future."
        : draft.OccurredAt < DateTimeOffset.UnixEpoch ? "'occurred_at' lies before 1970."
        : null;
}
