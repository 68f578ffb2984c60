using Microsoft.AspNetCore.Http;

namespace TokenLedger.Dashboard.Pages.Shell;

/// <summary>Pages that stand for no view: signing in, and being turned away.</summary>
public static class NoticePages
{
    /// <summary>Shows the page on which a token is typed.</summary>
    /// <param name="http">The request.</param>
    /// <param name="parts">The dashboard.</param>
    /// <param name="status">The HTTP status.</param>
    /// <param name="problem">Why the last attempt did not succeed; null at first.</param>
    /// <param name="next">Where to go afterwards, a path of our own.</param>
    public static async Task WriteSignInAsync(
        HttpContext http,
        DashboardParts parts,
        int status,
        string? problem,
        string next
    )
    {
        ArgumentNullException.ThrowIfNull(http);
        ArgumentNullException.ThrowIfNull(parts);
        Dictionary<string, object?> parameters = new()
        {
            ["Theme"] = ThemeChoice.Of(http.Request),
            ["Problem"] = problem,
            ["Next"] = next,
        };
        string html = await PageRenderer.RenderAsync<SignIn>(parameters).ConfigureAwait(false);
        await PageWriter.WriteAsync(http, status, html).ConfigureAwait(false);
    }

    /// <summary>Shows that something is refused.</summary>
    /// <param name="http">The request.</param>
    /// <param name="parts">The dashboard.</param>
    /// <param name="reader">Who asks; <see cref="PageReader.Nobody"/> when that is not known.</param>
    /// <param name="status">The HTTP status.</param>
    /// <param name="message">Why, one sentence.</param>
    public static Task WriteRefusalAsync(
        HttpContext http,
        DashboardParts parts,
        PageReader reader,
        int status,
        string message
    )
    {
        ArgumentNullException.ThrowIfNull(http);
        ArgumentNullException.ThrowIfNull(parts);
        string title = status switch
        {
            403 => "Not for your role",
            404 => "Not found",
            503 => "Not now",
            _ => "Not possible",
        };
        PageAnswer answer = PageAnswer.Notice(
            status,
            title,
            message,
            status == 404 ? "The dashboard begins at its first page." : null
        );
        DashboardPage page = new("", title, static (_, _) => throw new InvalidOperationException("It is not read."));
        return PageWriter.WriteAsync(http, PageWriter.Ask(http, page, parts, reader), answer);
    }
}
