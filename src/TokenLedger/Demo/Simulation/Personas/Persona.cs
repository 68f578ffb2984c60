namespace TokenLedger.Demo.Simulation.Personas;

/// <summary>One provider as the simulated one plays it: its routes, its keys, its errors.</summary>
internal abstract class Persona
{
    /// <summary>The response header that carries the request id.</summary>
    public virtual string RequestIdHeader => "x-request-id";

    /// <summary>What a stream sends when it fails.</summary>
    public abstract StreamEvent? ErrorEvent { get; }

    /// <summary>Whether a request shows a key; any non-empty one is good.</summary>
    public virtual bool Admits(ReceivedCall received) => Credentials.HasBearer(received);

    /// <summary>The request with its model and manner of answer filled in from its path, where they are there.</summary>
    public virtual SimulatedRequest Understand(SimulatedRequest request) => request;

    /// <summary>Answers a request that may be answered; null when there is no such route.</summary>
    public abstract Answer? Answer(SimulatedRequest request);

    /// <summary>An error in this provider's shape.</summary>
    public abstract Answer Error(int status, string requestId);

    /// <summary>The refusal of a model.</summary>
    public virtual Answer UnknownModel(string model, string requestId) => Error(404, requestId);
}
