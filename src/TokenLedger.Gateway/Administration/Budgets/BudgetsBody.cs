using System.Text.Json;

namespace TokenLedger.Gateway.Administration.Budgets;

/// <summary>Many budgets to be set at once.</summary>
/// <param name="Budgets">Each as PUT /api/v1/budgets/{id} takes it, with its id.</param>
public sealed record BudgetsBody(IReadOnlyList<JsonElement>? Budgets)
{
    /// <summary>Most budgets of one request.</summary>
    public const int Most = 1_000;
}

/// <summary>What became of them.</summary>
/// <param name="Set">Budgets made or changed.</param>
/// <param name="Unchanged">Budgets that were so already.</param>
public sealed record BudgetsSetAnswer(int Set, int Unchanged);
