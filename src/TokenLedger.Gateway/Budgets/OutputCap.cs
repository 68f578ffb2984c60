using System.Buffers.Text;
using System.Globalization;
using System.Text;
using TokenLedger.Accounting.Json;
using TokenLedger.Gateway.Dialects;

namespace TokenLedger.Gateway.Budgets;

/// <summary>
/// The most output tokens a request allows, read as its provider reads it, and the splices that set it where the caller
/// did not. Only the members that the route knows count: one that the provider ignores bounds nothing.
/// </summary>
internal sealed class OutputCap
{
    private readonly OutputCapPlace _place;
    private readonly List<Member> _own = [];
    private readonly Span _body;
    private Span? _container;

    private OutputCap(OutputCapPlace place, Span body)
    {
        _place = place;
        _body = body;
    }

    /// <summary>The cap that stands in the request; null when it sets none that surely holds.</summary>
    public long? Tokens { get; private set; }

    /// <summary>Reads a body.</summary>
    /// <param name="place">Where the route has its cap.</param>
    /// <param name="body">The body, decoded; a whole JSON object.</param>
    public static OutputCap Read(OutputCapPlace place, ReadOnlySpan<byte> body)
    {
        OutputCap cap = new(place, Span.Of(body, 0, body.Length));
        bool repeated = false;
        if (place.Container.Count == 0)
        {
            cap.Collect(body, 0, body.Length);
        }
        else
        {
            JsonSkimmer skimmer = new(body);
            while (skimmer.Next(out Accounting.Json.Member member))
            {
                if (place.Container.Contains(NameOf(body, member)))
                {
                    repeated |= cap._container is not null;
                    cap._container = Span.Of(body, member.ValueStart, member.ValueLength);
                    cap.Collect(body, member.ValueStart, member.ValueLength);
                }
            }
        }

        // Of a member that stands twice nobody knows which one the provider takes.
        repeated |= cap._own.DistinctBy(member => member.Name).Count() < cap._own.Count;
        cap.Tokens = repeated ? null : cap._own.Max(member => member.Tokens);
        return cap;
    }

    private void Collect(ReadOnlySpan<byte> body, int start, int length)
    {
        ReadOnlySpan<byte> json = body.Slice(start, length);
        JsonSkimmer skimmer = new(json);
        while (skimmer.Next(out Accounting.Json.Member member))
        {
            string name = NameOf(json, member);
            if (_place.Members.Contains(name))
            {
                ReadOnlySpan<byte> value = json.Slice(member.ValueStart, member.ValueLength);
                _own.Add(new(name, start + member.ValueStart, member.ValueLength, TokensOf(value)));
            }
        }
    }

    private static string NameOf(ReadOnlySpan<byte> json, Accounting.Json.Member member) =>
        Encoding.UTF8.GetString(JsonMembers.Name(json, member));

    /// <summary>A positive number of tokens; null for anything else (null, -1 for "no limit", a text).</summary>
    private static long? TokensOf(ReadOnlySpan<byte> value) =>
        Utf8Parser.TryParse(value, out decimal number, out int read)
        && read == value.Length
        && number is > 0 and < long.MaxValue
            ? (long)decimal.Ceiling(number)
            : null;

    /// <summary>The splices that set the cap, for a body without one that holds.</summary>
    /// <param name="tokens">The cap to set, above 0.</param>
    public IReadOnlyList<BodySplice> Set(long tokens)
    {
        byte[] number = Encoding.UTF8.GetBytes(tokens.ToString(CultureInfo.InvariantCulture));
        if (_own.Count > 0)
        {
            return [.. _own.Select(member => new BodySplice(member.Start, member.Length, number))];
        }

        string member = $"\"{_place.Preferred}\":{tokens.ToString(CultureInfo.InvariantCulture)}";
        if (_place.Container.Count == 0)
        {
            return [_body.Insert(member)];
        }

        if (_container is not { } container)
        {
            return [_body.Insert($"\"{_place.Container[0]}\":{{{member}}}")];
        }

        return container.IsObject
            ? [container.Insert(member)]
            : [new BodySplice(container.Start, container.Length, Encoding.UTF8.GetBytes($"{{{member}}}"))];
    }

    private readonly record struct Member(string Name, int Start, int Length, long? Tokens);

    /// <summary>A value in the body, and whether it is an object that has members.</summary>
    private readonly record struct Span(int Start, int Length, bool IsObject, bool IsEmpty)
    {
        public static Span Of(ReadOnlySpan<byte> body, int start, int length)
        {
            ReadOnlySpan<byte> value = body.Slice(start, length);
            int open = value.IndexOfAnyExcept(" \t\r\n"u8);
            bool isObject = open >= 0 && value[open] == '{';
            // No member is read to see whether there is one: the first may be the whole conversation.
            int first = isObject ? value[(open + 1)..].IndexOfAnyExcept(" \t\r\n"u8) : -1;
            return new(start + Math.Max(0, open), length, isObject, first < 0 || value[open + 1 + first] == '}');
        }

        public BodySplice Insert(string member) =>
            new(Start + 1, 0, Encoding.UTF8.GetBytes(IsEmpty ? member : member + ","));
    }
}
