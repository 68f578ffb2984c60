using System.Text.Json.Nodes;

namespace TokenLedger.Demo.Simulation.OpenAI;

/// <summary>Where a chat stream reports its usage.</summary>
internal enum UsagePlace
{
    /// <summary>In a chunk of its own without choices, only when <c>stream_options.include_usage</c> asks.</summary>
    WhenAsked,

    /// <summary>In a chunk of its own without choices, always.</summary>
    OwnChunk,

    /// <summary>In the chunk with the finish reason, always.</summary>
    WithFinish,

    /// <summary>In every chunk, cumulative.</summary>
    EveryChunk,
}

/// <summary>What a provider of the OpenAI dialect does its own way. This one does nothing so.</summary>
internal class ChatFlavor
{
    /// <summary>The family of its models in the catalogue; empty for OpenAI's.</summary>
    public virtual string Family => "";

    /// <summary>The member that shows reasoning beside the content; null when reasoning is not shown.</summary>
    public virtual string? ReasoningMember => null;

    public virtual UsagePlace Place(SimulatedRequest request) => UsagePlace.WhenAsked;

    /// <summary>The model that answers.</summary>
    public virtual string Served(SimulatedRequest request) => ModelCatalog.Served(request.Model);

    /// <summary>What the answer used beyond the tokens of its text.</summary>
    public virtual SimulatedUsage Count(SimulatedRequest request, SimulatedUsage usage) => usage;

    /// <summary>The usage object.</summary>
    public virtual JsonObject Usage(SimulatedRequest request, SimulatedUsage usage) => OpenAIUsage.OfChat(usage);

    /// <summary>Adds what every body and every chunk has.</summary>
    public virtual void Dress(SimulatedRequest request, JsonObject part) { }

    /// <summary>Adds what a body, or the chunk with the last finish reason, has.</summary>
    /// <param name="request">The request.</param>
    /// <param name="part">The body or chunk.</param>
    /// <param name="usage">What to report; null when told to report nothing.</param>
    public virtual void Finish(SimulatedRequest request, JsonObject part, SimulatedUsage? usage) { }

    /// <summary>Chunks before the first one of the answer.</summary>
    public virtual IEnumerable<JsonObject> Opening(SimulatedRequest request) => [];
}
