using System.Text.Json;
using TokenLedger.Ledger.Entries;

namespace TokenLedger.Reporting.Tests.Support;

public static class Bytes
{
    public static byte[] Of(Entry entry) =>
        JsonSerializer.SerializeToUtf8Bytes(entry, TokenLedger.Reporting.Projections.EntryBytes.Options);
}
