using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace TokenLedger.Configuration.Yaml;

/// <summary>
/// Builds the tree from YamlDotNet's events rather than from its own document model, because that one stops at the
/// first duplicate key and we want to report all of them. Keys are compared without case, as AgentLedger does.
/// </summary>
public sealed class YamlFileReader
{
    /// <summary>Deepest nesting read; the deepest key has five levels.</summary>
    private const int MaxDepth = 32;

    private readonly string file;
    private readonly Remarks remarks;
    private readonly Parser parser;
    private readonly Dictionary<string, YamlValue> anchors = new(StringComparer.Ordinal);

    private YamlFileReader(string file, string text, Remarks remarks)
    {
        this.file = file;
        this.remarks = remarks;
        parser = new Parser(new StringReader(text));
    }

    /// <summary>Reads the one document of a file. Null when it is empty or malformed; malformed is remarked.</summary>
    public static YamlMapping? Read(string file, string text, Remarks remarks)
    {
        YamlFileReader reader = new(file, text, remarks);
        try
        {
            return reader.ReadDocument();
        }
        catch (YamlException malformed)
        {
            remarks.Problem(reader.At(malformed.Start), $"malformed YAML: {FirstLine(malformed)}");
            return null;
        }
    }

    private YamlMapping? ReadDocument()
    {
        parser.Consume<StreamStart>();
        if (!parser.TryConsume<DocumentStart>(out _))
        {
            return null;
        }

        YamlValue root = ReadValue(depth: 0);
        parser.Consume<DocumentEnd>();
        if (parser.TryConsume<DocumentStart>(out DocumentStart? second))
        {
            remarks.Problem(At(second.Start), "a second YAML document; a configuration file holds one");
        }

        return root switch
        {
            YamlMapping mapping => mapping,
            YamlScalar { Text: null } => null,
            _ => Refuse(root.Origin),
        };
    }

    private YamlMapping? Refuse(Origin origin)
    {
        remarks.Problem(origin, "a configuration file is a mapping of keys to values");
        return null;
    }

    private YamlValue ReadValue(int depth)
    {
        ParsingEvent next = parser.Current ?? throw new YamlException("the document ends too early");
        if (depth > MaxDepth)
        {
            throw new YamlException(next.Start, next.End, $"nested more than {MaxDepth} levels deep");
        }

        YamlValue value = next switch
        {
            Scalar => ReadScalar(),
            SequenceStart => ReadList(depth),
            MappingStart => ReadMapping(depth),
            AnchorAlias => ReadAlias(),
            _ => throw new YamlException(next.Start, next.End, "a value is expected here"),
        };
        if (next is NodeEvent { Anchor.IsEmpty: false } anchored)
        {
            anchors[anchored.Anchor.Value] = value;
        }

        return value;
    }

    private YamlScalar ReadScalar()
    {
        Scalar scalar = parser.Consume<Scalar>();
        bool unset = scalar.Style == ScalarStyle.Plain && scalar.Value is "" or "~" or "null";
        return new(At(scalar.Start), unset ? null : scalar.Value);
    }

    private YamlList ReadList(int depth)
    {
        Origin origin = At(parser.Consume<SequenceStart>().Start);
        List<YamlValue> items = [];
        while (!parser.TryConsume<SequenceEnd>(out _))
        {
            items.Add(ReadValue(depth + 1));
        }

        return new(origin, items);
    }

    private YamlMapping ReadMapping(int depth)
    {
        Origin origin = At(parser.Consume<MappingStart>().Start);
        Dictionary<string, YamlMember> members = new(StringComparer.Ordinal);
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            YamlMember member = ReadMember(depth);
            if (!members.TryAdd(member.Name, member))
            {
                remarks.Problem(member.Origin, $"{member.Name}: written twice; first at {members[member.Name].Origin}");
            }
        }

        return new(origin, [.. members.Values]);
    }

    private YamlMember ReadMember(int depth)
    {
        if (parser.Current is not Scalar)
        {
            Mark start = parser.Current?.Start ?? Mark.Empty;
            throw new YamlException(start, start, "a key must be a plain word");
        }

        Scalar key = parser.Consume<Scalar>();
        return new(key.Value.ToLowerInvariant(), At(key.Start), ReadValue(depth + 1));
    }

    private YamlValue ReadAlias()
    {
        AnchorAlias alias = parser.Consume<AnchorAlias>();
        return anchors.TryGetValue(alias.Value.Value, out YamlValue? value)
            ? value
            : throw new YamlException(alias.Start, alias.End, $"no anchor &{alias.Value} stands before this alias");
    }

    private Origin At(Mark mark) => Origin.InFile(file, mark.Line, mark.Column);

    private static string FirstLine(YamlException malformed)
    {
        string message = (malformed.InnerException ?? malformed).Message;
        return message.Split('\n')[0].Trim();
    }
}
