using TokenLedger.Accounting.Money;

namespace TokenLedger.Accounting.Budgets;

/// <summary>
/// A budget as bytes, for files that can be lost and stand beside its JSON: reading them takes a fraction of reading that,
/// which a start with very many budgets feels. They do not say whether the budget is right; <see cref="BudgetCheck"/> does.
/// Many budgets are written by one of these and read by one, in the same order: a window like the one before is not repeated.
/// </summary>
public sealed class BudgetBytes
{
    private BudgetWindow? _window;

    /// <summary>Whether this machine knows the time zones of all that were read: the only thing to check that can change.</summary>
    public bool HaveTimeZones { get; private set; } = true;

    /// <summary>Whether a budget has this form: one with overrides has none, they are few and soon over.</summary>
    public static bool Has(Budget budget)
    {
        ArgumentNullException.ThrowIfNull(budget);
        return budget.Overrides.Count == 0;
    }

    /// <summary>Writes all of a budget but its name.</summary>
    public void Write(Budget budget, BinaryWriter to)
    {
        ArgumentNullException.ThrowIfNull(budget);
        ArgumentNullException.ThrowIfNull(to);
        WriteText(budget.Description, to);
        to.Write((byte)budget.Scope.Count);
        foreach (ScopeTerm term in budget.Scope)
        {
            WriteDimension(term.Dimension, to);
            to.Write(term.Pattern);
        }

        to.Write((byte)budget.Per.Count);
        foreach (string dimension in budget.Per)
        {
            WriteDimension(dimension, to);
        }

        to.Write((byte)budget.Limits.Count);
        foreach (BudgetLimit limit in budget.Limits)
        {
            to.Write((byte)limit.Unit);
            to.Write(limit.Amount);
            WriteText(limit.Meter, to);
        }

        to.Write(budget.Window == _window);
        if (budget.Window != _window)
        {
            WriteWindow(budget.Window, to);
            _window = budget.Window;
        }

        to.Write((byte)budget.Hold);
        to.Write((byte)budget.Action);
        to.Write(budget.SoftPercent ?? -1);
        to.Write(budget.Shadow);
        to.Write((byte)budget.MidStream);
        to.Write((byte)budget.Unpriced);
        if (budget.Unpriced == UnpricedCalls.Ceiling)
        {
            to.Write(budget.UnpricedCeiling!.Value.Pico);
        }
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <param name="id">The budget's name.</param>
    /// <param name="from">At its first byte; afterwards behind its last.</param>
    /// <exception cref="EndOfStreamException">There are fewer bytes.</exception>
    public Budget Read(string id, BinaryReader from)
    {
        ArgumentNullException.ThrowIfNull(from);
        string? description = ReadText(from);
        ScopeTerm[] scope = Several<ScopeTerm>(from.ReadByte());
        for (int i = 0; i < scope.Length; i++)
        {
            scope[i] = new(ReadDimension(from), from.ReadString());
        }

        string[] per = Several<string>(from.ReadByte());
        for (int i = 0; i < per.Length; i++)
        {
            per[i] = ReadDimension(from);
        }

        BudgetLimit[] limits = Several<BudgetLimit>(from.ReadByte());
        for (int i = 0; i < limits.Length; i++)
        {
            limits[i] = new((LimitUnit)from.ReadByte(), from.ReadDecimal(), ReadText(from));
        }

        bool isAsBefore = from.ReadBoolean();
        if (!isAsBefore)
        {
            _window = ReadWindow(from);
            HaveTimeZones &= _window.Kind != WindowKind.Calendar || TimeZones.Knows(_window.TimeZone);
        }

        HoldMode hold = (HoldMode)from.ReadByte();
        BudgetAction action = (BudgetAction)from.ReadByte();
        decimal softPercent = from.ReadDecimal();
        bool shadow = from.ReadBoolean();
        ReachedMidStream midStream = (ReachedMidStream)from.ReadByte();
        UnpricedCalls unpriced = (UnpricedCalls)from.ReadByte();
        return new()
        {
            Id = id,
            Description = description,
            Scope = scope,
            Per = per,
            Limits = limits,
            Window = _window!,
            Hold = hold,
            Action = action,
            SoftPercent = softPercent < 0 ? null : softPercent,
            Shadow = shadow,
            MidStream = midStream,
            Unpriced = unpriced,
            UnpricedCeiling = unpriced == UnpricedCalls.Ceiling ? new Usd(from.ReadInt128()) : null,
        };
    }

    private static T[] Several<T>(int count) => count == 0 ? [] : new T[count];

    private static void WriteText(string? text, BinaryWriter to)
    {
        to.Write(text is not null);
        if (text is not null)
        {
            to.Write(text);
        }
    }

    private static string? ReadText(BinaryReader from) => from.ReadBoolean() ? from.ReadString() : null;

    /// <summary>A dimension that all budgets may have is a number, from 1; a tag's is 0 and the text.</summary>
    private static void WriteDimension(string dimension, BinaryWriter to)
    {
        int place = Dimensions.Place(dimension);
        to.Write((byte)(place + 1));
        if (place < 0)
        {
            to.Write(dimension);
        }
    }

    private static string ReadDimension(BinaryReader from)
    {
        int place = from.ReadByte() - 1;
        return place < 0 ? from.ReadString() : Dimensions.Names[place];
    }

    private static void WriteWindow(BudgetWindow window, BinaryWriter to)
    {
        to.Write((byte)window.Kind);
        to.Write((byte)window.Period);
        to.Write(window.Length.Ticks);
        to.Write(window.Start.UtcTicks);
        to.Write(window.TimeZone);
    }

    private static BudgetWindow ReadWindow(BinaryReader from) =>
        new((WindowKind)from.ReadByte())
        {
            Period = (CalendarPeriod)from.ReadByte(),
            Length = new(from.ReadInt64()),
            Start = new(from.ReadInt64(), TimeSpan.Zero),
            TimeZone = from.ReadString(),
        };
}
