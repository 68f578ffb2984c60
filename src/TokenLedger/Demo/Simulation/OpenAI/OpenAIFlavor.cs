using System.Text.Json.Nodes;

namespace TokenLedger.Demo.Simulation.OpenAI;

/// <summary>OpenAI itself: every part names the tier that serves.</summary>
internal class OpenAIFlavor : ChatFlavor
{
    public override void Dress(SimulatedRequest request, JsonObject part)
    {
        part["service_tier"] = OpenAIUsage.Tier(request);
        part["system_fingerprint"] = "fp_simulated";
    }
}
