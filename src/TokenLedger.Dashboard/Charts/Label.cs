using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;

namespace TokenLedger.Dashboard.Charts;

/// <summary>A text of a drawing. It is written in C#, because Razor keeps the tag of that name to itself.</summary>
public sealed class Label : ComponentBase
{
    /// <summary>How far to the right: a share, or units.</summary>
    [Parameter, EditorRequired]
    public string X { get; set; } = "0";

    /// <summary>How far down its base line is.</summary>
    [Parameter, EditorRequired]
    public double Y { get; set; }

    /// <summary>"start", "middle" or "end"; null for the start.</summary>
    [Parameter]
    public string? Anchor { get; set; }

    /// <summary>How far it is shifted to the right, in pixels.</summary>
    [Parameter]
    public string? Shift { get; set; }

    /// <summary>Its classes; null for none.</summary>
    [Parameter]
    public string? Class { get; set; }

    /// <summary>What it says.</summary>
    [Parameter, EditorRequired]
    public string Text { get; set; } = "";

    /// <inheritdoc/>
    protected override void BuildRenderTree(RenderTreeBuilder builder)
    {
        builder.OpenElement(0, "text");
        builder.AddAttribute(1, "class", Class);
        builder.AddAttribute(2, "x", X);
        builder.AddAttribute(3, "dx", Shift);
        builder.AddAttribute(4, "y", Geometry.At(Y));
        builder.AddAttribute(5, "text-anchor", Anchor);
        builder.AddContent(6, Text);
        builder.CloseElement();
    }
}
