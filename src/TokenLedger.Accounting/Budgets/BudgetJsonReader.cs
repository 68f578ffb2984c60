using System.Text.Json;
using TokenLedger.Accounting.Money;

namespace TokenLedger.Accounting.Budgets;

/// <summary>
/// Reads the JSON form in one walk, and notes everything that is wrong with it rather than the first thing only.
/// </summary>
internal sealed partial class BudgetJsonReader
{
    private static readonly BudgetMembers _members = new([
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
    ]);

    private static readonly BudgetMembers _limitMembers = new(["unit", "amount", "meter"]);

    private static readonly BudgetMembers _overrideMembers = new([
        "unit",
        "amount",
        "from",
        "to",
        "reason",
        "author",
        "member",
    ]);

    private static readonly BudgetMembers _units = new(BudgetNames.Units);
    private static readonly BudgetMembers _holds = new(BudgetNames.Holds);
    private static readonly BudgetMembers _actions = new(BudgetNames.Actions);
    private static readonly BudgetMembers _midStream = new(BudgetNames.MidStream);
    private static readonly BudgetMembers _unpriced = new(BudgetNames.Unpriced);

    private List<BudgetProblem>? _problems;

    /// <summary>What is wrong; null while nothing is.</summary>
    public List<BudgetProblem>? Problems => _problems;

    /// <summary>Reads a budget, from the first token of its object to the last. Null when it is no object.</summary>
    /// <param name="json">At the first token.</param>
    /// <param name="id">Its name where the text need not say it; one that says another is refused.</param>
    /// <exception cref="JsonException">The text is not JSON.</exception>
    public Budget? Read(ref Utf8JsonReader json, string? id)
    {
        if (!IsObject(ref json, ""))
        {
            return null;
        }

        string? stated = null;
        string? description = null;
        List<ScopeTerm>? scope = null;
        List<string>? per = null;
        List<BudgetLimit>? limits = null;
        BudgetWindow? window = null;
        HoldMode hold = HoldMode.Elastic;
        BudgetAction action = BudgetAction.Block;
        decimal? softPercent = null;
        bool shadow = false;
        ReachedMidStream midStream = ReachedMidStream.Finish;
        UnpricedCalls unpriced = UnpricedCalls.Allow;
        Usd? ceiling = null;
        List<BudgetOverride>? overrides = null;
        uint seen = 0;
        for (int member; (member = Next(ref json, "", _members, ref seen)) >= 0; )
        {
            switch (member)
            {
                case 0:
                    stated = Text(ref json, "id");
                    break;
                case 1:
                    description = Text(ref json, "description");
                    break;
                case 2:
                    scope = Scope(ref json);
                    break;
                case 3:
                    per = Texts(ref json, "per");
                    break;
                case 4:
                    limits = Limits(ref json);
                    break;
                case 5:
                    window = Window(ref json);
                    break;
                case 6:
                    hold = (HoldMode)Choice(ref json, "hold", _holds);
                    break;
                case 7:
                    action = (BudgetAction)Choice(ref json, "action", _actions);
                    break;
                case 8:
                    softPercent = Number(ref json, "soft_percent");
                    break;
                case 9:
                    shadow = Flag(ref json, "shadow");
                    break;
                case 10:
                    midStream = (ReachedMidStream)Choice(ref json, "mid_stream", _midStream);
                    break;
                case 11:
                    unpriced = (UnpricedCalls)Choice(ref json, "unpriced", _unpriced);
                    break;
                case 12:
                    ceiling = Amount(ref json, "unpriced_ceiling_usd");
                    break;
                default:
                    overrides = Overrides(ref json);
                    break;
            }
        }

        return new Budget
        {
            Id = Id(stated, id),
            Description = description,
            Scope = scope?.ToArray() ?? [],
            Per = per?.ToArray() ?? [],
            Limits =
                limits?.ToArray()
                ?? Missing<BudgetLimit>(
                    "limits",
                    "a budget needs at least one, like [{\"unit\":\"usd\",\"amount\":\"25\"}]"
                ),
            Window = window ?? MissingWindow(),
            Hold = hold,
            Action = action,
            SoftPercent = softPercent,
            Shadow = shadow,
            MidStream = midStream,
            Unpriced = unpriced,
            UnpricedCeiling = ceiling,
            Overrides = overrides?.ToArray() ?? [],
        };
    }

    private string Id(string? stated, string? id)
    {
        if (stated is null && id is null)
        {
            Add("id", "a budget needs a name");
        }
        else if (stated is not null && id is not null && stated != id)
        {
            Add("id", $"it says \"{stated}\", but the budget changed is \"{id}\"");
        }

        return id ?? stated ?? "";
    }

    private List<ScopeTerm> Scope(ref Utf8JsonReader json)
    {
        List<ScopeTerm> terms = [];
        if (!IsObject(ref json, "scope"))
        {
            return terms;
        }

        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            string dimension = Dimensions.Shared(json.GetString()!);
            json.Read();
            if (json.TokenType == JsonTokenType.String)
            {
                terms.Add(new(dimension, json.GetString()!));
            }
            else
            {
                Refuse(ref json, $"scope.{dimension}", "write a text; \"*\" stands for any characters, \"?\" for one");
            }
        }

        return terms;
    }

    private List<BudgetLimit> Limits(ref Utf8JsonReader json)
    {
        List<BudgetLimit> limits = [];
        if (!IsList(ref json, "limits"))
        {
            return limits;
        }

        for (int i = 0; json.Read() && json.TokenType != JsonTokenType.EndArray; i++)
        {
            LimitPaths paths = LimitPaths.Of(i);
            if (IsObject(ref json, paths.Limit))
            {
                limits.Add(Limit(ref json, paths));
            }
        }

        return limits;
    }

    private BudgetLimit Limit(ref Utf8JsonReader json, LimitPaths paths)
    {
        LimitUnit unit = 0;
        decimal? amount = null;
        string? meter = null;
        uint seen = 0;
        for (int member; (member = Next(ref json, paths.Limit, _limitMembers, ref seen)) >= 0; )
        {
            switch (member)
            {
                case 0:
                    unit = (LimitUnit)Choice(ref json, paths.Unit, _units);
                    break;
                case 1:
                    amount = Number(ref json, paths.Amount);
                    break;
                default:
                    meter = Text(ref json, paths.Meter);
                    break;
            }
        }

        NeedsUnitAndAmount(paths.Limit, seen);
        return new(unit, amount ?? 0, meter);
    }

    private List<BudgetOverride> Overrides(ref Utf8JsonReader json)
    {
        List<BudgetOverride> overrides = [];
        if (!IsList(ref json, "overrides"))
        {
            return overrides;
        }

        for (int i = 0; json.Read() && json.TokenType != JsonTokenType.EndArray; i++)
        {
            string path = Path("overrides", i);
            if (IsObject(ref json, path))
            {
                overrides.Add(Override(ref json, path));
            }
        }

        return overrides;
    }

    private BudgetOverride Override(ref Utf8JsonReader json, string path)
    {
        LimitUnit unit = 0;
        decimal? amount = null;
        DateTimeOffset? from = null;
        DateTimeOffset? to = null;
        string? reason = null;
        string? author = null;
        List<string>? of = null;
        uint seen = 0;
        for (int member; (member = Next(ref json, path, _overrideMembers, ref seen)) >= 0; )
        {
            switch (member)
            {
                case 0:
                    unit = (LimitUnit)Choice(ref json, Join(path, "unit"), _units);
                    break;
                case 1:
                    amount = Number(ref json, Join(path, "amount"));
                    break;
                case 2:
                    from = Instant(ref json, Join(path, "from"));
                    break;
                case 3:
                    to = Instant(ref json, Join(path, "to"));
                    break;
                case 4:
                    reason = Text(ref json, Join(path, "reason"));
                    break;
                case 5:
                    author = Text(ref json, Join(path, "author"));
                    break;
                default:
                    of = Texts(ref json, Join(path, "member"));
                    break;
            }
        }

        NeedsUnitAndAmount(path, seen);
        if ((seen & 0b1100) != 0b1100)
        {
            Add(path, "an override needs \"from\" and \"to\", like \"2026-01-01T00:00:00Z\"");
        }

        return new(unit, amount ?? 0, from ?? default, to ?? default, reason ?? "", author ?? "", of);
    }

    // Unit and amount are the first two of both objects that have them.
    private void NeedsUnitAndAmount(string path, uint seen)
    {
        if ((seen & 1) == 0)
        {
            Add(Join(path, "unit"), $"write one of {string.Join(", ", BudgetNames.Units)}");
        }

        if ((seen & 2) == 0)
        {
            Add(Join(path, "amount"), "an amount is needed, like \"25\"");
        }
    }

    private T[] Missing<T>(string path, string message)
    {
        Add(path, message);
        return [];
    }

    private BudgetWindow MissingWindow()
    {
        Add("window", "a budget needs one, like {\"kind\":\"calendar\",\"period\":\"month\"}");
        return _lifetime;
    }
}
