using Microsoft.AspNetCore.Routing;
using TokenLedger.Gateway.Hosting;
using TokenLedger.Gateway.Identity.Blocks;
using TokenLedger.Ledger.Control;

namespace TokenLedger.Gateway.Administration.AgentLedger;

/// <summary>/api/admin/api-keys/block and blocked: patterns of keys that may not call, on the block list.</summary>
internal sealed class BlockedKeysApi(BlockList blocks)
{
    private const string Path = "/api-keys/block";

    /// <summary>Maps the routes.</summary>
    public void Map(RouteGroupBuilder api)
    {
        api.MapGet("/api-keys/blocked", (Delegate)ListAsync)
            .WithName("ListBlockedKeys")
            .WithSummary("Patterns of blocked keys; one that is a whole key is shown as its fingerprint")
            .Produces<IReadOnlyList<string>>()
            .Requires(RouteAccess.Viewer);
        api.MapPost(Path, (Delegate)BlockAsync)
            .WithName("BlockKey")
            .WithSummary("Blocks the keys of a pattern")
            .Accepts<BlockedPattern>("application/json")
            .Produces<BlockedPattern>(201)
            .Produces<AgentLedgerError>(400)
            .Requires(RouteAccess.Admin);
        api.MapDelete(Path, (HttpContext http, string? pattern) => UnblockAsync(http, pattern))
            .WithName("UnblockKey")
            .WithSummary("Takes a block back")
            .Produces(204)
            .Produces<AgentLedgerError>(404)
            .Requires(RouteAccess.Admin);
    }

    private Task ListAsync(HttpContext http)
    {
        IReadOnlyList<string> patterns =
        [
            .. blocks
                .List()
                .Where(block => block.What is BlockKinds.Pattern or BlockKinds.Key)
                .Select(block => block.Value)
                .Distinct(),
        ];
        return AdminAnswer.WriteAsync(http, 200, patterns, AgentLedgerJson.Default.IReadOnlyListString);
    }

    private async Task BlockAsync(HttpContext http)
    {
        (BlockedPattern? asked, string? problem) = await AdminAnswer
            .ReadAsync(http, AgentLedgerJson.Default.BlockedPattern)
            .ConfigureAwait(false);
        if (asked is null || string.IsNullOrEmpty(asked.Pattern))
        {
            await AgentLedgerRoutes.RefuseAsync(http, 400, problem ?? "pattern is required").ConfigureAwait(false);
            return;
        }

        (ControlResult? result, problem) = await blocks
            .AddAsync(new(BlockKinds.Pattern, asked.Pattern), Principal.Of(http).Name, http.RequestAborted)
            .ConfigureAwait(false);
        await (
            result is null ? AgentLedgerRoutes.RefuseAsync(http, 400, problem!)
            : !result.IsDone ? AgentLedgerRoutes.RefuseAsync(http, result)
            : AdminAnswer.WriteAsync(http, 201, asked, AgentLedgerJson.Default.BlockedPattern)
        ).ConfigureAwait(false);
    }

    private async Task UnblockAsync(HttpContext http, string? pattern)
    {
        if (string.IsNullOrEmpty(pattern))
        {
            await AgentLedgerRoutes.RefuseAsync(http, 400, "pattern query parameter required").ConfigureAwait(false);
            return;
        }

        string who = Principal.Of(http).Name;
        ControlResult result = await blocks
            .RemoveAsync(new(BlockKinds.Pattern, pattern), who, http.RequestAborted)
            .ConfigureAwait(false);
        if (result.Status == ControlStatus.NotFound)
        {
            // As the list shows a whole key: by its fingerprint.
            result = await blocks
                .RemoveAsync(new(BlockKinds.Key, pattern), who, http.RequestAborted)
                .ConfigureAwait(false);
        }

        if (!result.IsDone)
        {
            await AgentLedgerRoutes.RefuseAsync(http, result).ConfigureAwait(false);
            return;
        }

        http.Response.StatusCode = 204;
    }
}

/// <summary>A pattern of keys.</summary>
/// <param name="Pattern">The pattern.</param>
public sealed record BlockedPattern(string? Pattern);
