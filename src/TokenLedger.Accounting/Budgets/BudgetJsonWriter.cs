using System.Globalization;
using System.Text.Json;

namespace TokenLedger.Accounting.Budgets;

/// <summary>Writes the JSON form: the same budget always gives the same text, so that a change can be seen by comparing.</summary>
internal static class BudgetJsonWriter
{
    public static void Write(Budget budget, Utf8JsonWriter to)
    {
        to.WriteStartObject();
        to.WriteString("id", budget.Id);
        if (budget.Description is { } description)
        {
            to.WriteString("description", description);
        }

        Scope(budget.Scope, to);
        Texts("per", budget.Per, to);
        Limits(budget.Limits, to);
        Window(budget.Window, to);
        Choice("hold", BudgetNames.Holds[(int)budget.Hold], BudgetNames.Holds[(int)HoldMode.Elastic], to);
        Choice("action", BudgetNames.Actions[(int)budget.Action], BudgetNames.Actions[0], to);
        if (budget.SoftPercent is { } soft)
        {
            to.WriteString("soft_percent", Decimal(soft));
        }

        if (budget.Shadow)
        {
            to.WriteBoolean("shadow", true);
        }

        Choice("mid_stream", BudgetNames.MidStream[(int)budget.MidStream], BudgetNames.MidStream[0], to);
        Choice("unpriced", BudgetNames.Unpriced[(int)budget.Unpriced], BudgetNames.Unpriced[0], to);
        if (budget.UnpricedCeiling is { } ceiling)
        {
            to.WriteString("unpriced_ceiling_usd", ceiling.ToString());
        }

        Overrides(budget.Overrides, to);
        to.WriteEndObject();
    }

    /// <summary>A decimal without exponent and trailing zeros.</summary>
    public static string Decimal(decimal value) =>
        value.ToString("0.############################", CultureInfo.InvariantCulture);

    private static void Scope(IReadOnlyList<ScopeTerm> scope, Utf8JsonWriter to)
    {
        if (scope.Count == 0)
        {
            return;
        }

        to.WriteStartObject("scope");
        foreach (ScopeTerm term in scope)
        {
            to.WriteString(term.Dimension, term.Pattern);
        }

        to.WriteEndObject();
    }

    private static void Texts(string name, IReadOnlyList<string> texts, Utf8JsonWriter to)
    {
        if (texts.Count == 0)
        {
            return;
        }

        to.WriteStartArray(name);
        foreach (string text in texts)
        {
            to.WriteStringValue(text);
        }

        to.WriteEndArray();
    }

    private static void Limits(IReadOnlyList<BudgetLimit> limits, Utf8JsonWriter to)
    {
        to.WriteStartArray("limits");
        foreach (BudgetLimit limit in limits)
        {
            to.WriteStartObject();
            to.WriteString("unit", BudgetNames.Of(limit.Unit));
            to.WriteString("amount", Decimal(limit.Amount));
            if (limit.Meter is { } meter)
            {
                to.WriteString("meter", meter);
            }

            to.WriteEndObject();
        }

        to.WriteEndArray();
    }

    private static void Window(BudgetWindow window, Utf8JsonWriter to)
    {
        to.WriteStartObject("window");
        to.WriteString("kind", BudgetNames.Of(window.Kind));
        if (window.Kind == WindowKind.Calendar)
        {
            to.WriteString("period", BudgetNames.Of(window.Period));
            Choice("time_zone", window.TimeZone, "UTC", to);
        }

        if (window.Kind is WindowKind.Rolling or WindowKind.Fixed)
        {
            to.WriteString("length", DurationText.Write(window.Length));
        }

        if (window.Kind == WindowKind.Fixed)
        {
            to.WriteString("start", Instant(window.Start));
        }

        to.WriteEndObject();
    }

    private static void Overrides(IReadOnlyList<BudgetOverride> overrides, Utf8JsonWriter to)
    {
        if (overrides.Count == 0)
        {
            return;
        }

        to.WriteStartArray("overrides");
        foreach (BudgetOverride change in overrides)
        {
            to.WriteStartObject();
            to.WriteString("unit", BudgetNames.Of(change.Unit));
            to.WriteString("amount", Decimal(change.Amount));
            to.WriteString("from", Instant(change.From));
            to.WriteString("to", Instant(change.To));
            to.WriteString("reason", change.Reason);
            to.WriteString("author", change.Author);
            if (change.Member is { } member)
            {
                to.WriteStartArray("member");
                foreach (string value in member)
                {
                    to.WriteStringValue(value);
                }

                to.WriteEndArray();
            }

            to.WriteEndObject();
        }

        to.WriteEndArray();
    }

    private static void Choice(string name, string value, string standard, Utf8JsonWriter to)
    {
        if (value != standard)
        {
            to.WriteString(name, value);
        }
    }

    private static string Instant(DateTimeOffset instant) =>
        instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);
}
