using Microsoft.AspNetCore.Components;

namespace TokenLedger.Dashboard.Pages.Shell;

/// <summary>A page's component: it gets what was read, and writes HTML. It reads nothing itself.</summary>
/// <typeparam name="TModel">What was read.</typeparam>
public abstract class PageView<TModel> : ComponentBase
{
    /// <summary>What was read.</summary>
    [Parameter, EditorRequired]
    public TModel Model { get; set; } = default!;

    /// <summary>The question.</summary>
    [CascadingParameter]
    public PageRequest Page { get; set; } = default!;
}
