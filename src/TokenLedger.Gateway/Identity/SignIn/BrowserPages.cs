namespace TokenLedger.Gateway.Identity.SignIn;

/// <summary>Pages that the gateway shows to browsers; who draws them is not its business.</summary>
public sealed record BrowserPages
{
    /// <summary>Shows the page on which a token is typed.</summary>
    public required Func<HttpContext, SignInForm, Task> SignIn { get; init; }

    /// <summary>Shows that something is refused: status, one sentence, and who asks if that is known.</summary>
    public required Func<HttpContext, int, string, Task> Refusal { get; init; }

    /// <summary>Whether a request is a browser's for a page.</summary>
    public static bool IsFor(HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method))
            && request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);
    }
}

/// <summary>What the sign-in page says.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Problem">Why the last attempt did not succeed; null at first.</param>
/// <param name="Next">The path to go to afterwards, one of our own.</param>
public sealed record SignInForm(int Status, string? Problem, string Next);
