using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace TokenLedger.Dashboard.Pages.Shell;

/// <summary>
/// Turns components into HTML. What that takes is made when the first page is asked for, so that starting the gateway
/// costs nothing; a renderer keeps what it has rendered, so each page gets one of its own.
/// </summary>
internal static class PageRenderer
{
    private static readonly Lazy<ServiceProvider> _services = new(() =>
    {
        ServiceCollection services = new();
        services.AddSingleton<ILoggerFactory>(NullLoggerFactory.Instance);
        return services.BuildServiceProvider();
    });

    /// <summary>The HTML of a component.</summary>
    public static async Task<string> RenderAsync<TComponent>(IDictionary<string, object?> parameters)
        where TComponent : IComponent
    {
        HtmlRenderer renderer = new(_services.Value, NullLoggerFactory.Instance);
        await using (renderer.ConfigureAwait(false))
        {
            return await renderer
                .Dispatcher.InvokeAsync(async () =>
                {
                    ParameterView view = ParameterView.FromDictionary(parameters);
                    var output = await renderer.RenderComponentAsync<TComponent>(view).ConfigureAwait(false);
                    return output.ToHtmlString();
                })
                .ConfigureAwait(false);
        }
    }
}
