using TokenLedger.Gateway.Dialects;
using TokenLedger.Gateway.Identity.Keys;
using LedgerAttribution = TokenLedger.Ledger.Entries.Attribution;

namespace TokenLedger.Gateway.Identity;

/// <summary>
/// What an identity proves of its calls. A claim of the caller's may say more, and may say the same; one that says
/// something else is refused rather than passed over, so that nobody believes to be charged where he is not.
/// </summary>
internal sealed record BoundAttribution
{
    /// <summary>The key's id; null leaves the fingerprint.</summary>
    public string? Key { get; init; }

    /// <summary>The tenant; null when the identity has none.</summary>
    public string? Tenant { get; init; }

    /// <summary>The user; null when the identity has none.</summary>
    public string? User { get; init; }

    /// <summary>What stands whatever the caller says.</summary>
    public KeyAttribution? Fixed { get; init; }

    /// <summary>What stands when the caller does not say.</summary>
    public KeyAttribution? Defaults { get; init; }

    /// <summary>Joins a caller's claims with what is proven.</summary>
    /// <returns>
    /// The attribution, in which proven parts have taken the place of claims, and the refusal when a claim contradicts.
    /// </returns>
    public (LedgerAttribution Attribution, Refusal? Refusal) Join(LedgerAttribution said)
    {
        Joining joining = new(said.Claimed);
        LedgerAttribution joined = said with
        {
            Key = Key ?? said.Key,
            Tenant = joining.Prove("tenant", said.Tenant, Tenant, null),
            User = joining.Prove("user", said.User, User, null),
            Feature = joining.Prove("feature", said.Feature, Fixed?.Feature, Defaults?.Feature),
            Project = joining.Prove("project", said.Project, Fixed?.Project, Defaults?.Project),
            CostCenter = joining.Prove("cost_center", said.CostCenter, Fixed?.CostCenter, Defaults?.CostCenter),
            Environment = joining.Prove("environment", said.Environment, Fixed?.Environment, Defaults?.Environment),
        };
        if (Fixed?.Tags is not null || Defaults?.Tags is not null)
        {
            joined = joined with { Tags = joining.Tags(said.Tags, Fixed?.Tags, Defaults?.Tags) };
        }

        return (joined with { Claimed = joining.Claimed }, joining.Refusal);
    }

    /// <summary>Collects what is still only claimed, and the first contradiction.</summary>
    private sealed class Joining(IReadOnlyList<string> claimed)
    {
        private List<string>? _left;

        public IReadOnlyList<string> Claimed => _left ?? claimed;

        public Refusal? Refusal { get; private set; }

        public string? Prove(string part, string? said, string? proven, string? otherwise)
        {
            if (proven is null)
            {
                return said ?? otherwise;
            }

            if (said is not null && said != proven)
            {
                Refusal ??= IdentityRefusals.Contradiction(part, said, proven);
            }

            Forget(part);
            return proven;
        }

        /// <summary>"tags" stays claimed while one of them rests on the caller's word alone.</summary>
        public List<KeyValuePair<string, string>> Tags(
            IReadOnlyList<KeyValuePair<string, string>> said,
            IReadOnlyDictionary<string, string>? proven,
            IReadOnlyDictionary<string, string>? otherwise
        )
        {
            SortedDictionary<string, string> tags = new(StringComparer.Ordinal);
            bool stillClaimed = false;
            foreach ((string name, string value) in said)
            {
                if (proven?.TryGetValue(name, out string? own) == true)
                {
                    if (own != value)
                    {
                        Refusal ??= IdentityRefusals.Contradiction("tag:" + name, value, own);
                    }
                }
                else
                {
                    stillClaimed = true;
                    tags[name] = value;
                }
            }

            foreach ((string name, string value) in (IEnumerable<KeyValuePair<string, string>>?)otherwise ?? [])
            {
                tags.TryAdd(name, value);
            }

            foreach ((string name, string value) in (IEnumerable<KeyValuePair<string, string>>?)proven ?? [])
            {
                tags[name] = value;
            }

            if (!stillClaimed)
            {
                Forget("tags");
            }

            return [.. tags];
        }

        private void Forget(string part)
        {
            if (Claimed.Contains(part))
            {
                (_left ??= [.. claimed]).Remove(part);
            }
        }
    }
}
