using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace TokenLedger.Browser.Tests.Running;

/// <summary>
/// Waits until a page is at an address, and whole. The document itself is asked whether it is: the browser's driver can miss
/// that a page has loaded when the machine is busy, and then waits for it until its time is over.
/// </summary>
internal static class Arrivals
{
    public static async Task ArrivedAsync(this IPage page, string address)
    {
        await page.WaitForURLAsync(address, new() { WaitUntil = WaitUntilState.Commit });
        await page.WholeAsync();
    }

    public static async Task ArrivedAsync(this IPage page, Func<string, bool> isThere)
    {
        await page.WaitForURLAsync(isThere, new() { WaitUntil = WaitUntilState.Commit });
        await page.WholeAsync();
    }

    public static async Task ArrivedAsync(this IPage page, Regex address)
    {
        await page.WaitForURLAsync(address, new() { WaitUntil = WaitUntilState.Commit });
        await page.WholeAsync();
    }

    private static async Task WholeAsync(this IPage page) =>
        await page.WaitForFunctionAsync("() => document.readyState === 'complete'");
}
