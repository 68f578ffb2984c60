using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Playwright;

namespace TokenLedger.Browser.Tests.Running;

/// <summary>Someone with a browser. It notes everything a good page never does.</summary>
public sealed class Visitor : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    private readonly IBrowserContext _context;
    private readonly ConcurrentQueue<string> _complaints = [];

    private int _accepts;

    private Visitor(IBrowserContext context, IPage page) => (_context, Page) = (context, page);

    /// <summary>His tab.</summary>
    public IPage Page { get; }

    /// <summary>Errors of the console and of scripts, dialogs, and requests to anywhere else than the gateway.</summary>
    public IReadOnlyCollection<string> Complaints => _complaints;

    /// <summary>The context, with its cookies.</summary>
    public IBrowserContext Context => _context;

    internal static async Task<Visitor> OpenAsync(IBrowserContext context, Uri home)
    {
        Visitor visitor = new(context, await context.NewPageAsync());
        IPage page = visitor.Page;
        page.Console += (_, message) =>
        {
            // That a page is not ready yet is no complaint: it is asked for again.
            if (message.Type is "error" or "warning" && !message.Text.Contains("503", StringComparison.Ordinal))
            {
                visitor._complaints.Enqueue($"{message.Type}: {message.Text}");
            }
        };
        page.PageError += (_, error) => visitor._complaints.Enqueue("script: " + error);
        page.Dialog += async (_, dialog) =>
        {
            if (Interlocked.Exchange(ref visitor._accepts, 0) == 1)
            {
                await dialog.AcceptAsync();
                return;
            }

            visitor._complaints.Enqueue("dialog: " + dialog.Message);
            await dialog.DismissAsync();
        };
        page.Request += (_, request) =>
        {
            Uri asked = new(request.Url);
            if (asked.Scheme is not ("data" or "blob") && asked.Authority != home.Authority)
            {
                visitor._complaints.Enqueue("request: " + request.Url);
            }
        };
        return visitor;
    }

    /// <summary>Says yes to the next question, instead of complaining of it.</summary>
    public void AcceptNextDialog() => Interlocked.Exchange(ref _accepts, 1);

    /// <summary>
    /// Opens a page and waits until it is loaded, and until its figures rest on every entry that the ledger had: the page
    /// says on which it rests, and is asked again while that is not the newest one. The gateway itself waits for its views
    /// before each answer.
    /// </summary>
    /// <returns>Its answer.</returns>
    public async Task<IResponse> GoAsync(string path)
    {
        long began = Stopwatch.GetTimestamp();
        while (true)
        {
            IResponse answer =
                await Page.GotoAsync(path, new() { WaitUntil = WaitUntilState.Load })
                ?? throw new InvalidOperationException($"{path} has no answer.");
            bool isBehind =
                answer.Headers.ContainsKey("refresh") || await Page.Locator("footer[data-behind]").CountAsync() > 0;
            if (!isBehind)
            {
                return answer;
            }

            Assert.True(Stopwatch.GetElapsedTime(began) < s_patience, $"{path} still lags after {s_patience}");
        }
    }

    /// <summary>Signs in with the token of one of <see cref="Dashboard.Holders"/>.</summary>
    public async Task SignInAsync(string holder)
    {
        await GoAsync("/sign-in");
        await Page.GetByLabel("Token").FillAsync(Dashboard.TokenOf(holder));
        await Page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Page.ArrivedAsync(url => !url.Contains("/sign-in", StringComparison.Ordinal));
    }

    /// <summary>
    /// Does what makes the page load again, and waits until the new one is whole: until then, going elsewhere would be
    /// interrupted by it.
    /// </summary>
    public async Task ReloadedAsync(Func<Task> act)
    {
        await Page.EvaluateAsync("() => { window.isOld = true; }");
        await act();
        await Page.WaitForFunctionAsync("() => !window.isOld && document.readyState === 'complete'");
    }

    /// <summary>The text that can be read on the page.</summary>
    public Task<string> TextAsync() => Page.InnerTextAsync("body");

    public ValueTask DisposeAsync() => _context.DisposeAsync();
}
