using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using TokenLedger.Demo.Simulation.Personas;
using TokenLedger.Gateway;
using TokenLedger.Gateway.Hosting;

namespace TokenLedger.Demo.Simulation;

/// <summary>
/// A provider for demonstrations and tests: a real HTTP server on loopback that speaks OpenAI and Anthropic at one
/// address and plays every other provider at an address of its own, counts the tokens of the text it is sent and sends,
/// logs every call, and misbehaves on command.
/// </summary>
/// <remarks>
/// The same request gets the same bytes (ids and text are drawn from a hash of it, or from the header
/// <c>x-sim-seed</c>), so that an answer through a gateway can be compared with a direct one. Any non-empty key is good.
/// </remarks>
public sealed class SimulatedProvider : IAsyncDisposable
{
    /// <summary>The AWS access key whose signatures are checked at Bedrock's address.</summary>
    public const string AmazonKeyId = "AKIASIMULATEDKEY0000";

    /// <summary>The secret of <see cref="AmazonKeyId"/>.</summary>
    public const string AmazonSecret = "simulated/secret/access/key";

    private readonly WebApplication server;
    private readonly SimulatedProviderOptions options;
    private readonly Cast cast;
    private readonly Dictionary<int, Persona> byPort = [];
    private readonly Dictionary<string, Uri> addresses = new(StringComparer.Ordinal);
    private readonly Gates gates = new();
    private readonly CancellationTokenSource stopping = new();

    private SimulatedProvider(SimulatedProviderOptions options)
    {
        this.options = options;
        cast = new Cast(options);
        server = Build(options, cast.Names.Count);
        server.Run(HandleAsync);
    }

    /// <summary>Where it listens for HTTP/1.1, with the base path.</summary>
    public Uri BaseAddress { get; private set; } = new("http://127.0.0.1");

    /// <summary>Where it listens for HTTP/2 without TLS, with the base path; null when it does not.</summary>
    public Uri? Http2Address { get; private set; }

    /// <summary>
    /// Where it plays a provider: "groq", "bedrock". One without an address of its own is played at the shared one, in the
    /// dialect of OpenAI or Anthropic.
    /// </summary>
    /// <param name="provider">The provider's name.</param>
    /// <param name="basePath">The path in front of the provider's routes, as its real address has it ("/openai").</param>
    public Uri AddressOf(string provider, string basePath = "") =>
        addresses.TryGetValue(provider, out Uri? address) ? new Uri(address, basePath) : BaseAddress;

    /// <summary>An upstream with this provider in its place: everything as it is, but the address.</summary>
    public UpstreamOptions InPlaceOf(UpstreamOptions real)
    {
        ArgumentNullException.ThrowIfNull(real);
        // The same request gets the same id here, which no real provider does.
        return real with { BaseAddress = AddressOf(real.Name, real.BaseAddress.AbsolutePath), UniqueIds = false };
    }

    /// <summary>The calls it has answered.</summary>
    public ProviderLog Log { get; } = new();

    /// <summary>What goes wrong when a request does not say. Default nothing.</summary>
    public Misbehavior Misbehavior { get; set; } = Misbehavior.None;

    /// <summary>The gate of that name, at which answers told to (<c>x-sim: gate=NAME</c>) wait.</summary>
    public Gate Gate(string name) => gates.Named(name);

    /// <summary>Starts listening.</summary>
    /// <exception cref="IOException">The port is taken.</exception>
    public static async Task<SimulatedProvider> StartAsync(
        SimulatedProviderOptions options,
        CancellationToken cancellation
    )
    {
        SimulatedProvider provider = new(options);
        await provider.server.StartAsync(cancellation);
        provider.FindAddresses();
        return provider;
    }

    /// <summary>Ends open answers and stops listening.</summary>
    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await server.StopAsync();
        await server.DisposeAsync();
        stopping.Dispose();
    }

    private static WebApplication Build(SimulatedProviderOptions options, int more)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore();

        // With room for one byte a flush returns only when the kernel has everything: what precedes a cut arrives.
        builder.WebHost.UseSockets(sockets => sockets.MaxWriteBufferSize = 1);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.AllowAlternateSchemes = true; // clients of Bedrock speak HTTP/2 without TLS to an http address
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Limits.MinRequestBodyDataRate = null;
            kestrel.Limits.MinResponseDataRate = null;
            kestrel.Listen(options.Listen, listen => listen.Protocols = HttpProtocols.Http1);
            if (options.Http2)
            {
                kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2);
            }

            for (int i = 0; i < more; i++)
            {
                kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Use(CleartextHttp2.Detect));
            }
        });
        return builder.Build();
    }

    private void FindAddresses()
    {
        string[] found =
        [
            .. server
                .Services.GetRequiredService<IServer>()
                .Features.GetRequiredFeature<IServerAddressesFeature>()
                .Addresses,
        ];
        BaseAddress = new Uri(found[0] + options.BasePath);
        Http2Address = options.Http2 ? new Uri(found[1] + options.BasePath) : null;
        foreach ((string name, string address) in cast.Names.Zip(found.Skip(options.Http2 ? 2 : 1)))
        {
            addresses[name] = new Uri(address);
            byPort[addresses[name].Port] = cast.Named(name);
        }
    }

    private async Task HandleAsync(HttpContext http)
    {
        using CancellationTokenSource ending = CancellationTokenSource.CreateLinkedTokenSource(
            http.RequestAborted,
            stopping.Token
        );
        ReceivedCall received = await ReceivedCall.ReadAsync(http, options.BasePath, ending.Token);
        Misbehavior told = Told(http, out string? problem);
        Persona persona = PersonaOf(http, received);
        SimulatedRequest request = persona.Understand(new(received, http.Request.Headers["x-sim-seed"], told));
        http.Response.Headers[persona.RequestIdHeader] = request.RequestId;
        Answer answer = problem is null ? Decide(http, received, request, persona) : NotUnderstood(problem);
        answer = answer with { ErrorEvent = answer.ErrorEvent ?? persona.ErrorEvent };
        SimulatedOutcome outcome = SimulatedOutcome.Gone;
        try
        {
            outcome = await new AnswerSender(http, told, gates, ending.Token).SendAsync(answer);
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            // The caller has gone, or the provider stops: the log says so.
        }
        finally
        {
            Log.Add(received.Finished(answer, request.RequestId, outcome));
        }
    }

    private Persona PersonaOf(HttpContext http, ReceivedCall received) =>
        byPort.TryGetValue(http.Connection.LocalPort, out Persona? own)
            ? own
            : cast.AtSharedAddress(received.Path, http.Request.Headers.ContainsKey("anthropic-version"));

    private Misbehavior Told(HttpContext http, out string? problem)
    {
        problem = null;
        string? header = http.Request.Headers["x-sim"];
        return header is null ? Misbehavior : Misbehavior.Parse(header, out problem);
    }

    private Answer Decide(HttpContext http, ReceivedCall received, SimulatedRequest request, Persona persona)
    {
        Misbehavior told = request.Misbehavior;
        if (told.Redirect is { } status)
        {
            http.Response.Headers.Location = "/v1/moved";
            return new Answer { Status = status, Body = new System.Text.Json.Nodes.JsonObject() };
        }

        int? refusal =
            !persona.Admits(received) ? 401
            : told.Status is { } asked ? asked
            : request.IsReadable ? null
            : 400;
        if (refusal is { } error)
        {
            return persona.Error(error, request.RequestId);
        }

        bool unknown = told.UnknownModel || (options.KnownModelsOnly && !ModelCatalog.Knows(request.Model));
        return request.Method == "POST" && unknown
            ? persona.UnknownModel(request.Model, request.RequestId)
            : persona.Answer(request) ?? persona.Error(404, request.RequestId);
    }

    private static Answer NotUnderstood(string problem) =>
        OpenAI.OpenAIErrors.Of(400, "simulation_error", "x_sim", problem);
}
