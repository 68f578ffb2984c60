using TokenLedger.Reporting.Queries;

namespace TokenLedger.Dashboard.Pages.Shell;

/// <summary>What a page shows: a component and what is given to it, within the shell.</summary>
/// <param name="View">The component.</param>
/// <param name="Parameters">Its parameters.</param>
public sealed record PageAnswer(Type View, IReadOnlyDictionary<string, object?> Parameters)
{
    /// <summary>The HTTP status.</summary>
    public int Status { get; init; } = 200;

    /// <summary>Another title than the page's own; null for that one.</summary>
    public string? Title { get; init; }

    /// <summary>Another sentence under the title than the page's own; null for that one.</summary>
    public string? Lead { get; init; }

    /// <summary>Ledger entries that the figures rest on; null for those of the head.</summary>
    public long? AsOfEntry { get; init; }

    /// <summary>What the page's amounts rest on, told under its title; null where it shows none or tells it itself.</summary>
    public CostFigures? RestsOn { get; init; }

    /// <summary>Which amounts <see cref="RestsOn"/> is about.</summary>
    public string RestsOnWhat { get; init; } = "These amounts";

    /// <summary>Entries that could not be read and are in no figure.</summary>
    public long DeadLetters { get; init; }

    /// <summary>Shows a model with its view.</summary>
    /// <typeparam name="TView">The component, a <see cref="PageView{TModel}"/>.</typeparam>
    /// <typeparam name="TModel">What it shows.</typeparam>
    public static PageAnswer Show<TView, TModel>(TModel model, long? asOfEntry = null)
        where TView : PageView<TModel> =>
        new(typeof(TView), new Dictionary<string, object?> { [nameof(PageView<>.Model)] = model })
        {
            AsOfEntry = asOfEntry,
        };

    /// <summary>The URL makes no sense.</summary>
    /// <param name="problem">One sentence that says what to write instead.</param>
    public static PageAnswer Invalid(string problem) =>
        Notice(
            400,
            "This address makes no sense",
            problem,
            "Take a part out of the address, or begin again from one of the views."
        );

    /// <summary>There is no such thing, or not for this reader.</summary>
    /// <param name="what">One sentence.</param>
    public static PageAnswer Missing(string what) =>
        Notice(404, "Not found", what, "It may be of another ledger, or not yours to see.");

    /// <summary>The reader's role is not enough.</summary>
    public static PageAnswer Forbidden(string why) =>
        Notice(403, "Not for your role", why, "Sign in with another token, or ask an administrator.");

    /// <summary>The projection is being built, or cannot be read.</summary>
    public static PageAnswer NotReady(ReadSide side)
    {
        ArgumentNullException.ThrowIfNull(side);
        return side.Problem is { } problem
            ? Notice(
                503,
                "The views cannot be read",
                problem,
                "The ledger itself is not affected: every call is recorded, and the views are built from it again."
            )
            : Notice(
                503,
                "The views are being built",
                "They are folded from the ledger, from its first entry on, and will be there in a moment.",
                "The ledger itself is complete. This page looks again by itself."
            ) with
            {
                LooksAgain = true,
            };
    }

    /// <summary>The page met a fault.</summary>
    public static PageAnswer Fault { get; } =
        Notice(
            500,
            "This page met a fault",
            "What went wrong is in the gateway's log.",
            "Calls and their records are not affected."
        );

    /// <summary>Whether the browser should ask again after a few seconds.</summary>
    public bool LooksAgain { get; init; }

    /// <summary>A page that says one thing.</summary>
    /// <param name="status">The HTTP status.</param>
    /// <param name="title">What it is.</param>
    /// <param name="text">One sentence.</param>
    /// <param name="next">What to do or what it means; null for nothing.</param>
    public static PageAnswer Notice(int status, string title, string text, string? next = null) =>
        new(typeof(Notice), new Dictionary<string, object?> { ["Text"] = text, ["Next"] = next })
        {
            Status = status,
            Title = title,
            Lead = "",
        };
}
