using TokenLedger.Accounting.Money;

namespace TokenLedger.Accounting.Budgets;

/// <summary>One account as it was saved.</summary>
internal sealed record SavedAccount(string Member, long LastUse, List<AccountPeriod> Periods, List<SavedCall> Calls)
{
    public static SavedAccount Read(BinaryReader reader)
    {
        string member = reader.ReadString();
        long lastUse = reader.ReadInt64();
        int limits = reader.ReadByte();
        List<AccountPeriod> periods = [];
        for (int count = reader.ReadInt32(); count > 0; count--)
        {
            AccountPeriod period = new(reader.ReadInt64(), limits) { FirstCall = reader.ReadInt64() };
            for (int i = 0; i < limits; i++)
            {
                period.Use(i, reader.ReadInt128());
            }

            periods.Add(period);
        }

        List<SavedCall> calls = [];
        for (int count = reader.ReadInt32(); count > 0; count--)
        {
            calls.Add(SavedCall.Read(reader));
        }

        return new SavedAccount(member, lastUse, periods, calls);
    }
}

/// <summary>One counted call as it was saved.</summary>
internal readonly record struct SavedCall(Guid Call, long Since, long Period, bool IsUsed)
{
    public static SavedCall Read(BinaryReader reader) =>
        new(reader.ReadGuid(), reader.ReadInt64(), reader.ReadInt64(), reader.ReadBoolean());

    public CountedCall In(BudgetAccount account) => new(Call, Since, account.Kept(Period)) { IsUsed = IsUsed };
}

/// <summary>The parts of saved balances.</summary>
internal static class SavedParts
{
    public static void Write(this BinaryWriter writer, Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes);
        writer.Write(bytes);
    }

    public static Guid ReadGuid(this BinaryReader reader)
    {
        Span<byte> bytes = stackalloc byte[16];
        reader.BaseStream.ReadExactly(bytes);
        return new Guid(bytes);
    }

    public static void Write(this BinaryWriter writer, Int128 quantity)
    {
        writer.Write((ulong)quantity);
        writer.Write((long)(quantity >> 64));
    }

    public static Int128 ReadInt128(this BinaryReader reader)
    {
        ulong low = reader.ReadUInt64();
        return ((Int128)reader.ReadInt64() << 64) | low;
    }

    public static void Write(this BinaryWriter writer, CallHold hold)
    {
        writer.Write(hold.Bound);
        writer.Write(hold.Expected is not null);
        if (hold.Expected is { } expected)
        {
            writer.Write(expected);
        }
    }

    public static CallHold ReadHold(this BinaryReader reader) =>
        new(reader.ReadBound(), reader.ReadBoolean() ? reader.ReadBound() : null);

    private static void Write(this BinaryWriter writer, TokenBound bound)
    {
        writer.Write(bound.InputTokens);
        writer.Write(bound.OutputTokens);
        writer.Write(bound.Amount is not null);
        if (bound.Amount is { } amount)
        {
            writer.Write(amount.Pico);
        }
    }

    private static TokenBound ReadBound(this BinaryReader reader) =>
        new(reader.ReadInt64(), reader.ReadInt64(), reader.ReadBoolean() ? new Usd(reader.ReadInt128()) : null);
}
