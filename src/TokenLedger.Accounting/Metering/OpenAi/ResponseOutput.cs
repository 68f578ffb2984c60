using System.Text;
using TokenLedger.Accounting.Json;
using TokenLedger.Accounting.Metering.Reading;

namespace TokenLedger.Accounting.Metering.OpenAi;

/// <summary>
/// The output items of a response that matter: web searches (only the action "search" is charged), file searches,
/// the containers of code interpreter calls (one fee per container), and functions the caller is to run.
/// </summary>
internal sealed class ResponseOutput
{
    private const int MaxContainers = 64;

    private readonly HashSet<string> containers = new(StringComparer.Ordinal);
    private List<string>? functions;
    private int webSearches;
    private int fileSearches;

    /// <summary>Whether any item was read.</summary>
    public bool Any { get; private set; }

    /// <summary>Functions called, by name.</summary>
    public IReadOnlyList<string> Functions => functions ?? (IReadOnlyList<string>)[];

    /// <summary>
    /// Adds the fees' quantities; searches only when the usage does not count them itself (<paramref
    /// name="toolsAreCounted"/>).
    /// </summary>
    public void AddTo(ref QuantityList quantities, bool toolsAreCounted)
    {
        quantities.Add(Meters.SearchesWeb, toolsAreCounted ? 0 : webSearches);
        quantities.Add(Meters.SearchesFile, toolsAreCounted ? 0 : fileSearches);
        quantities.Add(Meters.CodeSessions, containers.Count);
    }

    /// <summary>Reads a list of items; false when it is not well-formed.</summary>
    public bool ReadItems(ReadOnlySpan<byte> json)
    {
        JsonArray items = new(json);
        while (items.Next(out ReadOnlySpan<byte> item))
        {
            ReadItem(item);
        }

        return !items.Malformed;
    }

    /// <summary>Reads one item.</summary>
    public void ReadItem(ReadOnlySpan<byte> json)
    {
        Any = true;
        ReadOnlySpan<byte> type = default;
        ReadOnlySpan<byte> name = default;
        ReadOnlySpan<byte> container = default;
        ReadOnlySpan<byte> action = default;
        JsonSkimmer skimmer = new(json);
        while (skimmer.Next(out Member member))
        {
            ReadOnlySpan<byte> value = skimmer.Value(member);
            if (skimmer.NameIs(member, "type"u8))
            {
                type = value;
            }
            else if (skimmer.NameIs(member, "name"u8))
            {
                name = value;
            }
            else if (skimmer.NameIs(member, "container_id"u8))
            {
                container = value;
            }
            else if (skimmer.NameIs(member, "action"u8))
            {
                action = value;
            }
        }

        Count(type, name, container, action);
    }

    private void Count(
        ReadOnlySpan<byte> type,
        ReadOnlySpan<byte> name,
        ReadOnlySpan<byte> container,
        ReadOnlySpan<byte> action
    )
    {
        if (type.SequenceEqual("\"web_search_call\""u8))
        {
            webSearches += IsSearch(action) ? 1 : 0;
        }
        else if (type.SequenceEqual("\"file_search_call\""u8))
        {
            fileSearches++;
        }
        else if (type.SequenceEqual("\"code_interpreter_call\""u8) && containers.Count < MaxContainers)
        {
            // A call that names no container is taken as one of its own.
            containers.Add(container.Length > 2 ? Encoding.UTF8.GetString(container) : $"call {containers.Count}");
        }
        else if (
            (type.SequenceEqual("\"function_call\""u8) || type.SequenceEqual("\"custom_tool_call\""u8))
            && (functions?.Count ?? 0) < ServedFacts.MaxTools
            && ServedFacts.Text(name) is string function
        )
        {
            (functions ??= []).Add(function);
        }
    }

    /// <summary>Calls of the older shape name no action; each was a search.</summary>
    private static bool IsSearch(ReadOnlySpan<byte> action)
    {
        if (action.IsEmpty || action[0] != '{')
        {
            return true;
        }

        JsonSkimmer skimmer = new(action);
        while (skimmer.Next(out Member member))
        {
            if (skimmer.NameIs(member, "type"u8))
            {
                return skimmer.Value(member).SequenceEqual("\"search\""u8);
            }
        }

        return true;
    }
}
