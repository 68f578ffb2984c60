using System.Globalization;
using System.Text.Json;
using TokenLedger.Accounting.Money;

namespace TokenLedger.Accounting.Budgets;

/// <summary>Reads the JSON form, and notes everything that is wrong with it rather than the first thing only.</summary>
internal sealed class BudgetJsonReader
{
    private static readonly string[] _members =
    [
        "id",
        "description",
        "scope",
        "per",
        "limits",
        "window",
        "hold",
        "action",
        "soft_percent",
        "shadow",
        "mid_stream",
        "unpriced",
        "unpriced_ceiling_usd",
        "overrides",
    ];

    private static readonly string[] _limitMembers = ["unit", "amount", "meter"];
    private static readonly string[] _windowMembers = ["kind", "period", "time_zone", "length", "start"];
    private static readonly string[] _overrideMembers = ["unit", "amount", "from", "to", "reason", "author", "member"];

    public List<BudgetProblem> Problems { get; } = [];

    public Budget? Read(JsonElement json, string? id)
    {
        if (!IsObject(json, "") || !Known(json, "", _members))
        {
            return null;
        }

        return new Budget
        {
            Id = Id(json, id),
            Description = Text(json, "", "description"),
            Scope = Scope(json),
            Per = Texts(json, "", "per") ?? [],
            Limits = Limits(json),
            Window = Window(json),
            Hold = (HoldMode)Choice(json, "", "hold", BudgetNames.Holds, (int)HoldMode.Elastic),
            Action = (BudgetAction)Choice(json, "", "action", BudgetNames.Actions, 0),
            SoftPercent = Number(json, "", "soft_percent"),
            Shadow = Flag(json, "shadow"),
            MidStream = (ReachedMidStream)Choice(json, "", "mid_stream", BudgetNames.MidStream, 0),
            Unpriced = (UnpricedCalls)Choice(json, "", "unpriced", BudgetNames.Unpriced, 0),
            UnpricedCeiling = Amount(json, "unpriced_ceiling_usd"),
            Overrides = Overrides(json),
        };
    }

    private string Id(JsonElement json, string? id)
    {
        string? stated = Text(json, "", "id");
        if (stated is null && id is null)
        {
            Add("id", "a budget needs a name");
        }
        else if (stated is not null && id is not null && stated != id)
        {
            Add("id", $"it says \"{stated}\", but the budget changed is \"{id}\"");
        }

        return stated ?? id ?? "";
    }

    private List<ScopeTerm> Scope(JsonElement json)
    {
        List<ScopeTerm> terms = [];
        if (!Has(json, "scope", out JsonElement scope) || !IsObject(scope, "scope"))
        {
            return terms;
        }

        foreach (JsonProperty term in scope.EnumerateObject())
        {
            if (term.Value.ValueKind == JsonValueKind.String)
            {
                terms.Add(new(term.Name, term.Value.GetString()!));
            }
            else
            {
                Add($"scope.{term.Name}", "write a text; \"*\" stands for any characters, \"?\" for one");
            }
        }

        return terms;
    }

    private List<BudgetLimit> Limits(JsonElement json)
    {
        List<BudgetLimit> limits = [];
        if (!Has(json, "limits", out JsonElement list))
        {
            Add("limits", "a budget needs at least one, like [{\"unit\":\"usd\",\"amount\":\"25\"}]");
            return limits;
        }

        foreach ((JsonElement item, string path) in Items(list, "limits"))
        {
            if (IsObject(item, path) && Known(item, path, _limitMembers))
            {
                limits.Add(
                    new(
                        (LimitUnit)Choice(item, path, "unit", BudgetNames.Units, null),
                        Required(item, path, "amount"),
                        Text(item, path, "meter")
                    )
                );
            }
        }

        return limits;
    }

    private BudgetWindow Window(JsonElement json)
    {
        BudgetWindow lifetime = new(WindowKind.Lifetime);
        if (!Has(json, "window", out JsonElement window))
        {
            Add("window", "a budget needs one, like {\"kind\":\"calendar\",\"period\":\"month\"}");
            return lifetime;
        }

        if (!IsObject(window, "window") || !Known(window, "window", _windowMembers))
        {
            return lifetime;
        }

        WindowKind kind = (WindowKind)Choice(window, "window", "kind", BudgetNames.Windows, null);
        OnlyFor(window, "period", kind is WindowKind.Calendar, "a calendar");
        OnlyFor(window, "time_zone", kind is WindowKind.Calendar, "a calendar");
        OnlyFor(window, "length", kind is WindowKind.Rolling or WindowKind.Fixed, "a rolling or fixed");
        OnlyFor(window, "start", kind is WindowKind.Fixed, "a fixed");
        return new BudgetWindow(kind)
        {
            Period = (CalendarPeriod)Choice(window, "window", "period", BudgetNames.Periods, (int)CalendarPeriod.Month),
            TimeZone = Text(window, "window", "time_zone") ?? "UTC",
            Length = Length(window, kind),
            Start = Start(window, kind),
        };
    }

    private void OnlyFor(JsonElement window, string name, bool belongs, string whose)
    {
        if (!belongs && Has(window, name, out _))
        {
            Add($"window.{name}", $"it belongs to {whose} window; leave it out");
        }
    }

    private TimeSpan Length(JsonElement window, WindowKind kind)
    {
        string? text = Text(window, "window", "length");
        TimeSpan length = default;
        if (text is null && kind is (WindowKind.Rolling or WindowKind.Fixed))
        {
            Add("window.length", "the window needs a length like \"24h\"");
        }
        else if (text is not null && !DurationText.TryParse(text, out length))
        {
            Add("window.length", $"\"{text}\" is not a length; write a whole number and s, m, h or d, like \"24h\"");
        }

        return length;
    }

    private DateTimeOffset Start(JsonElement window, WindowKind kind)
    {
        if (kind == WindowKind.Fixed && !Has(window, "start", out _))
        {
            Add("window.start", "the window needs the instant from which it counts, like \"2026-01-01T00:00:00Z\"");
            return default;
        }

        return Instant(window, "window", "start") ?? default;
    }

    private List<BudgetOverride> Overrides(JsonElement json)
    {
        List<BudgetOverride> overrides = [];
        if (!Has(json, "overrides", out JsonElement list))
        {
            return overrides;
        }

        foreach ((JsonElement item, string path) in Items(list, "overrides"))
        {
            if (IsObject(item, path) && Known(item, path, _overrideMembers))
            {
                overrides.Add(Override(item, path));
            }
        }

        return overrides;
    }

    /// <summary>Reads one override.</summary>
    public BudgetOverride Override(JsonElement item, string path)
    {
        DateTimeOffset? from = Instant(item, path, "from");
        DateTimeOffset? to = Instant(item, path, "to");
        if (!Has(item, "from", out _) || !Has(item, "to", out _))
        {
            Add(path, "an override needs \"from\" and \"to\", like \"2026-01-01T00:00:00Z\"");
        }

        return new BudgetOverride(
            (LimitUnit)Choice(item, path, "unit", BudgetNames.Units, null),
            Required(item, path, "amount"),
            from ?? default,
            to ?? default,
            Text(item, path, "reason") ?? "",
            Text(item, path, "author") ?? "",
            Texts(item, path, "member")
        );
    }

    private List<(JsonElement Item, string Path)> Items(JsonElement list, string path)
    {
        if (list.ValueKind != JsonValueKind.Array)
        {
            Add(path, "write a list");
            return [];
        }

        int next = 0;
        return [.. list.EnumerateArray().Select(item => (item, Path(path, next++)))];
    }

    private int Choice(JsonElement owner, string path, string name, IReadOnlyList<string> names, int? standard)
    {
        string? text = Text(owner, path, name);
        int value = text is null ? standard ?? -1 : names.ToList().IndexOf(text);
        if (value < 0 && (text is not null || !Has(owner, name, out _)))
        {
            Add(Join(path, name), $"write one of {string.Join(", ", names)}");
        }

        return Math.Max(0, value);
    }

    private decimal Required(JsonElement owner, string path, string name)
    {
        if (!Has(owner, name, out _))
        {
            Add(Join(path, name), "an amount is needed, like \"25\"");
        }

        return Number(owner, path, name) ?? 0;
    }

    private decimal? Number(JsonElement owner, string path, string name)
    {
        if (!Has(owner, name, out JsonElement value))
        {
            return null;
        }

        // The text of a number, not its double: 0.1 is a tenth.
        string? text = value.ValueKind switch
        {
            JsonValueKind.String => value.GetString(),
            JsonValueKind.Number => value.GetRawText(),
            _ => null,
        };
        if (
            decimal.TryParse(
                text,
                NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign,
                CultureInfo.InvariantCulture,
                out decimal number
            )
            && text!.Count(char.IsAsciiDigit) <= 28
        )
        {
            return number;
        }

        Add(Join(path, name), "write a plain decimal of at most 28 digits, like \"12.50\"");
        return null;
    }

    private Usd? Amount(JsonElement owner, string name)
    {
        if (Number(owner, "", name) is not { } number)
        {
            return null;
        }

        if (Math.Abs(number) > BudgetCheck.LargestAmount || decimal.Round(number, 12) != number)
        {
            Add(name, $"the amount is at most {BudgetCheck.LargestAmount:0} and has at most twelve decimals");
            return null;
        }

        return Usd.FromDecimal(number);
    }

    private DateTimeOffset? Instant(JsonElement owner, string path, string name)
    {
        string? text = Text(owner, path, name);
        if (text is null)
        {
            return null;
        }

        // With an offset: an instant without one would mean something else on every machine.
        bool isInstant =
            text.Length >= 20
            && (text[^1] is 'Z' || text[^6] is '+' or '-')
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out _);
        if (!isInstant)
        {
            Add(Join(path, name), $"\"{text}\" is not an instant; write one like \"2026-01-01T00:00:00Z\"");
            return null;
        }

        return DateTimeOffset.Parse(text, CultureInfo.InvariantCulture).ToUniversalTime();
    }

    private bool Flag(JsonElement owner, string name)
    {
        if (!Has(owner, name, out JsonElement value))
        {
            return false;
        }

        if (value.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
        {
            Add(name, "write true or false");
        }

        return value.ValueKind == JsonValueKind.True;
    }

    private string? Text(JsonElement owner, string path, string name)
    {
        if (!Has(owner, name, out JsonElement value))
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.String)
        {
            return value.GetString();
        }

        Add(Join(path, name), "write a text");
        return null;
    }

    private List<string>? Texts(JsonElement owner, string path, string name)
    {
        if (!Has(owner, name, out JsonElement list))
        {
            return null;
        }

        List<string> texts = [];
        foreach ((JsonElement item, string at) in Items(list, Join(path, name)))
        {
            if (item.ValueKind == JsonValueKind.String)
            {
                texts.Add(item.GetString()!);
            }
            else
            {
                Add(at, "write a text");
            }
        }

        return texts;
    }

    private bool Known(JsonElement owner, string path, string[] names)
    {
        HashSet<string> seen = new(StringComparer.Ordinal);
        foreach (JsonProperty member in owner.EnumerateObject())
        {
            if (!names.Contains(member.Name))
            {
                Add(Join(path, member.Name), $"there is no such member; the members are {string.Join(", ", names)}");
            }
            else if (!seen.Add(member.Name))
            {
                Add(Join(path, member.Name), "the member stands there twice");
            }
        }

        return true;
    }

    private bool IsObject(JsonElement value, string path)
    {
        if (value.ValueKind == JsonValueKind.Object)
        {
            return true;
        }

        Add(path, "write an object");
        return false;
    }

    // null stands for absent, as clients write what they do not set.
    private static bool Has(JsonElement owner, string name, out JsonElement value) =>
        owner.TryGetProperty(name, out value) && value.ValueKind != JsonValueKind.Null;

    private static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";

    private static string Path(string path, int index) =>
        string.Create(CultureInfo.InvariantCulture, $"{path}[{index}]");

    private void Add(string path, string message) => Problems.Add(new(path, message));
}
