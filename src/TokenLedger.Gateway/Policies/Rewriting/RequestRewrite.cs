using System.Text.Json;
using TokenLedger.Accounting.Policies;
using TokenLedger.Gateway.Budgets;
using TokenLedger.Gateway.Calls;
using TokenLedger.Gateway.Dialects;
using TokenLedger.Gateway.Upstreams;

namespace TokenLedger.Gateway.Policies.Rewriting;

/// <summary>
/// What rules change of a request before it is forwarded: all changes are found on the body as it came, and made at once.
/// A request that cannot be changed is not forwarded unchanged: the rule that asked for the change refuses it.
/// </summary>
/// <param name="call">The call.</param>
/// <param name="patterns">What can be redacted.</param>
internal sealed class RequestRewrite(InferenceCall call, IReadOnlyList<RedactionPattern> patterns)
{
    private readonly List<BodySplice> _splices = [];
    private UpstreamMatch? _target;
    private int _noted;

    private string? _obstacle;

    /// <summary>The last rule that changes anything; null while none does.</summary>
    public PolicyFinding? ChangedBy { get; private set; }

    /// <summary>What the entries shall say of the changes.</summary>
    public List<string> Notes { get; } = [];

    /// <summary>Whether something of the prompt is replaced.</summary>
    public bool Redacts { get; private set; }

    /// <summary>Finds what rules change.</summary>
    /// <returns>The rule whose change cannot be made and why, as the end of a sentence; null when all can.</returns>
    public (PolicyFinding Finding, string Obstacle)? Take(CallWishes wishes)
    {
        foreach ((PolicyFinding finding, IReadOnlyList<string> patterns) in wishes.Redactions)
        {
            if (!Take(finding, Redact(finding.Subject, patterns)))
            {
                return (finding, _obstacle!);
            }
        }

        if (wishes.Cap is { } cap && !Take(cap.Finding, CapOutput(cap.Finding.Subject, cap.Tokens)))
        {
            return (cap.Finding, _obstacle!);
        }

        return wishes.Model is { } model && !Take(model.Finding, SetModel(model.Finding.Subject, model.Model))
            ? (model.Finding, _obstacle!)
            : null;
    }

    private bool Take(PolicyFinding finding, bool possible)
    {
        bool changes = Notes.Count > _noted;
        _noted = Notes.Count;
        ChangedBy = changes ? finding : ChangedBy;
        return possible;
    }

    /// <summary>Asks another model.</summary>
    private bool SetModel(string subject, string model)
    {
        string? asked = call.ModelAsked;
        if (asked == model)
        {
            return true;
        }

        if (asked is null)
        {
            return Fail("it names no model");
        }

        if (call.Route.Model is not null)
        {
            _target = IsSigned ? null : Renamed(model);
            return _target is null
                ? Fail(IsSigned ? "the caller has signed it" : $"its path cannot name the model {model}")
                : Note($"{subject}:set_model:{asked}");
        }

        if (!IsChangeable)
        {
            return false;
        }

        IReadOnlyList<BodySplice> splices = BodyModel.Of(call.BodyBytes, model);
        _splices.AddRange(splices);
        return splices.Count == 0 ? Fail("its model cannot be found") : Note($"{subject}:set_model:{asked}");
    }

    /// <summary>Limits the output.</summary>
    private bool CapOutput(string subject, long tokens)
    {
        string api = call.Route.Api;
        OutputCapPlace? place = OutputCapPlace.Of(
            api,
            call.Upstream.Options.Provider,
            call.ModelMeant ?? call.ModelAsked
        );
        if (place is null)
        {
            bool answers = call.Route.Kind == RouteKind.Inference && OperationName(api) is "chat" or "text_completion";
            return !answers || Fail("where its output is limited is not known");
        }

        if (OutputCap.Read(place, call.MeantBytes) is { Tokens: { } own } && own <= tokens)
        {
            return true;
        }

        if (!IsChangeable)
        {
            return false;
        }

        if (!call.Reading.IsObject)
        {
            return Fail("its body is no JSON object");
        }

        OutputCap cap = OutputCap.Read(place, call.BodyBytes);
        _splices.AddRange(cap.Set(tokens));
        return Note(
            $"{subject}:cap_output:{cap.Tokens?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "none"}"
        );
    }

    /// <summary>Replaces what patterns fit.</summary>
    private bool Redact(string subject, IReadOnlyList<string> names)
    {
        if (call.Body is null)
        {
            return true;
        }

        if (!IsChangeable)
        {
            return false;
        }

        try
        {
            RedactionPattern[] chosen =
            [
                .. patterns.Where(pattern => names.Count == 0 || names.Contains(pattern.Name)),
            ];
            List<BodySplice> splices = PromptRedaction.Of(call.BodyBytes, chosen);
            _splices.AddRange(splices);
            Redacts |= splices.Count > 0;
            return splices.Count == 0 || Note($"{subject}:redacted");
        }
        catch (JsonException)
        {
            return Fail("its body is no JSON, so its texts cannot be found");
        }
    }

    /// <summary>Makes the changes. The call must be read again afterwards when this says so.</summary>
    public bool Apply()
    {
        if (_target is { } target)
        {
            call.AimAt(target, otherModel: null);
        }

        if (_splices.Count > 0)
        {
            Relay.PooledBuffer before = call.Body!;
            call.Body = BodyChange.Apply(before.Span, _splices);
            before.Dispose();
        }

        return _splices.Count > 0 || _target is not null;
    }

    private UpstreamMatch? Renamed(string model)
    {
        string method = call.Http.Request.Method;
        return PathModel.With(call.Upstream.Dialect, call.Route, call.Attempt.Path, method, model) is var (path, route)
            ? new(call.Upstream, route, path)
            : null;
    }

    private static string OperationName(string api) => Input.OperationName.Of(api);

    private bool IsSigned => call.Upstream.KeepsSignature(call.Http.Request.Headers);

    private bool IsChangeable =>
        call.Body is null ? Fail("it has no body")
        : IsSigned ? Fail("the caller has signed it")
        : call.IsPlain || Fail("its body is compressed");

    private bool Note(string note)
    {
        Notes.Add(note);
        return true;
    }

    private bool Fail(string why)
    {
        _obstacle = why;
        return false;
    }
}
