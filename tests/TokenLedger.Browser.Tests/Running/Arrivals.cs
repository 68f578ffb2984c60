using System.Diagnostics;
using Microsoft.Playwright;

namespace TokenLedger.Browser.Tests.Running;

/// <summary>
/// Waits until a page is at an address, and whole. Where it is, and whether it is whole, is asked again and again: an event of
/// the browser's driver that comes between looking and listening is missed, and would then be waited for in vain.
/// </summary>
internal static class Arrivals
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(20);

    /// <summary>Waits until the page's address is the one meant, and everything on it is loaded.</summary>
    /// <exception cref="InvalidOperationException">It was not in two minutes. It says where the page is, and what it says.</exception>
    public static async Task ArrivedAsync(this IPage page, Func<string, bool> isThere)
    {
        long began = Stopwatch.GetTimestamp();
        while (!isThere(page.Url))
        {
            if (Stopwatch.GetElapsedTime(began) > s_patience)
            {
                string text = await page.InnerTextAsync("body");
                throw new InvalidOperationException($"After {s_patience} the page is still {page.Url}:\n{text}");
            }

            await Task.Delay(s_pause);
        }

        await page.WaitForFunctionAsync("() => document.readyState === 'complete'");
    }
}
