using Microsoft.AspNetCore.Routing;
using TokenLedger.Gateway.Hosting;
using TokenLedger.Gateway.Identity;
using TokenLedger.Gateway.Identity.Blocks;
using TokenLedger.Ledger.Control;

namespace TokenLedger.Gateway.Administration.Identity;

/// <summary>The block list over HTTP. It concerns all tenants, so it is the administrators' own.</summary>
internal sealed class BlocksApi(BlockList blocks)
{
    /// <summary>Maps its routes.</summary>
    public void Map(RouteGroupBuilder api)
    {
        RouteGroupBuilder group = api.MapGroup("/blocks").WithTags("blocks");
        group
            .MapGet("", (Delegate)ListAsync)
            .Requires(RouteAccess.Viewer)
            .WithName("ListBlocks")
            .WithSummary("Blocked callers")
            .Produces<BlockListView>();
        group
            .MapPost("", (Delegate)AddAsync)
            .Requires(RouteAccess.Admin)
            .WithName("AddBlock")
            .WithSummary("Block a caller, from the next call on")
            .WithDescription(
                "'what': pattern (of providers' keys), key (a fingerprint or a virtual key's id), user, agent or tenant. A "
                    + "pattern that is a whole key is kept as its fingerprint."
            )
            .Accepts<BlockDocument>("application/json")
            .Produces<BlockView>(201)
            .Produces<BlockView>()
            .Produces<AdminError>(400);
        group
            .MapDelete("", (Delegate)RemoveAsync)
            .Requires(RouteAccess.Admin)
            .WithName("RemoveBlock")
            .WithSummary("Take a block back")
            .WithDescription("'what' and 'value' as they were given.")
            .Produces(204)
            .Produces<AdminError>(404);
    }

    private Task ListAsync(HttpContext http)
    {
        BlockView[] views =
        [
            .. blocks.Configured.Select(static block => BlockView.Of(block, configured: true)),
            .. blocks.Set.Select(static one => BlockView.Of(one.Block, configured: false)),
        ];
        return AdminAnswer.WriteAsync(http, 200, new BlockListView(views), IdentityJson.Default.BlockListView);
    }

    private async Task AddAsync(HttpContext http)
    {
        (BlockDocument? block, string? problem) = await AdminAnswer
            .ReadAsync(http, IdentityJson.Default.BlockDocument)
            .ConfigureAwait(false);
        ControlResult? result = null;
        if (block is not null)
        {
            (result, problem) = await blocks
                .AddAsync(block, Principal.Of(http).Name, http.RequestAborted)
                .ConfigureAwait(false);
        }

        await (
            result is null ? AdminAnswer.RefuseAsync(http, 400, "invalid_request", problem!)
            : !result.IsDone ? AdminAnswer.RefuseAsync(http, result)
            : AdminAnswer.WriteAsync(
                http,
                result.Status == ControlStatus.Done ? 201 : 200,
                BlockView.Of(blocks.Normal(block!).Block!, configured: false),
                IdentityJson.Default.BlockView
            )
        ).ConfigureAwait(false);
    }

    private async Task RemoveAsync(HttpContext http)
    {
        BlockDocument block = new(http.Request.Query["what"].ToString(), http.Request.Query["value"].ToString());
        ControlResult result = await blocks
            .RemoveAsync(block, Principal.Of(http).Name, http.RequestAborted)
            .ConfigureAwait(false);
        if (result.IsDone)
        {
            http.Response.StatusCode = 204;
            return;
        }

        await AdminAnswer.RefuseAsync(http, result).ConfigureAwait(false);
    }
}

/// <summary>A block as the API shows it.</summary>
/// <param name="What">What the value names.</param>
/// <param name="Value">The pattern, fingerprint, key id, user, agent or tenant.</param>
/// <param name="Reason">Why.</param>
/// <param name="Configured">Whether it stands in the configuration, and can only be taken back there.</param>
public sealed record BlockView(string What, string Value, string? Reason, bool Configured)
{
    /// <summary>How a block looks.</summary>
    internal static BlockView Of(BlockDocument block, bool configured) =>
        new(block.What, block.Value, block.Reason, configured);
}

/// <summary>Blocks.</summary>
/// <param name="Blocks">Those of the configuration first.</param>
public sealed record BlockListView(IReadOnlyList<BlockView> Blocks);
