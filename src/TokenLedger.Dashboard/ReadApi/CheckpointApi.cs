using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace TokenLedger.Dashboard.ReadApi;

/// <summary>The checkpoint: what the ledger signs about itself.</summary>
internal static class CheckpointApi
{
    public static void Map(RouteGroupBuilder api, ReadSide side) =>
        api.MapGet("/checkpoint", () => TypedResults.Text(side.Ledger.Checkpoint.Note, "text/plain; charset=utf-8"))
            .WithName("GetCheckpoint")
            .WithSummary("The newest signed checkpoint, a C2SP signed note")
            .Produces<string>(StatusCodes.Status200OK, "text/plain")
            .WithTags("checkpoint");
}
