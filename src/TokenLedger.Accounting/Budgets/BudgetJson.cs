using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
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
    /// <param name="json">The text; amounts may be texts or numbers.</param>
    /// <param name="id">Its name where the text need not say it; one that says another is refused.</param>
    public static BudgetReading Read(string json, string? id = null)
    {
        byte[] utf8 = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(json.Length));
        try
        {
            return Read(utf8.AsSpan(0, Encoding.UTF8.GetBytes(json, utf8)), id);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(utf8);
        }
    }

    /// <summary>Reads a budget and checks it.</summary>
    /// <param name="json">A JSON value; amounts may be texts or numbers.</param>
    /// <param name="id">Its name where the value need not say it; one that says another is refused.</param>
    public static BudgetReading Read(JsonElement json, string? id = null) =>
        Read(JsonMarshal.GetRawUtf8Value(json), id);

    /// <summary>Reads a budget and checks it.</summary>
    /// <param name="utf8">The text, in UTF-8; amounts may be texts or numbers.</param>
    /// <param name="id">Its name where the text need not say it; one that says another is refused.</param>
    public static BudgetReading Read(ReadOnlySpan<byte> utf8, string? id = null)
    {
        BudgetJsonReader reader = new();
        Budget? budget;
        try
        {
            Utf8JsonReader json = new(utf8);
            json.Read();
            budget = reader.Read(ref json, id);
            json.Read(); // to the end, which nothing may follow
        }
        catch (JsonException wrong)
        {
            return new(null, [new("", $"the text is not JSON: {wrong.Message}")]);
        }

        return budget is null ? new(null, reader.Problems ?? []) : Check(budget, reader.Problems);
    }

    private static BudgetReading Check(Budget budget, List<BudgetProblem>? unread)
    {
        IReadOnlyList<BudgetProblem> problems = BudgetCheck.Problems(budget);
        if (unread is not null)
        {
            // What could not be read stands there as something else; it is reported once.
            HashSet<string> read = [.. unread.Select(problem => problem.Path)];
            problems = [.. unread, .. problems.Where(problem => !read.Contains(problem.Path))];
        }

        return new(problems.Count == 0 ? budget : null, problems);
    }

    /// <summary>Checks a budget that was read, from this form or another.</summary>
    public static BudgetReading Check(Budget budget) => Check(budget, null);

    /// <summary>Reads many budgets.</summary>
    /// <param name="count">How many.</param>
    /// <param name="read">Reads one by its number; asked by many threads.</param>
    /// <returns>What became of each, in their order.</returns>
    public static BudgetReading[] Read(int count, Func<int, BudgetReading> read)
    {
        ArgumentNullException.ThrowIfNull(read);
        BudgetReading[] readings = new BudgetReading[count];
        Spread.Over(count, i => readings[i] = read(i));
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

        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }

    /// <summary>Writes a budget as an object.</summary>
    public static void Write(Budget budget, Utf8JsonWriter to) => BudgetJsonWriter.Write(budget, to);
}
