namespace TokenLedger.Functional.Tests.Running;

/// <summary>One gateway for all tests of a class, which run one after another.</summary>
public sealed class SharedGateway : IAsyncLifetime
{
    internal TestGateway Gateway { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Gateway = await TestGateway.StartAsync();

    public ValueTask DisposeAsync() => Gateway.DisposeAsync();
}
