using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using TokenLedger.Functional.Tests.Running;

namespace TokenLedger.Functional.Tests.Budgets;

/// <summary>Sets budgets and reads them, by the API that people use.</summary>
internal static class BudgetSetting
{
    public static async Task SetBudgetAsync(this TestGateway gateway, string id, string json)
    {
        using HttpResponseMessage answer = await gateway.Http.PutAsync(
            "/api/v1/budgets/" + id,
            new StringContent(json, Encoding.UTF8, "application/json"),
            gateway.Cancellation
        );
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(gateway.Cancellation));
    }

    /// <summary>The first limit of the fullest account; null while nothing was used or held.</summary>
    public static async Task<(decimal Limit, decimal Used, decimal Held)?> BalanceAsync(
        this TestGateway gateway,
        string id
    )
    {
        JsonElement budget = await gateway.Http.GetFromJsonAsync<JsonElement>(
            "/api/v1/budgets/" + id,
            gateway.Cancellation
        );
        JsonElement[] accounts = [.. budget.GetProperty("accounts").EnumerateArray()];
        return accounts.Length == 0
            ? null
            : (Number(accounts[0], "limit"), Number(accounts[0], "used"), Number(accounts[0], "held"));
    }

    private static decimal Number(JsonElement account, string name) =>
        decimal.Parse(account.GetProperty(name).GetString()!, System.Globalization.CultureInfo.InvariantCulture);
}
