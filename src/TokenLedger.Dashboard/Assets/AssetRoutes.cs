using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace TokenLedger.Dashboard.Assets;

/// <summary>
/// The files that pages load. They are the same for everyone and tell nothing, so whoever reaches the port may have them:
/// the sign-in page needs them too.
/// </summary>
public static class AssetRoutes
{
    private const string ForEver = "public, max-age=31536000, immutable";

    /// <summary>Maps one route for each file, to a group that anyone may use.</summary>
    public static void MapAssets(this IEndpointRouteBuilder routes)
    {
        foreach (Asset asset in Asset.All)
        {
            routes.MapGet(asset.Path, http => WriteAsync(http, asset)).ExcludeFromDescription();
        }
    }

    private static Task WriteAsync(HttpContext http, Asset asset)
    {
        HttpResponse response = http.Response;
        response.Headers.ETag = asset.ETag;
        response.Headers.CacheControl = ForEver;
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers["Cross-Origin-Resource-Policy"] = "same-origin";
        if (http.Request.Headers.IfNoneMatch.ToString().Contains(asset.ETag, StringComparison.Ordinal))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }

        response.ContentType = asset.ContentType;
        response.ContentLength = asset.Content.Length;
        return response.Body.WriteAsync(asset.Content, http.RequestAborted).AsTask();
    }
}
