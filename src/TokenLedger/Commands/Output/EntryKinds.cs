using System.Text.Json;
using TokenLedger.Ledger.Entries;

namespace TokenLedger.Commands.Output;

/// <summary>Entry kinds by their names.</summary>
internal static class EntryKinds
{
    public static string Choices { get; } = string.Join(", ", Enum.GetValues<EntryKind>().Select(Name));

    public static string Name(EntryKind kind) => JsonNamingPolicy.SnakeCaseLower.ConvertName(kind.ToString());

    /// <exception cref="CommandFailedException">There is no such kind; exit code 2.</exception>
    public static EntryKind? Read(string? name)
    {
        if (name is null)
        {
            return null;
        }

        foreach (EntryKind kind in Enum.GetValues<EntryKind>())
        {
            if (Name(kind) == name)
            {
                return kind;
            }
        }

        throw CostOptions.Misused($"--kind: there is no '{name}'. Choose from {Choices}.");
    }
}
