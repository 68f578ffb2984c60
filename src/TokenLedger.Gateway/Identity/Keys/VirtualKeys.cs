using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json;
using TokenLedger.Gateway.Attribution;
using TokenLedger.Gateway.Dialects;
using TokenLedger.Ledger.Control;

namespace TokenLedger.Gateway.Identity.Keys;

/// <summary>
/// All virtual keys in memory, by id. It follows the control book: a change there is in force here before the change is
/// answered. Only issued keys take memory; whatever callers present takes none.
/// </summary>
internal sealed class VirtualKeys
{
    private readonly ConcurrentDictionary<string, VirtualKey> _keys = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, VirtualKey>.AlternateLookup<ReadOnlySpan<char>> _byText;
    private readonly TimeProvider _time;

    /// <summary>Reads what the book has, and follows it.</summary>
    public VirtualKeys(ControlBook? book, FingerprintKey hashes, TimeProvider time)
    {
        Hashes = new SecretHashes(hashes, KeyText.VirtualKey, "virtual-key");
        _time = time;
        _byText = _keys.GetAlternateLookup<ReadOnlySpan<char>>();
        foreach (ControlDocument document in book?.Of(ControlKinds.Key) ?? [])
        {
            Take(document.Id, document.Json);
        }

        book?.Changed += change =>
        {
            if (change.Kind == ControlKinds.Key)
            {
                Take(change.Id, change.Json);
            }
        };
    }

    /// <summary>How their secrets are recognised.</summary>
    public SecretHashes Hashes { get; }

    /// <summary>How many callers were turned away.</summary>
    public KeyNoise Noise { get; } = new();

    /// <summary>The key with this id; null when there is none.</summary>
    public VirtualKey? Find(string id) => _keys.GetValueOrDefault(id);

    /// <summary>Whether any key belongs to a tenant.</summary>
    public bool AnyOf(string tenant) => _keys.Values.Any(key => key.Terms.Document.Tenant == tenant);

    /// <summary>Whose key a text is.</summary>
    /// <returns>The key, or why it is not good.</returns>
    public (VirtualKey? Key, Refusal? Refusal) Recognise(ReadOnlySpan<char> text)
    {
        if (!Hashes.Text.TryParse(text, out ReadOnlySpan<char> name, out ReadOnlySpan<char> secret))
        {
            Noise.CountUnknown();
            return (null, KeyRefusals.Unknown);
        }

        DateTimeOffset now = _time.GetUtcNow();
        string prefix = Hashes.Text.IdPrefix;
        Span<char> id = stackalloc char[prefix.Length + name.Length];
        prefix.CopyTo(id);
        name.CopyTo(id[prefix.Length..]);
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        Hashes.Of(id, secret, hash);
        VirtualKey? key = _byText.TryGetValue(id, out VirtualKey? found) ? found : null;
        KeyTerms? terms = key?.Terms;
        bool known = (terms?.Secrets ?? KnownSecrets.OfNobody).Have(hash, now);
        return known & key is not null ? Judge(key!, terms!, now) : Refuse();
    }

    private (VirtualKey? Key, Refusal? Refusal) Refuse()
    {
        Noise.CountUnknown();
        return (null, KeyRefusals.Unknown);
    }

    private (VirtualKey? Key, Refusal? Refusal) Judge(VirtualKey key, KeyTerms terms, DateTimeOffset now)
    {
        if (terms.IsRevoked)
        {
            Noise.CountRevoked();
            return (null, KeyRefusals.Revoked);
        }

        if (terms.IsExpired(now))
        {
            Noise.CountExpired();
            return (null, KeyRefusals.Expired);
        }

        key.NoteUse(now);
        return (key, null);
    }

    private void Take(string id, string? json)
    {
        if (json is null)
        {
            if (_keys.TryRemove(id, out VirtualKey? removed))
            {
                removed.Change(Revoked(id, removed.Terms.Document, _time.GetUtcNow()));
            }

            return;
        }

        if (JsonSerializer.Deserialize(json, IdentityJson.Default.KeyDocument) is not { } document)
        {
            return;
        }

        KeyTerms terms = new(id, document);
        if (_keys.TryGetValue(id, out VirtualKey? known))
        {
            known.Change(terms);
        }
        else
        {
            _keys[id] = new VirtualKey(id, terms);
        }
    }

    private static KeyTerms Revoked(string id, KeyDocument document, DateTimeOffset now) =>
        new(id, document with { RevokedAt = document.RevokedAt ?? now });
}
