using System.Text.Json;

namespace TokenLedger.Accounting.Budgets;

/// <summary>What became of reading a budget.</summary>
/// <param name="Budget">The budget; null when anything is wrong.</param>
/// <param name="Problems">Everything that is wrong.</param>
public sealed record BudgetReading(Budget? Budget, IReadOnlyList<BudgetProblem> Problems);

/// <summary>
/// A budget as JSON, the one form of control documents, API and files: members in snake_case, amounts as decimal text,
/// defaults left out.
/// </summary>
/// <example>
/// {"id":"team-a","scope":{"tenant":"a","model":"gpt-*"},"per":["user"],"limits":[{"unit":"usd","amount":"25"}],
/// "window":{"kind":"calendar","period":"month","time_zone":"Europe/Berlin"},"hold":"strict"}
/// </example>
public static class BudgetJson
{
    /// <summary>Reads a budget and checks it.</summary>
    /// <param name="json">The text.</param>
    /// <param name="id">Its name where the text need not say it; one that says another is refused.</param>
    public static BudgetReading Read(string json, string? id = null)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            return Read(document.RootElement, id);
        }
        catch (JsonException wrong)
        {
            return new(null, [new("", $"the text is not JSON: {wrong.Message}")]);
        }
    }

    /// <summary>Reads a budget and checks it.</summary>
    /// <param name="json">A JSON value; amounts may be texts or numbers.</param>
    /// <param name="id">Its name where the value need not say it; one that says another is refused.</param>
    public static BudgetReading Read(JsonElement json, string? id = null)
    {
        BudgetJsonReader reader = new();
        Budget? budget = reader.Read(json, id);
        if (budget is null)
        {
            return new(null, reader.Problems);
        }

        // What could not be read stands there as something else; it is reported once.
        List<BudgetProblem> problems = reader.Problems;
        HashSet<string> read = [.. problems.Select(problem => problem.Path)];
        problems.AddRange(BudgetCheck.Problems(budget).Where(problem => !read.Contains(problem.Path)));
        return new(problems.Count == 0 ? budget : null, problems);
    }

    /// <summary>Reads many budgets and checks each by itself.</summary>
    /// <param name="texts">Name and text of each.</param>
    /// <returns>What became of each, in their order.</returns>
    public static IReadOnlyList<BudgetReading> Read(IReadOnlyList<KeyValuePair<string, string>> texts)
    {
        ArgumentNullException.ThrowIfNull(texts);
        BudgetReading[] readings = new BudgetReading[texts.Count];
        Spread.Over(readings.Length, i => readings[i] = Read(texts[i].Value, texts[i].Key));
        return readings;
    }

    /// <summary>Writes a budget, on one line.</summary>
    public static string Write(Budget budget)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter writer = new(stream))
        {
            Write(budget, writer);
        }

        return System.Text.Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }

    /// <summary>Writes a budget as an object.</summary>
    public static void Write(Budget budget, Utf8JsonWriter to) => BudgetJsonWriter.Write(budget, to);
}
