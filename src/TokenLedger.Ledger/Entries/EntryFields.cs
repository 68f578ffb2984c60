using System.Text.Json;
using TokenLedger.Accounting.Metering;
using TokenLedger.Accounting.Money;
using TokenLedger.Accounting.Rates;

namespace TokenLedger.Ledger.Entries;

/// <summary>The members of one entry while they are read, in canonical order.</summary>
internal struct EntryFields
{
    private string? _actor;
    private string? _after;
    private string? _agent;
    private string? _api;
    private int? _attempt;
    private string? _before;
    private Guid? _call;
    private Guid? _causedBy;
    private IReadOnlyList<string> _claimed;
    private IReadOnlyList<KeyValuePair<string, string>>? _conditions;
    private long? _contextTokens;
    private long? _contextWindow;
    private Guid? _corrects;
    private string? _costCenter;
    private Usd? _cost;
    private string? _environment;
    private Usd? _estimatedCost;
    private string? _feature;
    private long? _firstByteMs;
    private IReadOnlyList<string> _flags;
    private Hold? _hold;
    private int? _httpStatus;
    private Guid? _id;
    private string? _idempotencyKey;
    private string? _key;
    private EntryKind? _kind;
    private Usd? _knownBefore;
    private Usd? _knownCost;
    private long? _latencyMs;
    private IReadOnlyList<LineItem> _lines;
    private string? _modelRequested;
    private string? _modelServed;
    private string? _name;
    private DateTimeOffset _occurredAt;
    private string? _outcome;
    private string? _parentAgent;
    private string? _parentSpanId;
    private string? _policyDecision;
    private string? _policyRevision;
    private bool? _priced;
    private string? _project;
    private PromptParts? _promptParts;
    private string? _provider;
    private string? _providerCost;
    private string? _providerRequestId;
    private string? _rawUsage;
    private string? _reason;
    private DateTimeOffset _recordedAt;
    private string? _region;
    private long? _repeats;
    private string? _requestDigest;
    private string? _responseDigest;
    private string? _responseId;
    private string? _rootAgent;
    private string? _serviceTier;
    private string? _session;
    private bool? _sessionEnds;
    private Guid? _settles;
    private string? _step;
    private string? _stepDigest;
    private bool? _streamed;
    private string? _subject;
    private bool? _success;
    private IReadOnlyList<KeyValuePair<string, string>> _tags;
    private string? _task;
    private string? _tenant;
    private IReadOnlyList<string> _toolsCalled;
    private int? _toolsOffered;
    private string? _traceId;
    private string? _upstream;
    private UsageSource? _usageSource;
    private string? _user;
    private Usd? _value;
    private IReadOnlyList<string> _warnings;

    public EntryFields()
    {
        _claimed = [];
        _flags = [];
        _lines = [];
        _tags = [];
        _toolsCalled = [];
        _warnings = [];
    }

    /// <summary>Reads the value the reader stands on into the member named; skips members it does not know.</summary>
    public void Read(string name, ref Utf8JsonReader json)
    {
        switch (name)
        {
            case "actor":
                _actor = json.GetString();
                break;
            case "after":
                _after = json.GetString();
                break;
            case "agent":
                _agent = SharedTexts.Read(ref json);
                break;
            case "api":
                _api = SharedTexts.Read(ref json);
                break;
            case "attempt":
                _attempt = json.GetInt32();
                break;
            case "before":
                _before = json.GetString();
                break;
            case "call":
                _call = json.GetGuid();
                break;
            case "caused_by":
                _causedBy = json.GetGuid();
                break;
            case "claimed":
                _claimed = EntryReader.Texts(ref json);
                break;
            case "conditions":
                _conditions = EntryReader.Pairs(ref json);
                break;
            case "context_tokens":
                _contextTokens = json.GetInt64();
                break;
            case "context_window":
                _contextWindow = json.GetInt64();
                break;
            case "corrects":
                _corrects = json.GetGuid();
                break;
            case "cost_center":
                _costCenter = SharedTexts.Read(ref json);
                break;
            case "cost_usd":
                _cost = EntryReader.Money(ref json);
                break;
            case "environment":
                _environment = SharedTexts.Read(ref json);
                break;
            case "estimated_cost_usd":
                _estimatedCost = EntryReader.Money(ref json);
                break;
            case "feature":
                _feature = SharedTexts.Read(ref json);
                break;
            case "first_byte_ms":
                _firstByteMs = json.GetInt64();
                break;
            case "flags":
                _flags = EntryReader.Texts(ref json);
                break;
            case "hold":
                _hold = EntryReader.ReadHold(ref json);
                break;
            case "http_status":
                _httpStatus = json.GetInt32();
                break;
            case "id":
                _id = json.GetGuid();
                break;
            case "idempotency_key":
                _idempotencyKey = json.GetString();
                break;
            case "key":
                _key = SharedTexts.Read(ref json);
                break;
            case "kind":
                _kind = (EntryKind)EntryReader.Named(ref json, EntryNames.Kinds);
                break;
            case "known_before_usd":
                _knownBefore = EntryReader.Money(ref json);
                break;
            case "known_cost_usd":
                _knownCost = EntryReader.Money(ref json);
                break;
            case "latency_ms":
                _latencyMs = json.GetInt64();
                break;
            case "lines":
                _lines = EntryReader.Lines(ref json);
                break;
            case "model_requested":
                _modelRequested = SharedTexts.Read(ref json);
                break;
            case "model_served":
                _modelServed = SharedTexts.Read(ref json);
                break;
            case "name":
                _name = SharedTexts.Read(ref json);
                break;
            case "occurred_at":
                _occurredAt = EntryReader.Time(ref json);
                break;
            case "outcome":
                _outcome = SharedTexts.Read(ref json);
                break;
            case "parent_agent":
                _parentAgent = SharedTexts.Read(ref json);
                break;
            case "parent_span_id":
                _parentSpanId = json.GetString();
                break;
            case "policy_decision":
                _policyDecision = json.GetString();
                break;
            case "policy_revision":
                _policyRevision = SharedTexts.Read(ref json);
                break;
            case "priced":
                _priced = json.GetBoolean();
                break;
            case "project":
                _project = SharedTexts.Read(ref json);
                break;
            case "prompt_parts":
                _promptParts = EntryReader.ReadParts(ref json);
                break;
            case "provider":
                _provider = SharedTexts.Read(ref json);
                break;
            case "provider_cost_usd":
                _providerCost = json.GetString();
                break;
            case "provider_request_id":
                _providerRequestId = json.GetString();
                break;
            case "raw_usage":
                _rawUsage = json.GetString();
                break;
            case "reason":
                _reason = json.GetString();
                break;
            case "recorded_at":
                _recordedAt = EntryReader.Time(ref json);
                break;
            case "region":
                _region = SharedTexts.Read(ref json);
                break;
            case "repeats":
                _repeats = json.GetInt64();
                break;
            case "request_digest":
                _requestDigest = json.GetString();
                break;
            case "response_digest":
                _responseDigest = json.GetString();
                break;
            case "response_id":
                _responseId = json.GetString();
                break;
            case "root_agent":
                _rootAgent = SharedTexts.Read(ref json);
                break;
            case "service_tier":
                _serviceTier = SharedTexts.Read(ref json);
                break;
            case "session":
                _session = json.GetString();
                break;
            case "session_ends":
                _sessionEnds = json.GetBoolean();
                break;
            case "settles":
                _settles = json.GetGuid();
                break;
            case "step":
                _step = SharedTexts.Read(ref json);
                break;
            case "step_digest":
                _stepDigest = json.GetString();
                break;
            case "streamed":
                _streamed = json.GetBoolean();
                break;
            case "subject":
                _subject = json.GetString();
                break;
            case "success":
                _success = json.GetBoolean();
                break;
            case "tags":
                _tags = EntryReader.Pairs(ref json);
                break;
            case "task":
                _task = json.GetString();
                break;
            case "tenant":
                _tenant = SharedTexts.Read(ref json);
                break;
            case "tools_called":
                _toolsCalled = EntryReader.Texts(ref json);
                break;
            case "tools_offered":
                _toolsOffered = json.GetInt32();
                break;
            case "trace_id":
                _traceId = json.GetString();
                break;
            case "upstream":
                _upstream = SharedTexts.Read(ref json);
                break;
            case "usage_source":
                _usageSource = (UsageSource)EntryReader.Named(ref json, EntryNames.UsageSources);
                break;
            case "user":
                _user = json.GetString();
                break;
            case "value_usd":
                _value = EntryReader.Money(ref json);
                break;
            case "warnings":
                _warnings = EntryReader.Texts(ref json);
                break;
            default:
                json.Skip();
                break;
        }
    }

    /// <summary>The entry; a known cost left out of the bytes equals the cost.</summary>
    public readonly Entry ToEntry() =>
        new()
        {
            Actor = _actor,
            After = _after,
            Api = _api,
            Attempt = _attempt,
            Before = _before,
            Call = _call,
            CausedBy = _causedBy,
            Conditions = _conditions,
            ContextTokens = _contextTokens,
            ContextWindow = _contextWindow,
            Corrects = _corrects,
            Cost = _cost,
            EstimatedCost = _estimatedCost,
            FirstByteMs = _firstByteMs,
            Flags = _flags,
            Hold = _hold,
            HttpStatus = _httpStatus,
            Id = _id ?? throw new FormatException("The entry has no id."),
            IdempotencyKey = _idempotencyKey,
            Kind = _kind ?? throw new FormatException("The entry has no kind."),
            KnownCost = _knownCost ?? _cost,
            KnownBefore = _knownBefore,
            LatencyMs = _latencyMs,
            Lines = _lines,
            ModelRequested = _modelRequested,
            ModelServed = _modelServed,
            Name = _name,
            OccurredAt = _occurredAt,
            Outcome = _outcome,
            ParentSpanId = _parentSpanId,
            PolicyDecision = _policyDecision,
            PolicyRevision = _policyRevision,
            Priced = _priced,
            PromptParts = _promptParts,
            Provider = _provider,
            ProviderCost = _providerCost,
            ProviderRequestId = _providerRequestId,
            RawUsage = _rawUsage,
            Reason = _reason,
            RecordedAt = _recordedAt,
            Region = _region,
            Repeats = _repeats,
            RequestDigest = _requestDigest,
            StepDigest = _stepDigest,
            ResponseDigest = _responseDigest,
            ResponseId = _responseId,
            ServiceTier = _serviceTier,
            Settles = _settles,
            Streamed = _streamed,
            Subject = _subject,
            Success = _success,
            ToolsCalled = _toolsCalled,
            ToolsOffered = _toolsOffered,
            TraceId = _traceId,
            Upstream = _upstream,
            UsageSource = _usageSource,
            Value = _value,
            Warnings = _warnings,
            Attribution = new Attribution
            {
                Agent = _agent,
                Claimed = _claimed,
                CostCenter = _costCenter,
                Environment = _environment,
                Feature = _feature,
                Key = _key,
                ParentAgent = _parentAgent,
                Project = _project,
                RootAgent = _rootAgent,
                Session = _session,
                SessionEnds = _sessionEnds,
                Step = _step,
                Tags = _tags,
                Task = _task,
                Tenant = _tenant,
                User = _user,
            },
        };
}
