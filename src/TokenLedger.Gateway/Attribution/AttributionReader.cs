using Microsoft.Extensions.Primitives;
using TokenLedger.Gateway.Identity.Keys;
using LedgerAttribution = TokenLedger.Ledger.Entries.Attribution;

namespace TokenLedger.Gateway.Attribution;

/// <summary>What a request says of itself.</summary>
/// <param name="Attribution">Who and what it is for.</param>
/// <param name="Trace">The caller's trace.</param>
/// <param name="IdempotencyKey">The caller's key for retries.</param>
/// <param name="Query">The query to forward, with its "?", without our parameters; empty when none.</param>
/// <param name="Problem">What is wrong, naming the header; null when all is well.</param>
public sealed record AttributionReading(
    LedgerAttribution Attribution,
    TraceParent? Trace,
    string? IdempotencyKey,
    string Query,
    string? Problem
);

/// <summary>
/// Reads who a call is for. Order of belief, first found wins: our own headers, AgentLedger's headers, its query
/// parameters, the agents' own headers, allowed baggage; the body's "user" and "metadata" come last and are added when
/// the body has been read.
/// </summary>
public sealed class AttributionReader
{
    private const string BaggagePrefix = "tokenledger.";
    private readonly FingerprintKey _key;
    private readonly HashSet<string> _baggageAllowed;

    /// <summary>Reads with the given fingerprint key and allow-list of baggage members.</summary>
    public AttributionReader(FingerprintKey key, IReadOnlyList<string> baggageAllowed)
    {
        _key = key;
        _baggageAllowed = new(baggageAllowed, StringComparer.Ordinal);
    }

    /// <summary>Reads one request's headers and query.</summary>
    public AttributionReading Read(IHeaderDictionary headers, string query)
    {
        ArgumentNullException.ThrowIfNull(headers);
        ArgumentNullException.ThrowIfNull(query);
        Draft draft = new();
        foreach (KeyValuePair<string, StringValues> header in headers)
        {
            if (OwnHeaders.IsOurs(header.Key))
            {
                draft.TakeOwn(header.Key, header.Value);
            }
        }

        string forwarded = query.Contains("_agent_", StringComparison.Ordinal) ? draft.TakeQuery(query) : query;
        draft.TakeAgentHeaders(headers);
        if (headers.TryGetValue("baggage", out StringValues baggage))
        {
            TakeBaggage(draft, baggage.ToString());
        }

        TraceParent? trace = headers.TryGetValue("traceparent", out StringValues parent)
            ? TraceParent.Parse(parent.ToString())
            : null;
        ReadOnlySpan<char> credential = CallerCredential.Of(headers, query);
        // A virtual key is recognised by its own id, not by a fingerprint.
        string? fingerprint = credential.IsEmpty || KeyText.IsOurs(credential) ? null : _key.OfCredential(credential);
        return new(draft.Build(fingerprint), trace, draft.IdempotencyKey, forwarded, draft.Problem);
    }

    /// <summary>W3C baggage: "name=value;properties, name=value"; values are percent-encoded.</summary>
    private void TakeBaggage(Draft draft, string baggage)
    {
        foreach (Range member in baggage.AsSpan().Split(','))
        {
            ReadOnlySpan<char> text = baggage.AsSpan()[member];
            int end = text.IndexOf(';');
            text = end < 0 ? text : text[..end];
            int equals = text.IndexOf('=');
            if (equals <= 0)
            {
                continue;
            }

            string name = text[..equals].Trim().ToString();
            bool ours = name.StartsWith(BaggagePrefix, StringComparison.Ordinal);
            if (ours || _baggageAllowed.Contains(name))
            {
                string? value = AgentHeaders.Usable(Uri.UnescapeDataString(text[(equals + 1)..].Trim().ToString()));
                draft.TakeBaggage(ours ? name[BaggagePrefix.Length..] : name, value);
            }
        }
    }

    /// <summary>Collects parts; the first word on a part stands, the first problem is reported.</summary>
    private sealed class Draft
    {
        private static readonly int s_count = Enum.GetValues<AttributionPart>().Length;
        private readonly string?[] _parts = new string?[s_count];
        private readonly bool[] _own = new bool[s_count];
        private List<KeyValuePair<string, string>>? _tags;
        private string? _rootAgent;

        public string? Problem { get; private set; }

        public string? IdempotencyKey => _parts[(int)AttributionPart.IdempotencyKey];

        private bool? SessionEnds =>
            _parts[(int)AttributionPart.SessionEnd] is { } said
                ? said.Equals("true", StringComparison.OrdinalIgnoreCase)
                : null;

        public void TakeOwn(string name, StringValues values)
        {
            if (values.Count != 1)
            {
                Problem ??= $"{name} is sent {values.Count} times; send it once.";
                return;
            }

            string value = values[0] ?? "";
            if (name.StartsWith(OwnHeaders.TagPrefix, StringComparison.OrdinalIgnoreCase))
            {
                TakeTag(name, value);
            }
            else if (OwnHeaders.TryGetPart(name, out AttributionPart part))
            {
                TakePart(name, part, value);
            }
            else
            {
                Problem ??= $"{name} is not a header TokenLedger knows; see docs/attribution.md for those it reads.";
            }
        }

        private void TakePart(string name, AttributionPart part, string value)
        {
            Problem ??= Check(name, value, part);
            // AgentLedger's name for the same part gives way to ours.
            bool ours = name.StartsWith(OwnHeaders.Prefix, StringComparison.OrdinalIgnoreCase);
            if (_parts[(int)part] is null || (ours && !_own[(int)part]))
            {
                _parts[(int)part] = value;
                _own[(int)part] = ours;
            }
        }

        private static string? Check(string name, string value, AttributionPart part)
        {
            if (part == AttributionPart.SessionEnd)
            {
                return value is "true" or "false" or "True" or "False" ? null : $"{name} is neither true nor false.";
            }

            int longest =
                part == AttributionPart.IdempotencyKey
                    ? AttributionLimits.LongestIdempotencyKey
                    : AttributionLimits.LongestValue;
            return CheckText(name, value, longest);
        }

        private static string? CheckText(string name, string value, int longest)
        {
            if (value.Length == 0)
            {
                return $"{name} is empty; leave it out or give it a value.";
            }

            if (value.Length > longest)
            {
                return $"{name} has {value.Length} characters; the most is {longest}.";
            }

            foreach (char c in value)
            {
                if (char.IsControl(c) || c == '\uFFFD')
                {
                    return $"{name} has a control character or bytes that are not UTF-8.";
                }
            }

            return null;
        }

        private void TakeTag(string header, string value)
        {
            string name = header[OwnHeaders.TagPrefix.Length..].ToLowerInvariant();
            if (name.Length is 0 or > AttributionLimits.LongestTagName || name.AsSpan().ContainsAnyExcept(s_tagName))
            {
                Problem ??=
                    $"{header}: a tag's name has 1 to {AttributionLimits.LongestTagName} letters, digits, '-', '_' or '.'.";
                return;
            }

            Problem ??= OwnTags.Has(name)
                ? $"{header}: names that begin with \"{OwnTags.Prefix}\" are the gateway's own."
                : CheckText(header, value, AttributionLimits.LongestValue);
            AddTag(name, value);
            if (_tags!.Count > AttributionLimits.MostTags)
            {
                Problem ??= $"{header}: more than {AttributionLimits.MostTags} tags on one call.";
            }
        }

        private void AddTag(string name, string value)
        {
            _tags ??= [];
            if (!_tags.Exists(tag => tag.Key == name))
            {
                _tags.Add(new(name, value));
            }
        }

        /// <summary>Takes AgentLedger's parameters out of a query and returns the rest, otherwise unchanged.</summary>
        public string TakeQuery(string query)
        {
            List<string> kept = [];
            foreach (string pair in query.TrimStart('?').Split('&'))
            {
                int equals = pair.IndexOf('=', StringComparison.Ordinal);
                string name = equals < 0 ? pair : pair[..equals];
                if (!OwnHeaders.TryGetParameter(name, out AttributionPart part))
                {
                    kept.Add(pair);
                    continue;
                }

                string value = equals < 0 ? "" : Uri.UnescapeDataString(pair[(equals + 1)..].Replace('+', ' '));
                Problem ??= Check(name, value, part);
                Add(part, value);
            }

            return kept.Count == 0 ? "" : "?" + string.Join('&', kept);
        }

        public void TakeAgentHeaders(IHeaderDictionary headers)
        {
            string? program = AgentHeaders.Program(headers);
            string? subAgent = program is null ? null : AgentHeaders.SubAgent(headers);
            Add(AttributionPart.Session, AgentHeaders.Session(headers));
            if (_parts[(int)AttributionPart.Agent] is null && program is not null)
            {
                Add(AttributionPart.Agent, subAgent ?? program);
                if (subAgent is not null)
                {
                    Add(AttributionPart.ParentAgent, AgentHeaders.ParentAgent(headers) ?? program);
                    _rootAgent = program;
                }
            }
        }

        public void TakeBaggage(string name, string? value)
        {
            if (value is null)
            {
                return;
            }

            if (OwnHeaders.TryGetPart(OwnHeaders.Prefix + name.Replace('_', '-'), out AttributionPart part))
            {
                Add(part, value);
            }
            else if (
                (_tags?.Count ?? 0) < AttributionLimits.MostTags
                && name.Length <= AttributionLimits.LongestTagName
                && !OwnTags.Has(name.ToLowerInvariant())
                && !name.ToLowerInvariant().AsSpan().ContainsAnyExcept(s_tagName)
            )
            {
                AddTag(name.ToLowerInvariant(), value);
            }
        }

        private void Add(AttributionPart part, string? value) => _parts[(int)part] ??= value;

        public LedgerAttribution Build(string? fingerprint)
        {
            List<string>? claimed = null;
            LedgerAttribution attribution = new()
            {
                Key = fingerprint,
                Agent = Claim(AttributionPart.Agent, "agent", ref claimed),
                CostCenter = Claim(AttributionPart.CostCenter, "cost_center", ref claimed),
                Environment = Claim(AttributionPart.Environment, "environment", ref claimed),
                Feature = Claim(AttributionPart.Feature, "feature", ref claimed),
                ParentAgent = Claim(AttributionPart.ParentAgent, "parent_agent", ref claimed),
                Project = Claim(AttributionPart.Project, "project", ref claimed),
                Session = Claim(AttributionPart.Session, "session", ref claimed),
                SessionEnds = SessionEnds,
                Step = Claim(AttributionPart.Step, "step", ref claimed),
                Task = Claim(AttributionPart.Task, "task", ref claimed),
                Tenant = Claim(AttributionPart.Tenant, "tenant", ref claimed),
                User = Claim(AttributionPart.User, "user", ref claimed),
                RootAgent = _rootAgent,
            };
            if (_rootAgent is not null)
            {
                claimed!.Add("root_agent");
            }

            if (_tags is not null)
            {
                _tags.Sort(static (a, b) => string.CompareOrdinal(a.Key, b.Key));
                (claimed ??= []).Add("tags");
                attribution = attribution with { Tags = _tags };
            }

            claimed?.Sort(StringComparer.Ordinal);
            return claimed is null ? attribution : attribution with { Claimed = claimed };
        }

        private string? Claim(AttributionPart part, string name, ref List<string>? claimed)
        {
            if (_parts[(int)part] is not { } value)
            {
                return null;
            }

            (claimed ??= []).Add(name);
            return value;
        }

        private static readonly System.Buffers.SearchValues<char> s_tagName = System.Buffers.SearchValues.Create(
            "abcdefghijklmnopqrstuvwxyz0123456789-_."
        );
    }
}
