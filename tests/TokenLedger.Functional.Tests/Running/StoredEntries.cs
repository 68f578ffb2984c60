using System.Text.Json;
using TokenLedger.Commands;

namespace TokenLedger.Functional.Tests.Running;

/// <summary>The audit trail of a data folder, as <c>tokenledger entries --json</c> prints it.</summary>
internal static class StoredEntries
{
    public static async Task<IReadOnlyList<LedgerEntry>> OfAsync(string data)
    {
        using StringWriter output = new();
        using StringWriter error = new();
        int code = await CommandLine.RunAsync(
            ["entries", "--json", "--limit", "10000000", "--data", data],
            output,
            error
        );
        Assert.True(code == 0, error.ToString());
        return
        [
            .. output
                .ToString()
                .Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => new LedgerEntry(JsonElement.Parse(line))),
        ];
    }
}
